"""Text or Markdown of the page of one paper, huggingface.co/papers/…, from any converter or a select-all.

`arxiv:2404.02905`, the title, `Published on …`, `Submitted by … on …`, `Upvote`, `Authors:` and the names,
`Abstract`, buttons; what follows are comments, and models and collections that name the paper, which are not
papers listed. On newer pages a model's summary stands above the abstract, marked as such.
"""

import re
from collections.abc import Iterable, Iterator

from papertriage.errors import UnreadableDump
from papertriage.model import Furniture, PrintedDate, Skipped
from papertriage.sources.block import HUGE, Line
from papertriage.sources.content import Content
from papertriage.sources.dialect import Dialect
from papertriage.sources.hf_paper_parts import Paper
from papertriage.sources.lines import freed
from papertriage.sources.protocol import Item, Tally

name = "hf-paper-text"
reads = "text or Markdown of Hugging Face's page of one paper, from any converter or a browser's select-all"
cannot_know = "the number of comments; the year of a date that the page prints without one"
unit = "lines"

_ID = re.compile(
    r"^[ \t>*]*\[?arxiv: ?([0-9]{4}\.[0-9]{4,5})(?:\]\([^\s()]*\))?[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_SIGNS = re.compile(r"^[#* \t]*(?:Authors:|Abstract)[ \t*:]*$", re.MULTILINE)
_SITE = ("huggingface.co", "Paper page - ", "Published on ")
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
_RUN = 2_000  # lines without a blank one that are looked at together
_NAME = 80  # characters: no author's name is longer


def likeness(head: str) -> float:
    """Tell how much a dump's beginning looks like such a page: by its id, `Authors:` and `Abstract`."""
    if "rxiv:" not in head and "rXiv:" not in head:
        return 0.0
    if _HTML.match(head) or not _ID.search(head) or not any(sign in head for sign in _SITE):
        return 0.0
    signs = {found[0].strip("#* \t:") for found in _SIGNS.finditer(head)}
    return 0.97 if signs == {"Authors", "Abstract"} else 0.0


def reader(content: Content) -> "PaperPage":
    """Read the lines of one dump."""
    return PaperPage(content.lines(), content.name)


class PaperPage:
    """One reading of the text of one page; of several, where they were put one after another."""

    def __init__(self, lines: Iterable[str], name: str = "dump") -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None  # front matter is looked for before any reading
        self._lines, self._name = lines, name
        self._around: list[Line] = []  # lines in a row that are the page's own

    def __iter__(self) -> Iterator[Item]:
        paper: Paper | None = None
        for line in self._freed():
            if found := _id_of(line):
                yield from self._ended(paper)
                paper = Paper(found)
            if paper is not None and paper.takes(line):
                yield from self._furniture()
            else:
                self._around.append(line)
            if paper is not None and paper.is_over:
                yield from self._ended(paper)
                paper = None
        yield from self._ended(paper)
        yield from self._furniture()
        if not self.tally.record and not self.tally.skipped:
            raise UnreadableDump(f"{self._name}: no page of a paper; no line of it is 'arxiv:' with an id")

    def _freed(self) -> Iterator[Line]:
        """Free the lines of their markup, those without a blank one between them together."""
        dialect, run, first = Dialect(), list[str](), 1
        for number, line in enumerate(self._lines, 1):
            text = line.strip()
            self.tally.total += bool(text)
            if text:
                first = first if run else number
                run.append(text[:HUGE])
            if run and (not text or len(run) >= _RUN):
                yield from freed(run, first, dialect)
                run = []
        yield from freed(run, first, dialect) if run else ()

    def _ended(self, paper: "Paper | None") -> Iterator[Item]:
        if paper is None:
            return
        yield from self._furniture()
        made, lines = paper.made(), paper.lines
        if isinstance(made, Skipped):
            self.tally.skipped += lines
        else:
            self.tally.record += lines
        yield made

    def _furniture(self) -> Iterator[Item]:
        around, self._around = self._around, []
        if count := sum(line.lines for line in around):
            self.tally.furniture += count
            yield Furniture(around[0].number, around[-1].last, count)


def _id_of(line: Line) -> str | None:
    found = _ID.fullmatch(line.text) if len(line.text) < _NAME else None
    return found[1] if found else None
