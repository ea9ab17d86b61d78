"""The data that pages of huggingface.co/papers carry in `data-props`: JSON, for the scripts of the page.

`data-target="DailyPapers"` has `dailyPapers`, a list of rows, on the pages of a day, week or month and on the
trending page, `searchResults` beside it on a search page; `data-target="PaperContent"` has the one `paper` of
its own page, and its `comments`. A row is what `hf_paper` reads.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from papertriage.dates import iso_day
from papertriage.sources.hf_paper import is_row

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_TARGETS = "[data-target][data-props]"
_OPENED = re.compile(r"data-target=[\"']?(?:DailyPapers|PaperContent)[\"']?\s+data-props=")
_LIST = re.compile(r"\"(?:dailyPapers|searchResults|papers)\"\s*:\s*\[")
_BETWEEN = re.compile(r"[\s,]*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Props(NamedTuple):
    """What a page's data hold: its rows, the day of the page where it is one of a day, and what is wrong."""

    rows: list[Any]
    found: bool = True  # whether the page has data at all: then no rows means that it lists no papers
    day: str | None = None
    fault: str | None = None
    broken: str = ""  # what could not be read, its beginning


def props(tree: "LexborHTMLParser", page: str) -> Props:
    """Read the data of a page; no rows where it has none.

    `page` is its text: where that breaks off inside the data no parser sees them.
    """
    empty = Props([], found=False)
    for node in tree.css(_TARGETS):
        raw = node.attributes.get("data-props") or ""
        if '"paper"' not in raw and '"dailyPapers"' not in raw:
            continue
        value = _decoded(raw)
        if value is None:
            empty = Props([], fault="the page's data are damaged", broken=raw)
        elif rows := [row for group in _groups(value) for row in group]:
            return Props(_once(rows), day=_day(value))
        elif isinstance(value.get("dailyPapers"), list):
            empty = Props([], day=_day(value))
    return _broken_off(page) or empty


def _decoded(raw: str) -> dict[str, Any] | None:
    import orjson  # start-up: only for a dump of this kind

    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            value = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _groups(value: dict[str, Any]) -> Iterator[list[Any]]:
    """The lists of papers in a page's data; or its one paper, with its comments beside it."""
    if is_row({"paper": value.get("paper")}):
        comments = value.get("comments")
        shown = [each for each in comments if _is_comment(each)] if isinstance(comments, list) else None
        yield [{"paper": value["paper"], "comments": shown}]
        return
    for each in value.values():
        if isinstance(each, list) and any(map(is_row, each)):
            yield each


def _is_comment(value: Any) -> bool:
    """Whether it is one, and not a note that somebody changed the title."""
    return isinstance(value, dict) and value.get("type", "comment") == "comment"


def _once(rows: list[Any]) -> list[Any]:
    """Each paper once: a search page repeats those of the day that it has found."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        paper = row.get("paper") if isinstance(row, dict) else None
        known = paper.get("id") if isinstance(paper, dict) else None
        if isinstance(known, str) and known in seen:
            continue
        if isinstance(known, str):
            seen.add(known)
        kept.append(row)
    return kept


def _day(value: dict[str, Any]) -> str | None:
    """The day of a page of one day: `dateString`, and before 2025 `date`."""
    if value.get("query") or value.get("isTrending") or value.get("periodType", "day") != "day":
        return None
    said = value.get("dateString") or value.get("date")
    return iso_day(said) if isinstance(said, str) and _DAY.match(said) else None


def _broken_off(page: str) -> Props | None:
    """The rows before the place where a page breaks off inside its data."""
    starts = [found.end() for found in _OPENED.finditer(page)]
    quote = page[starts[-1] : starts[-1] + 1] if starts else ""
    raw = page[starts[-1] + 1 :] if starts else ""
    if quote not in {'"', "'"} or quote in raw:
        return None
    text = html.unescape(raw)
    opened = _LIST.search(text)
    rows, at = _complete(text, opened.end()) if opened else ([], 0)
    return Props(rows, fault="the page breaks off inside its data", broken=text[at:])


def _complete(text: str, at: int) -> tuple[list[Any], int]:
    """The rows of an array that are whole, and where they end."""
    decoder = json.JSONDecoder(strict=False)
    rows: list[Any] = []
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return rows, at
        rows.append(row)
