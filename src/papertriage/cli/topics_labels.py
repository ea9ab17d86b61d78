"""Labels for `topics eval` and `topics learn`: read from files, their papers looked up in the library."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from papertriage.cli import common
from papertriage.config import Settings
from papertriage.errors import NotFound, UsageFault
from papertriage.topics import Topic, find_topic
from papertriage.topics.evaluate import Labelled, labels_of
from papertriage.topics.gold import Row, files_at, letters, read_gold
from papertriage.topics.learned_train import Example

_Lot = list[Row]  # of one file


def read_labels(places: Sequence[Path], known: Sequence[Topic]) -> list[_Lot]:
    """Read files of labels, and those in folders; topics by the names that they are stored under.

    Raises UsageFault naming the file, the row and the mend.
    """
    names = {topic.name: topic.name for topic in known}
    return [[_named(row, names, known) for row in read_gold(path)] for path in files_at(places)]


def _named(row: Row, names: dict[str, str], known: Sequence[Topic]) -> Row:
    def name_of(word: str) -> str:
        if word not in names:
            try:
                names[word] = find_topic(known, word).name
            except NotFound as fault:
                raise UsageFault(f"{row.place}: {fault}") from None
        return names[word]

    topics, grey = (frozenset(map(name_of, words)) for words in (row.topics, row.grey))
    return row._replace(topics=topics, grey=grey - topics)


def labelled(lots: Sequence[_Lot], set_to: Settings) -> list[list[Labelled]]:
    """Give the labelled papers of each file with their texts.

    Papers that neither the file nor the library has are left out, with a note. Raises UsageFault where that
    is all of them.
    """
    texts = _texts({row.key for rows in lots for row in rows if row.text is None and row.key}, set_to)
    found = [
        [row.labelled(*text) for row in rows if (text := row.text or texts.get(row.key))] for rows in lots
    ]
    missing = sum(map(len, lots)) - sum(map(len, found))
    if missing and not any(found):
        raise UsageFault(
            f"{missing} labelled papers, and none is in the library; ingest them, or give them abstracts"
        )
    if missing:
        common.note(
            f"{missing} labelled paper{'s are' * (missing > 1) or ' is'} not in the library, and left out"
        )
    return found


def _texts(keys: set[str], set_to: Settings) -> dict[str, tuple[str, str | None]]:
    """Give title and abstract of the library's papers with these keys, of several the first."""
    if not keys:
        return {}
    with common.reading(set_to) as found:
        pids: dict[int, str] = {}
        for pid, title in found.titles():
            if (key := letters(title)) in keys:
                pids[pid] = key
        papers = found.papers_by_pid(sorted(pids, reverse=True))
    return {pids[pid]: (papers[pid].title, papers[pid].abstract) for pid in sorted(papers, reverse=True)}


def examples_of(papers: Sequence[Labelled]) -> Iterator[Example]:
    """Give what a file's labels teach: a paper has each topic of the file or has it not, if not grey."""
    for name in labels_of(papers):
        for paper in papers:
            if name not in paper.grey:
                yield Example(paper.title, paper.abstract, name, name in paper.topics)


def corrected(set_to: Settings) -> list[Example]:
    """Give the reader's own corrections, where there is a library."""
    if not set_to.library.exists():
        return []
    with common.reading(set_to) as found:
        said = [(found.paper(name), topic, has) for name, topic, has in found.corrections()]
    return [Example(paper.title, paper.abstract, topic, has) for paper, topic, has in said if paper]
