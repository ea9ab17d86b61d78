"""Tagging again after topics changed gives what tagging from nothing gives, and touches nothing else."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dump_samples import NOW
from papertriage.errors import LibraryError
from papertriage.export import record, to_json
from papertriage.index import open_reader, open_writer, term
from papertriage.ingest import Options, ingesting, rebuild, retag
from papertriage.ingest.retag import Change
from papertriage.library import Library, open_library
from papertriage.topics import Matcher, Topic
from topic_samples import WORDS, Listed, dump, matcher, topic

PAPERS = [
    Listed("On amber", "We look at things in general and say at length what they are."),
    Listed("On birch", "We look at amber in general and say at length what it is."),
    Listed("On cedar", "We look at dahlias in general and say at length what they are."),
    Listed("On nothing", "We look at nothing at all and say at length what it is."),
]


def exported(library: Library) -> str:
    return "".join(to_json(record(paper)) + "\n" for paper in library.iter_papers())


def ingest(library: Library, using: Matcher, *files: Path) -> None:
    with ingesting(library, using) as ingestion:
        for file in files:
            list(ingestion.read_all(str(file), Options(NOW)))


def tagged(library: Library) -> dict[str, list[str]]:
    return {paper.title: [hit.name for hit in paper.topics] for paper in library.iter_papers()}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as found:
        yield found


@pytest.fixture
def read(library: Library, tmp_path: Path) -> Library:
    """A library whose four papers were tagged by one topic, amber."""
    ingest(library, matcher(topic("amber", "amber")), dump(tmp_path, "papers.jsonl", PAPERS))
    return library


# --- what it does ---


def test_a_changed_topic_is_matched_again(read: Library) -> None:
    report = retag(read, matcher(topic("amber", "birch")))
    assert tagged(read) == {"On amber": [], "On birch": ["amber"], "On cedar": [], "On nothing": []}
    # "On birch" had the topic before, for its other word: it is changed, and neither gained nor lost.
    assert report == (4, 2, (Change("amber", "changed", 0, 1),))


def test_a_new_topic_is_looked_for_in_papers_that_were_there_before(read: Library) -> None:
    report = retag(read, matcher(topic("amber", "amber"), topic("cedar", "cedar", "dahlia")))
    assert tagged(read)["On cedar"] == ["cedar"]
    assert report.topics == (Change("cedar", "new", 1, 0),)


def test_a_topic_that_is_gone_leaves_all_papers(read: Library) -> None:
    report = retag(read, matcher())
    assert set(map(tuple, tagged(read).values())) == {()}
    assert report == (4, 2, (Change("amber", "removed", 0, 2),))


def test_where_no_topic_changed_nothing_is_written(read: Library) -> None:
    before = read.change
    assert retag(read, matcher(topic("amber", "amber"))) == (4, 0, ())
    assert read.change == before


def test_only_changed_topics_are_matched(read: Library) -> None:
    class Watched(Matcher):
        def only(self, names: object) -> Matcher:
            asked.append(names)
            return super().only(names)  # type: ignore[arg-type]

    asked: list[object] = []
    retag(read, Watched([topic("amber", "amber"), topic("birch", "birch")]))
    assert asked == [["birch"]]


def test_only_papers_that_changed_go_to_the_index(read: Library) -> None:
    open_writer(read).close()
    before = read.change
    retag(read, matcher(topic("amber", "amber"), topic("cedar", "cedar")))
    assert [read.papers([pid])[0].title for pid, _ in read.changed_since(before)] == ["On cedar"]
    open_writer(read).close()
    assert open_reader(read).count(term("topic", "cedar")) == 1


def test_the_progress_counts_every_paper(read: Library) -> None:
    steps: list[int] = []
    retag(read, matcher(topic("fern", "fern")), steps.append)
    assert sum(steps) == 4


def test_an_interrupted_one_changes_nothing(read: Library) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    before = exported(read), read.change
    with pytest.raises(KeyboardInterrupt):
        retag(read, matcher(topic("amber", "birch")), interrupt)
    assert (exported(read), read.change) == before
    assert read.changed_topics(matcher(topic("amber", "birch")).rules) == ["amber"]


def test_a_library_open_for_reading_is_not_tagged(read: Library) -> None:
    with open_library(read.folder) as other, pytest.raises(LibraryError, match="for reading only"):
        retag(other, matcher())


# --- what the library remembers ---


def test_an_empty_library_has_no_changed_topics(library: Library) -> None:
    assert library.changed_topics(matcher(topic("amber", "amber")).rules) == []


def test_new_papers_get_new_rules_and_the_library_knows_that_the_others_have_old_ones(
    read: Library, tmp_path: Path
) -> None:
    now = matcher(topic("amber", "elm"), topic("birch", "birch"))
    ingest(
        read, now, dump(tmp_path, "more.jsonl", [Listed("On elm and birch", "Amber is not in it at all.")])
    )
    assert tagged(read)["On elm and birch"] == ["amber", "birch"]
    assert tagged(read)["On amber"] == ["amber"]
    assert read.changed_topics(now.rules) == ["amber", "birch"]
    # Back to the old rules: the new paper has the tags of others.
    assert read.changed_topics(matcher(topic("amber", "amber")).rules) == ["amber", "birch"]


def test_a_dump_that_brings_no_paper_makes_no_topic_another(read: Library, tmp_path: Path) -> None:
    ingest(read, matcher(topic("amber", "elm")), dump(tmp_path, "empty.jsonl", PAPERS[:1]))
    assert read.changed_topics(matcher(topic("amber", "amber")).rules) == ["amber"]
    retag(read, matcher(topic("amber", "amber")))
    ingest(read, matcher(topic("amber", "elm")), tmp_path / "papers.jsonl")
    assert read.changed_topics(matcher(topic("amber", "amber")).rules) == []


def test_a_library_of_an_earlier_papertriage_is_tagged_again_by_all_topics(read: Library) -> None:
    read.db.run("DELETE FROM meta WHERE key = 'rules'")
    now = matcher(topic("birch", "birch"))
    assert read.changed_topics(now.rules) == ["amber", "birch"]
    retag(read, now)
    assert tagged(read)["On birch"] == ["birch"]
    assert read.changed_topics(now.rules) == []


def test_a_rebuild_brings_all_topics_up_to_date(read: Library) -> None:
    now = matcher(topic("birch", "birch"))
    rebuild(read, now, NOW)
    assert read.changed_topics(now.rules) == []
    assert tagged(read)["On birch"] == ["birch"]


# --- the law ---


class Story:
    """A library to which random things happen, told again from nothing at the end."""

    def __init__(self, library: Library, folder: Path, chance: random.Random) -> None:
        self.library, self._folder, self._chance = library, folder, chance
        self.topics = [topic("amber", "amber"), topic("birch", "birch", "cedar")]
        self.files: list[Path] = []
        self.said: list[tuple[str, str, bool]] = []

    def edit(self) -> None:
        name = self._chance.choice(WORDS)
        self.topics = [each for each in self.topics if each.name != name]
        if self._chance.random() < 0.75:
            words = self._chance.sample(WORDS, self._chance.randint(1, 3))
            self.topics.append(topic(name, *words, threshold=self._chance.choice((3.0, 6.0))))

    def ingest(self) -> None:
        papers = [self._paper() for _ in range(self._chance.randint(1, 8))]
        file = dump(self._folder, f"{len(self.files)}.jsonl", papers)
        self.files.append(file)
        ingest(self.library, matcher(*self.topics), file)

    def _paper(self) -> Listed:
        """Few ids and titles, so that papers merge, and two become one by a third."""
        words = self._chance.choices(WORDS, k=3)
        number = self._chance.randint(1, 9)
        return Listed(
            f"Trees numbered {self._chance.randint(1, 20)} with {words[0]}",
            f"Of {words[1]} and {words[2]}, at the length that an abstract has.",
            self._chance.choice((None, f"2401.0000{number}")),
            self._chance.choice((None, f"10.1234/tree.{number}")),
        )

    def correct(self) -> None:
        names = [paper.id for paper in self.library.iter_papers()]
        if names:
            name, about, has = (
                self._chance.choice(names), self._chance.choice(WORDS), self._chance.random() < 0.5,
            )  # fmt: skip
            self.library.correct(name, [about], NOW.isoformat(), has=has)
            self.said.append((name, about, has))

    def retag(self) -> None:
        retag(self.library, matcher(*self.topics))

    def from_nothing(self, folder: Path) -> str:
        """What the same dumps, topics and corrections give in a new library."""
        with open_library(folder, write=True) as other:
            ingest(other, matcher(*self.topics), *self.files)
            for name, about, has in self.said:
                other.correct(name, [about], NOW.isoformat(), has=has)
            return exported(other)


@pytest.mark.parametrize("seed", range(10))
def test_tagging_again_gives_what_tagging_from_nothing_gives(
    seed: int, library: Library, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    story = Story(library, tmp_path, chance)
    for happens in chance.choices(
        (story.edit, story.ingest, story.correct, story.retag), weights=(5, 3, 3, 2), k=25
    ):
        happens()
    story.retag()
    again = exported(library)
    assert again == story.from_nothing(tmp_path / "other")
    assert has_topics(library, story.topics)
    rebuild(library, matcher(*story.topics), NOW)
    assert exported(library) == again


def has_topics(library: Library, topics: Sequence[Topic]) -> bool:
    """Whether the library knows that these topics made its tags; the index has each as it is stored."""
    open_writer(library).close()
    reader, counts = open_reader(library), library.stats().topics
    assert {name: reader.count(term("topic", name)) for name in counts} == counts
    return library.changed_topics(matcher(*topics).rules) == []
