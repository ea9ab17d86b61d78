"""How fast sources read, beside their parsers and other tools' readers; writes docs/bench-sources.md.

    python bench/sources.py [--papers 5000]

Each round reads every dump once with each reader, in turns, in one process; what is told is the median of
processor time. Nothing fails for being slow.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import forms
from papertriage.model import Sighting
from papertriage.sources import Content, find_source
from report import Row, table

HERE = Path(__file__).resolve().parent
ROUNDS = 7
SEED = 1
PAGE = """\
# How fast dumps are read

`make bench` reads {papers:,} papers that do not exist (`bench/forms.py`; a day's page of Hugging Face has
{days}, a listing 300) and writes this page. A source must reach half the speed of the parser below it,
walking the same bytes and taking the same fields: what it adds is checking, accounting and a record. Others'
readers stand beside it. MB of a million bytes, of one processor's time; medians of {rounds} rounds that take
turns.

{table}
"""

Reader = Callable[[bytes], int]  # gives how many papers it read


class Peer(NamedTuple):
    """Another way to read the same bytes."""

    source: str
    name: str
    read: Reader
    at_least: float | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=5_000)
    parser.add_argument("--output", type=Path, default=HERE.parent / "docs" / "bench-sources.md")
    arguments = parser.parse_args()
    dumps = forms.dumps(arguments.papers, SEED, forms.FORMS)
    rows = [row for name, raw in dumps.items() for row in measured(name, raw)]
    text = PAGE.format(papers=arguments.papers, days=forms.DAYS, rounds=ROUNDS, table=table(rows))
    arguments.output.write_text(text, "utf-8")
    print(text)


def measured(name: str, raw: bytes) -> Iterator[Row]:
    """Read one dump with its source and with each of its peers."""
    print(name, file=sys.stderr, flush=True)
    peers = [peer for peer in PEERS if peer.source == name]
    readers: dict[str, Reader] = {"papertriage": lambda raw: ours(name, raw)} | {
        peer.name: peer.read for peer in peers
    }
    seconds: dict[str, list[float]] = {reader: [] for reader in readers}
    counts: dict[str, int] = {}
    for _ in range(ROUNDS):
        for reader, read in readers.items():
            started = time.process_time()
            counts[reader] = read(raw)
            seconds[reader].append(time.process_time() - started)
    rate = {reader: len(raw) / 1e6 / median(taken) for reader, taken in seconds.items()}
    for peer in peers:
        if counts[peer.name] != counts["papertriage"]:
            print(
                f"{peer.name} read {counts[peer.name]}, papertriage {counts['papertriage']}", file=sys.stderr
            )
        what = f"`{name}`, {counts['papertriage']:,} papers"
        yield Row(what, rate["papertriage"], "MB/s", peer.name, rate[peer.name], at_least=peer.at_least)


def ours(name: str, raw: bytes) -> int:
    """Read as `ingest` does, up to the sightings."""
    return sum(isinstance(item, Sighting) for item in find_source(name).reader(Content.of(raw)))


def hf_fields(raw: bytes) -> int:
    import orjson

    rows = orjson.loads(raw)
    for row in rows:
        paper = row["paper"]
        _ = (
            paper["id"], paper["title"], paper["summary"], paper["publishedAt"], paper["upvotes"],
            row["numComments"], [author["name"] for author in paper["authors"]], paper["submittedOnDailyAt"],
            paper.get("githubRepo"), paper.get("projectPage"), paper.get("organization"),
        )  # fmt: skip
    return len(rows)


def snapshot_fields(raw: bytes) -> int:
    import orjson

    count = 0
    for line in io.BytesIO(raw):
        row = orjson.loads(line)
        _ = (
            row["id"], row["title"], row["abstract"], row["categories"].split(), row["doi"],
            [name[0] for name in row["authors_parsed"]], row["versions"][0]["created"],
            row["versions"][-1]["version"],
        )  # fmt: skip
        count += 1
    return count


def lxml_walk(tag: str) -> Reader:
    def read(raw: bytes) -> int:
        from lxml import etree

        count = 0
        for _, element in etree.iterparse(io.BytesIO(raw), resolve_entities=False):
            _ = element.text
            if element.tag.endswith(tag):
                count += 1
                element.clear()
        return count

    return read


def expat_walk(tag: str) -> Reader:
    """Parse with the parser that papertriage uses too, take every element's words and attributes, let go."""

    def read(raw: bytes) -> int:
        from xml.etree import ElementTree

        count = 0
        for _, element in ElementTree.iterparse(io.BytesIO(raw)):
            _ = element.tag, element.text, element.attrib
            if element.tag.endswith(tag):
                count += 1
                element.clear()
        return count

    return read


def feedparser_entries(raw: bytes) -> int:
    import feedparser

    return len(feedparser.parse(raw).entries)


def arxiv_results(raw: bytes) -> int:
    from arxiv._feed import parse

    return len(parse(raw).results)


def selectolax_walk(raw: bytes) -> int:
    """Parse, visit every node, and decode the page's data where it has any."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(raw)
    for node in tree.root.traverse():  # type: ignore[union-attr]
        _ = node.tag, node.attributes
    held = tree.css_first("[data-target=DailyPapers]")
    if held is not None:
        return len(json.loads(held.attributes["data-props"] or "")["dailyPapers"])
    return len(tree.css("dt"))


def beautiful_soup(raw: bytes) -> int:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(raw, "html.parser")
    held: Any = soup.select_one("[data-target=DailyPapers]")
    if held is not None:
        return len(json.loads(held["data-props"])["dailyPapers"])
    details: Any = soup.find_all("dd")
    for detail in details:
        _ = detail.find(class_="list-title").get_text(), detail.find("p").get_text()
    return len(details)


PEERS = (
    Peer("hf-json", "orjson.loads and the fields", hf_fields, 0.5),
    Peer("arxiv-metadata", "orjson.loads and the fields", snapshot_fields, 0.5),
    Peer("arxiv-atom", "ElementTree (Expat), walking", expat_walk("}entry"), 0.5),
    Peer("arxiv-atom", "lxml, walking", lxml_walk("}entry")),
    Peer("arxiv-atom", "feedparser", feedparser_entries),
    Peer("arxiv-atom", "arxiv.py", arxiv_results),
    Peer("arxiv-oai", "ElementTree (Expat), walking", expat_walk("}record"), 0.5),
    Peer("arxiv-oai", "lxml, walking", lxml_walk("}record")),
    Peer("hf-html", "selectolax, walking", selectolax_walk, 0.5),
    Peer("hf-html", "BeautifulSoup", beautiful_soup),
    Peer("arxiv-listing", "selectolax, walking", selectolax_walk, 0.5),
    Peer("arxiv-listing", "BeautifulSoup", beautiful_soup),
)

if __name__ == "__main__":
    main()
