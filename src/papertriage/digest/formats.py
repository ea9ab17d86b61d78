"""A digest as Markdown, HTML, plain text: a function a format, in one table."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from papertriage.digest import Digest, Entry, Section
from papertriage.digest.words import counted, gaps, gist, summary, title
from papertriage.export import html_page
from papertriage.export.address import paper_address
from papertriage.export.html_style import STYLE
from papertriage.export.markdown import block, inline
from papertriage.export.markup import element, escaped
from papertriage.text import terminal_safe

_WIDTH = 76
_STYLE = (
    STYLE + ".why{color:var(--soft);font-size:.9rem;margin:.25rem 0;font-style:italic}\n"
    "h3{font-size:1rem;margin:0 0 .25rem}\nh3 a{text-decoration:none}\n"
)


def as_markdown(found: Digest) -> Iterator[str]:
    """Give Markdown that shows those words, whatever they hold."""
    yield f"# {inline(title(found))}\n\n"
    yield "\n".join(f"{block(line)}  " for line in summary(found)).rstrip() + "\n"
    for section in found.sections:
        yield f"\n## {inline(section.topic)}\n\n"
        yield from (_item(entry) for entry in section.entries)
        if section.more:
            yield f"- and {counted(section.more, 'more paper')}\n"
    if lines := list(gaps(found)):
        yield "\n## Gaps\n\n" + "".join(f"- {block(line)}\n" for line in lines)


def _item(entry: Entry) -> str:
    paper = entry.paper
    words = inline(paper.title) or "(no title)"
    address = paper_address(paper)
    head = f"- [{words}]({address.replace('&', '&amp;')})" if address else f"- **{words}**"
    why = [f"  {block('; '.join(entry.reasons))}"] if entry.reasons else []
    text = gist(paper.abstract)
    quoted = ["", f"  > {block(text)}"] if text else []
    return "\n".join([head, *why, *quoted]) + "\n"


def as_html(found: Digest) -> Iterator[str]:
    """Give a page that stands alone and runs nothing; also what a mail shows."""
    yield html_page.head(title(found), style=_STYLE) + f"<main>\n<h1>{escaped(title(found))}</h1>\n"
    yield "".join(element("p", line) for line in summary(found))
    for section in found.sections:
        yield from _html_section(section)
    if lines := list(gaps(found)):
        items = "".join(element("li", line) for line in lines)
        yield f"<section>\n<h2>Gaps</h2>\n<ul>\n{items}</ul>\n</section>\n"
    yield html_page.FOOT


def _html_section(section: Section) -> Iterator[str]:
    yield f"<section>\n<h2>{escaped(section.topic)}</h2>\n"
    for paper, reasons in section.entries:
        address = paper_address(paper)
        words = f"<bdi>{escaped(paper.title) or '(no title)'}</bdi>"
        linked = f'<a href="{escaped(address)}">{words}</a>' if address else words
        why = element("p", "; ".join(reasons), ' class="why"')
        abstract = element("p", gist(paper.abstract), ' class="abstract" dir="auto"')
        facts = html_page.facts(paper._replace(upvotes=None, comments=None))  # those are among the reasons
        yield f"<article>\n<h3>{linked}</h3>\n{facts}{why}{abstract}</article>\n"
    yield (f"<p>and {counted(section.more, 'more paper')}</p>\n" if section.more else "") + "</section>\n"


def as_text(found: Digest) -> Iterator[str]:
    """Give plain text of 76 columns; addresses are not broken."""
    heading = terminal_safe(title(found))
    yield f"{heading}\n{'=' * min(len(heading), _WIDTH)}\n\n"
    yield "".join(f"{_filled(line)}\n" for line in summary(found))
    for section in found.sections:
        topic = terminal_safe(section.topic)
        yield f"\n{topic}\n{'-' * min(len(topic), _WIDTH)}\n"
        yield from (_paragraph(entry) for entry in section.entries)
        if section.more:
            yield f"\n* and {counted(section.more, 'more paper')}\n"
    if lines := list(gaps(found)):
        yield "\nGaps\n----\n" + "".join(f"{_filled(line, '* ')}\n" for line in lines)


def _paragraph(entry: Entry) -> str:
    lines = [_filled(entry.paper.title or "(no title)", "* ")]
    lines += [f"  {address}"] if (address := paper_address(entry.paper)) else []
    lines += [_filled("; ".join(entry.reasons), "  ")] if entry.reasons else []
    lines += [_filled(text, "  ")] if (text := gist(entry.paper.abstract)) else []
    return "\n" + "\n".join(lines) + "\n"


def _filled(words: str, indent: str = "") -> str:
    return textwrap.fill(
        " ".join(terminal_safe(words).split()), _WIDTH, initial_indent=indent,
        subsequent_indent=" " * len(indent), break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


FORMATS: Mapping[str, Callable[[Digest], Iterator[str]]] = MappingProxyType(
    {"md": as_markdown, "html": as_html, "txt": as_text}
)
"""Format -> the pieces of its text. A mail is made of two of them (mail.py)."""
