"""A reader's own format: a Jinja2 template, in a sandbox with limits.

A template reads nothing but the papers: no files, no imports, no other templates, no private names. What it
may do is limited by count and size, not by the clock, so that the same template and papers always give the
same: steps (turns of a loop, calls), and characters that one expression may make.
Autoescaping is on where the file's ending is that of markup: `page.html`, `feed.xml.j2`.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Any

from papertriage.errors import PapertriageError
from papertriage.export.address import paper_address
from papertriage.export.bibtex import tex_name
from papertriage.export.citation_key import KeyRing
from papertriage.export.markdown import block, inline
from papertriage.export.org import words as org_words
from papertriage.export.protocol import PLAIN, About
from papertriage.export.record import Record, record, to_json
from papertriage.export.rest import on_one_line
from papertriage.export.tex import tex, tex_title
from papertriage.model import Paper
from papertriage.text import guarded, terminal_safe

_PIECES = 500  # of output that are joined: Jinja gives one for every expression
_MARKUP = frozenset(["html", "htm", "xhtml", "xml", "svg", "atom", "rss"])
_ENDINGS = frozenset(["j2", "jinja", "jinja2", "tmpl", "template"])


class Template:
    """A template as a format: papers to text. Made from a file's name and text."""

    extension = "txt"
    what = "Template: what a file of yours makes of the papers"
    lost = "what the template leaves out"

    def __init__(self, name: str, source: str) -> None:
        """Read the template. Raises PapertriageError naming file and line."""
        from papertriage.export.template_sandbox import sandbox  # start-up: Jinja2 takes 60 ms

        self.name = name
        self._source = source
        self._environment = sandbox(is_markup(name), _filters())
        with _told(name):
            self._template = self._environment.from_string(source)

    def chunks(self, papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
        """Give what the template makes of `papers` (a stream of records), `title` and its filters.

        Raises PapertriageError naming file and line where the template fails or does too much.
        """
        key = about.keys or KeyRing().key
        self._environment.begin()
        stream = self._template.stream(
            papers=(as_told(paper, key(paper)) for paper in papers), title=about.title
        )
        stream.enable_buffering(_PIECES)
        with _told(self.name):
            yield from stream


def is_markup(name: str) -> bool:
    """Whether a template of this name writes markup: by its last ending that is not a template's own."""
    endings = [ending[1:].lower() for ending in PurePath(name).suffixes]
    told = [ending for ending in endings if ending not in _ENDINGS]
    return bool(told) and told[-1] in _MARKUP


def as_told(paper: Paper, key: str) -> Record:
    """Give a paper as templates see it: the record, its citation `key`, and its `address` or null."""
    return {**_clean(record(paper)), "key": key, "address": paper_address(paper)}


def _clean(value: Any) -> Any:
    """Take controls and line ends out of all texts: no template should have to think of them."""
    if isinstance(value, str):
        return value if value.isprintable() else on_one_line(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return value


def _filters() -> dict[str, Callable[[Any], str]]:
    """Give what makes words safe in other formats than markup."""
    return {
        "tex": lambda text: tex(_text(text)),
        "tex_title": lambda text: tex_title(_text(text)),
        "tex_name": lambda text: tex_name(_text(text)),
        "md": lambda text: inline(_text(text)),
        "md_block": lambda text: block(_text(text)),
        "org": lambda text: org_words(_text(text)),
        "csv": lambda text: _csv_cell(_text(text)),
        "json": to_json,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _csv_cell(text: str) -> str:
    return '"' + guarded(text).replace('"', '""') + '"'


class _told:  # noqa: N801 - a context manager, read as a verb
    """Says in one line what was wrong with a template: file, line, what."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        from papertriage.export.template_sandbox import TEMPLATE_FAULTS, line_of

        if isinstance(error, TEMPLATE_FAULTS):
            line = line_of(error)
            where = f"{self._name}:{line}" if line else self._name
            words = on_one_line(terminal_safe(str(error)))[:300] or type(error).__name__
            raise PapertriageError(f"{where}: {words}; mend the template") from None
