"""What a library knows beside its papers: searches, topics, decisions, who is like whom, citation keys."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from papertriage.errors import NotFound
from papertriage.library import citing, decisions, reading, sameness, tagging, verdicts
from papertriage.library.holdings import Holdings
from papertriage.library.rows import to_json

if TYPE_CHECKING:
    from papertriage.library.searches import SavedSearch


class Answers(Holdings):
    """A library, as far as others ask it about papers."""

    def corrections(self) -> Iterator[tuple[str, str, bool]]:
        """What the reader said last of each paper and topic: (public id now, topic, whether it has it)."""
        return tagging.all_corrections(self.db)

    def corrections_on(self, public_id: str) -> dict[str, bool]:
        """The same of one paper: topic -> whether it has it."""
        return tagging.corrections_of(self.db, [public_id]).get(public_id, {})

    def named(self, names: Sequence[str]) -> list[tuple[int, str]]:
        """The number and public id of each of these papers (ids now or once). Raises NotFound."""
        pids = {name: self.pid_of(name) for name in names}
        unknown = [name for name, pid in pids.items() if pid is None]
        if unknown:
            raise NotFound(f"no such paper: {', '.join(unknown)}")
        rows = self.db.rows(
            "SELECT pid, id FROM papers WHERE pid IN (SELECT value FROM json_each(?))",
            [to_json(list(pids.values()))],
        )
        return [(pid, public_id) for pid, public_id in rows]

    # --- which sightings are one paper ---

    @property
    def identity_rules(self) -> int:
        """The number of the rules by which its papers were identified; 0 for none yet."""
        return int(self.db.value("SELECT value FROM meta WHERE key = 'identity_rules'") or 0)

    def suggestions(self) -> list[sameness.AlikeRow]:
        """Pairs of papers that may be one, the most alike first."""
        return sameness.suggestions(self.db)

    def joins(self, pids: Sequence[int] | None = None) -> list[sameness.AlikeRow]:
        """What made one paper of two by likeness, the latest first; of these papers, or of all."""
        return sameness.joins(self.db, pids)

    def nameless(self) -> set[int]:
        """The sightings of papers that have no arXiv id."""
        return sameness.nameless(self.db)

    def nameless_papers(self) -> int:
        """How many papers have no arXiv id."""
        return sameness.nameless_papers(self.db)

    def verdicts(self) -> list[verdicts.VerdictRow]:
        """What readers said of two papers, oldest first."""
        return verdicts.every(self.db)

    # --- what searching asks for ---

    def pids_of(self, names: Sequence[str]) -> list[int]:
        """The numbers of the papers with these ids, now or once; a name that ends in `*` is a beginning."""
        found = [self.pid_of(name) for name in names if not name.endswith("*")]
        starts = [name[:-1] for name in names if name.endswith("*")]
        begun = [pid for start in starts for pid in reading.pids_beginning(self.db, start)]
        return sorted({pid for pid in (*found, *begun) if pid is not None})

    def new_versions(self) -> list[int]:
        """The numbers of papers of which a newer version was read after they were decided on."""
        from papertriage.library import new_versions  # few readings need it

        return new_versions.new_since_decided(self.db)

    def saved_searches(self) -> list["SavedSearch"]:
        """Every saved search, by name."""
        from papertriage.library import searches  # few readings need it

        return searches.all_of(self.db)

    def saved_search(self, name: str) -> "SavedSearch | None":
        """The saved search of this name, or None."""
        from papertriage.library import searches  # few readings need it

        return searches.named(self.db, name)

    def save_search(self, name: str, query: str, at: str) -> None:
        """Keep a query under a name, in place of what was there; all papers of now count as looked at."""
        from papertriage.library import searches  # few readings need it

        self._must_be_writable()
        searches.save(self.db, name, query, at)

    def remove_search(self, name: str) -> bool:
        """Forget a saved search; whether there was one."""
        from papertriage.library import searches  # few readings need it

        self._must_be_writable()
        return searches.remove(self.db, name)

    def looked_at_search(self, name: str, at: str, through: int) -> None:
        """Remember that the results of a saved search were looked at, as of this `last_sighting`."""
        from papertriage.library import searches  # few readings need it

        self._must_be_writable()
        searches.looked(self.db, name, at, through)

    @property
    def last_sighting(self) -> int:
        """The number of the last sighting; they go up as dumps are read, and stay through a rebuild."""
        from papertriage.library import searches  # few readings need it

        return searches.last_sighting(self.db)

    def pids_after(self, sighting: int) -> Sequence[int]:
        """The numbers of papers that were first seen after this sighting, in order."""
        from papertriage.library import searches  # few readings need it

        return searches.papers_after(self.db, sighting)

    @property
    def discussed_is_current(self) -> bool:
        """Whether `discussed` and `most_discussed` know all sightings."""
        from papertriage.library import discussed  # few readings need it

        return discussed.is_current(self.db)

    def refresh_discussed(self) -> None:
        """Work out anew how much papers are discussed, where sightings came since."""
        from papertriage.library import discussed  # few readings need it

        if not self.discussed_is_current:
            with self.transaction(bump=False):
                discussed.refresh(self.db)

    def discussed(self, pids: Sequence[int]) -> dict[int, float]:
        """How much these papers are discussed beside others of their day and age, 0 to 1, where counted."""
        from papertriage.library import discussed  # few readings need it

        return discussed.values_of(self.db, pids)

    def most_discussed(self, after: tuple[float, int] | None, limit: int) -> list[tuple[float, int]]:
        """The most discussed papers: (0 to 1, number) from behind `after` on, of equal ones by number."""
        from papertriage.library import discussed  # few readings need it

        return discussed.most(self.db, after, limit)

    # --- by what rules its papers are tagged ---

    def changed_topics(self, rules: Mapping[str, str]) -> list[str]:
        """The topics whose rows were not all made by these rules (name -> fingerprint).

        They were changed, added or removed since papers were tagged.
        """
        return tagging.changed_topics(self.db, rules)

    def topic_names(self) -> set[str]:
        """The names of the topics that a paper has or once had, also of those that are no more."""
        return {name for (name,) in self.db.rows("SELECT name FROM topics")}

    def topics_tagged(self) -> set[str]:
        """The names of the topics that papers were tagged by, whether or not one has them."""
        return tagging.topics_tagged(self.db)

    @property
    def topics_stamp(self) -> str:
        """The stamp of the topic files that all papers were tagged by when it was set; "" for none."""
        return str(self.db.value("SELECT value FROM meta WHERE key = 'topics_stamp'") or "")

    @topics_stamp.setter
    def topics_stamp(self, stamp: str) -> None:
        if stamp != self.topics_stamp:
            self.db.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('topics_stamp', ?)", [stamp])

    # --- citation keys ---

    def citation_keys(self, ids: Sequence[str]) -> dict[str, str]:
        """The citation keys of these papers (public ids), of those that were given one."""
        return citing.keys_of(self.db, ids)

    def all_citation_keys(self) -> Iterator[str]:
        """Every key that was ever given, in flat memory."""
        return (key for (key,) in self.db.stream("SELECT key FROM citation_keys"))

    def give_citation_keys(
        self, bases: Mapping[str, str], suffixed: Callable[[str, int], str]
    ) -> dict[str, str]:
        """Give papers (public id -> base key) their keys for ever; those that have one by now keep it.

        `suffixed(base, n)` is the n-th form of a base that is taken, the base itself for 0. No paper is
        changed by it, so the index stays current.
        """
        self._must_be_writable()
        self.db.run("BEGIN IMMEDIATE")
        try:
            known = citing.keys_of(self.db, list(bases))
            citing.give(self.db, [each for each in bases.items() if each[0] not in known], suffixed)
            given = citing.keys_of(self.db, list(bases))
            self.db.run("COMMIT")
        finally:
            if self.db.raw.in_transaction:
                self.db.raw.rollback()
        return given

    def decisions_on(self, public_id: str) -> list[decisions.DecisionRow]:
        """What was decided on this paper, under this id or one it had before, oldest first."""
        return decisions.of_paper(self.db, public_id)

    def standings(self, ids: Sequence[str], who: str | None = None) -> dict[str, decisions.Standing]:
        """What the standing decisions on these papers come to (of one reader's); only those that have any."""
        return decisions.standings(self.db, ids, who)

    def standing_decisions(self) -> Iterator[tuple[str, decisions.DecisionRow]]:
        """Every decision that stands, in order, with its paper's public id now; not on papers unknown."""
        return decisions.standing_events(self.db)

    def log(self, who: str | None = None) -> Iterator[decisions.DecisionRow]:
        """Every decision (of one reader's), oldest first, in flat memory."""
        return decisions.log(self.db, who)

    def latest_decisions(self, who: str | None = None) -> Iterator[tuple[decisions.DecisionRow, bool]]:
        """The same, latest first, each with whether it stands."""
        return decisions.latest(self.db, who)

    def undone(self) -> frozenset[str]:
        """The uids of the decisions that are taken back."""
        return decisions.undone(self.db)
