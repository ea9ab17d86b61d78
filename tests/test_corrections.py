"""What the reader tags and untags holds for ever: it outlives rules, dumps, merging and a rebuild."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dump_samples import NOW
from papertriage import triage
from papertriage.errors import NotFound
from papertriage.index import open_reader, open_writer, term
from papertriage.ingest import Options, ingesting, rebuild, retag
from papertriage.library import Library, open_library
from papertriage.model import Paper, TopicHit
from papertriage.topics import Matcher
from topic_samples import Listed, dump, matcher, topic

BY_ID = Listed("On amber by its id", "We say at length what it is and what it is not.", "2401.00001")
BY_DOI = Listed("On birch by its DOI", "We say at length what it is and what it is not.", doi="10.1234/tree")
BOTH = Listed("On both", "We say at length what it is and what it is not.", "2401.00001", "10.1234/tree")
RULES = matcher(topic("amber", "amber"), topic("birch", "birch"), topic("fern", "fern"))
ID, DOI = "arxiv:2401.00001", "doi:10.1234/tree"


def ingest(library: Library, file: Path, using: Matcher = RULES) -> dict[str, int]:
    with ingesting(library, using) as ingestion:
        return dict(next(iter(ingestion.read_all(str(file), Options(NOW)))).topics)


def names(library: Library, name: str) -> list[str]:
    found = library.paper(name)
    return [] if found is None else [hit.name for hit in found.topics]


def say(library: Library, asked: str, *topics: str, has: bool = True) -> Paper:
    return triage.correct(library, asked, topics, NOW, has=has)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as found:
        ingest(found, dump(tmp_path, "two.jsonl", [BY_ID, BY_DOI]))
        yield found


def test_a_tagged_paper_has_the_topic_without_a_word_of_evidence(library: Library) -> None:
    assert say(library, ID, "fern").topics == (
        TopicHit("fern", 1.0, ()),
        *(hit for hit in library.papers([1])[0].topics if hit.name == "amber"),
    )


def test_a_tag_takes_the_place_of_what_the_rule_said(library: Library) -> None:
    assert say(library, ID, "amber").topics == (TopicHit("amber", 1.0, ()),)


def test_an_untagged_paper_has_not_the_topic_that_its_words_make(library: Library) -> None:
    assert names(library, ID) == ["amber"]
    assert say(library, ID, "amber", has=False).topics == ()


def test_the_last_word_on_a_paper_and_a_topic_holds(library: Library) -> None:
    for has in (True, False, True, False):
        say(library, ID, "fern", has=has)
    say(library, ID, "birch", has=False)
    say(library, ID, "birch")
    assert names(library, ID) == ["birch", "amber"]
    assert list(library.corrections()) == [(ID, "birch", True), (ID, "fern", False)]


def test_several_topics_are_said_at_once(library: Library) -> None:
    before = library.change
    say(library, ID, "fern", "birch")
    assert names(library, ID) == ["birch", "fern", "amber"]
    assert library.change == before + 1


def test_a_correction_is_a_decision_that_leaves_the_state_alone(library: Library) -> None:
    triage.decide(library, "accept", [ID], NOW)
    triage.correct(library, ID, ["fern"], NOW, has=True, reason="it is about ferns")
    (_, said) = library.decisions_on(ID)
    assert (said.action, said.value, said.reason) == ("tag", "fern", "it is about ferns")
    assert library.papers([1])[0].state == "accepted"


def test_nothing_is_said_of_a_paper_that_is_not_there(library: Library) -> None:
    before = library.change
    with pytest.raises(NotFound):
        say(library, "arxiv:2401.09999", "fern")
    with pytest.raises(NotFound):
        library.correct("arxiv:2401.09999", ["fern"], NOW.isoformat(), has=True)
    assert library.change == before
    assert list(library.corrections()) == []


def test_other_papers_keep_their_topics(library: Library) -> None:
    say(library, ID, "birch", has=False)
    assert names(library, DOI) == ["birch"]


def test_a_search_sees_it_at_once(library: Library) -> None:
    open_writer(library).close()
    say(library, ID, "fern")
    say(library, ID, "amber", has=False)
    open_writer(library).close()
    reader = open_reader(library)
    assert [reader.count(term("topic", name)) for name in ("fern", "amber", "birch")] == [1, 0, 1]
    assert library.stats().topics == {"birch": 1, "fern": 1}


# --- for ever ---


@pytest.fixture
def corrected(library: Library) -> Library:
    say(library, ID, "fern")
    say(library, ID, "amber", has=False)
    return library


def test_it_outlives_a_rebuild(corrected: Library) -> None:
    rebuild(corrected, RULES, NOW)
    assert names(corrected, ID) == ["fern"]


def test_it_outlives_other_rules(corrected: Library) -> None:
    retag(corrected, matcher(topic("amber", "id"), topic("fern", "nothing"), topic("birch", "amber")))
    assert names(corrected, ID) == ["fern", "birch"]


def test_it_outlives_the_topic(corrected: Library) -> None:
    retag(corrected, matcher())
    assert names(corrected, ID) == ["fern"]
    retag(corrected, RULES)
    assert names(corrected, ID) == ["fern"]


def test_it_outlives_another_sighting_of_the_paper(corrected: Library, tmp_path: Path) -> None:
    again = BY_ID._replace(title="On amber, birch and more amber")
    counted = ingest(corrected, dump(tmp_path, "again.jsonl", [again]))
    assert names(corrected, ID) == ["fern", "birch"]
    assert counted == {"fern": 1, "birch": 1}  # the report speaks of papers as they are


def test_papers_that_become_one_have_what_was_said_of_each(corrected: Library, tmp_path: Path) -> None:
    say(corrected, DOI, "birch")
    ingest(corrected, dump(tmp_path, "both.jsonl", [BOTH]))
    assert corrected.pid_of(ID) == corrected.pid_of(DOI)
    assert names(corrected, ID) == ["birch", "fern"]
    assert list(corrected.corrections()) == [(ID, "amber", False), (ID, "birch", True), (ID, "fern", True)]


def test_of_papers_that_become_one_the_later_word_holds(corrected: Library, tmp_path: Path) -> None:
    say(corrected, DOI, "fern", has=False)
    say(corrected, DOI, "amber")
    ingest(corrected, dump(tmp_path, "both.jsonl", [BOTH]))
    assert names(corrected, ID) == ["amber", "birch"]  # birch by its rule
    assert corrected.corrections_on(ID) == {"amber": True, "fern": False}


def test_a_library_without_corrections_asks_for_none(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    triage.decide(library, "accept", [ID], NOW)
    asked: list[str] = []
    library.db.raw.set_trace_callback(asked.append)
    ingest(library, dump(tmp_path, "more.jsonl", [Listed("On fern", "It is said at length what it is.")]))
    library.db.raw.set_trace_callback(None)
    assert sum("'untag'" in sql for sql in asked) == 1  # whether there is any


# --- taken back ---


def test_a_tag_that_is_taken_back_leaves_what_the_rule_says(library: Library) -> None:
    said = triage.Said(NOW)
    say(library, ID, "fern", "amber")
    assert names(library, ID) == ["amber", "fern"]
    triage.undo(library, said, lambda: RULES)
    assert names(library, ID) == ["amber"]
    assert library.papers([1])[0].topics[0].evidence
    triage.redo(library, said, lambda: RULES)
    assert names(library, ID) == ["amber", "fern"]
    say(library, ID, "amber", has=False)
    triage.undo(library, said, lambda: RULES, count=2)
    assert names(library, ID) == ["amber"]
    assert library.corrections_on(ID) == {}


def test_corrections_merge_with_those_of_others(library: Library) -> None:
    from papertriage.library import DecisionRow

    say(library, ID, "amber", has=False)
    (mine,) = library.log()
    late = mine.uid.replace(mine.uid[:4], "2090")
    other = DecisionRow(0, DOI, "tag", mine.at, "bob", "fern", None, late, late, "cli")
    undo = other._replace(paper=ID, action="undo", value=mine.uid, uid=f"{late[:-1]}f", act=late)
    triage.merge(library, [undo, other], triage.Said(NOW), lambda: RULES)
    assert sorted(names(library, DOI)) == ["birch", "fern"]
    assert names(library, ID) == ["amber"]
