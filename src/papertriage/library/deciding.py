"""What one command says of papers: events appended, and what follows from them, in one open transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from papertriage.library import decisions, reading, tagging
from papertriage.library.decisions import REDO, UNDO, DecisionRow
from papertriage.library.rows import to_json
from papertriage.library.store import Library

Shown = Mapping[str, tuple[int | None, float | None]]
"""Public id -> the place in the list, from 1, and the score that were shown when it was decided."""

_NOTHING: Shown = {}


class By(NamedTuple):
    """When it is said, by whom, and from where."""

    at: str
    who: str = ""
    origin: str = ""


class Merged(NamedTuple):
    """What came of merging another log into this one."""

    added: list[DecisionRow]
    known: int  # events that were here already
    other: list[str]  # uids whose event here says something else; it was left as it is
    homeless: int  # of the added, those on papers that this library has not read (yet)


class _Done(NamedTuple):
    """One act of a reader: the events of one command."""

    action: str
    stands: bool  # at least one of them
    events: list[DecisionRow]  # those that stand


class Act:
    """What is said of papers at one moment. Made by `Library.act`."""

    def __init__(self, library: Library, change: int, by: By) -> None:
        self._library = library
        self._db = library.db
        self.change = change
        self._by = by

    def decide(
        self,
        names: Sequence[str],
        action: str,
        *,
        value: str | None = None,
        reason: str | None = None,
        shown: Shown = _NOTHING,
    ) -> list[str]:
        """Say this of each of these papers (ids now or once); return their public ids. Raises NotFound."""
        ids = [public_id for _, public_id in self._library.named(names)]
        self._append([(public_id, action, value) for public_id in ids], reason, shown)
        self._settle_states(ids)
        return ids

    def correct(
        self,
        names: Sequence[str],
        topics: Sequence[str],
        *,
        has: bool,
        reason: str | None = None,
        shown: Shown = _NOTHING,
    ) -> None:
        """Say that papers (ids now or once) have these topics, or have them not. Raises NotFound."""
        rows = self._library.named(names)
        action = tagging.TAG if has else tagging.UNTAG
        said: list[tuple[str, str, str | None]] = [
            (public_id, action, topic) for _, public_id in rows for topic in topics
        ]
        self._append(said, reason, shown)
        hits = tagging.corrected((), dict.fromkeys(topics, has))
        tagging.replace_hits(self._db, self.change, topics, {pid: hits for pid, _ in rows})

    def undo(self, count: int = 1) -> list[DecisionRow]:
        """Take back this reader's last acts that stand, each by an act of its own; give their events.

        The topics that were said are for `retag` to put right.
        """
        acts = (act for act in self._acts() if act.stands and act.action not in decisions.TAKE_BACK)
        return self._take_back(UNDO, list(islice(acts, count)))

    def redo(self, count: int = 1) -> list[DecisionRow]:
        """Take back this reader's last undos, back to what was newly said; give what stands again."""
        undos = self._take_back(REDO, list(islice(_redoable(self._acts()), count)))
        named = decisions.known_as(self._db, [undo.value for undo in undos if undo.value])
        return list(named.values())

    def merge(self, events: Sequence[DecisionRow]) -> Merged:
        """Add the events that are not here yet, as they are."""
        here = decisions.known_as(self._db, [event.uid for event in events])
        fresh = {event.uid: event for event in events if event.uid not in here}
        same = [event for event in events if event.uid in here and here[event.uid][1:] == event[1:]]
        other = [event.uid for event in events if event.uid in here and here[event.uid][1:] != event[1:]]
        added = [fresh[uid] for uid in sorted(fresh)]
        decisions.append(self._db, added)
        decisions.settle_undone(self._db)
        self._settle_states(decisions.decided(self._db))
        homeless = sum(self._library.pid_of(event.paper) is None for event in added)
        return Merged(added, len(same), other, homeless)

    def to_retag(self, events: Iterable[DecisionRow]) -> tuple[list[reading.Text], set[str]]:
        """The papers, with their texts, and the topics on which these events bear, for `retag`."""
        events = list(events)
        taken = sorted(
            {event.value for event in events if event.action in decisions.TAKE_BACK and event.value}
        )
        said = [
            event
            for event in (*events, *decisions.known_as(self._db, taken).values())
            if event.action in (tagging.TAG, tagging.UNTAG)
        ]
        names = {event.paper for event in said}
        pids = sorted({pid for name in names if (pid := self._library.pid_of(name)) is not None})
        papers = self._library.papers_by_pid(pids)
        texts = [(pid, paper.id, paper.title, paper.abstract) for pid, paper in papers.items()]
        return texts, {event.value for event in said if event.value}

    def retag(self, names: Collection[str], found: Mapping[int, tuple[str, tagging.Hits]]) -> None:
        """Give papers what rules find of these topics: number -> (public id, hits); corrections hold."""
        said = tagging.corrections_of(self._db, [public_id for public_id, _ in found.values()])
        hits = {pid: tagging.corrected(hits, said.get(name, {})) for pid, (name, hits) in found.items()}
        tagging.replace_hits(self._db, self.change, names, hits)

    def _append(self, said: Sequence[tuple[str, str, str | None]], reason: str | None, shown: Shown) -> None:
        at, who, origin = self._by
        uids = decisions.next_uids(self._db, at, len(said))
        decisions.append(
            self._db,
            [
                DecisionRow(
                    0, paper, action, at, who, value, reason, uid, uids[0], origin,
                    *shown.get(paper, (None, None)),
                )
                for uid, (paper, action, value) in zip(uids, said, strict=True)
            ],
        )  # fmt: skip

    def _take_back(self, action: str, acts: Sequence[_Done]) -> list[DecisionRow]:
        for act in acts:
            self._append([(event.paper, action, event.uid) for event in act.events], None, _NOTHING)
        decisions.settle_undone(self._db)
        taken = [event for act in acts for event in act.events]
        pids = sorted({pid for event in taken if (pid := self._library.pid_of(event.paper)) is not None})
        self._settle_states([paper.id for paper in self._library.papers(pids, full=False)])
        return taken

    def _acts(self) -> Iterator[_Done]:
        """This reader's acts, latest first."""
        latest = decisions.latest(self._db, self._by.who)
        for _, group in groupby(latest, key=lambda each: each[0].act):
            listed = list(group)
            standing = [event for event, stands in listed if stands][::-1]
            yield _Done(listed[0][0].action, bool(standing), standing)

    def _settle_states(self, ids: Sequence[str]) -> None:
        """Give these papers the states that their decisions come to; the index learns it from `changed`."""
        after = decisions.states(self._db, ids)
        rows = self._db.rows(
            "SELECT pid, id, state FROM papers WHERE id IN (SELECT value FROM json_each(?))",
            [to_json(list(ids))],
        )
        new = [(after.get(name, "unread"), self.change, pid) for pid, name, _ in rows]
        old = [state for _, _, state in rows]
        self._db.many(
            "UPDATE papers SET state = ?, changed = ? WHERE pid = ?",
            [row for row, state in zip(new, old, strict=True) if row[0] != state],
        )


def _redoable(acts: Iterable[_Done]) -> Iterator[_Done]:
    """The undos that stand, latest first, until something newly said stands before them."""
    for act in acts:
        if act.action == UNDO and act.stands:
            yield act
        elif act.stands and act.action not in decisions.TAKE_BACK:
            return
