"""Words of HTML pages, as their authors wrote them: mathematics unrendered, shortened addresses put back."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from papertriage.sources.html_depth import DEEPEST, refuse_depth

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_LONGEST_RAW = 2_000
_LONGEST_TAG = 4_000
_PIECE = 1 << 14
_FEW = 4 * DEEPEST  # signs of tags that are read in no time, whatever stands in what
_COMMENT = 4_000  # bytes at the beginning of a page in which its saver speaks


@cache
def _shortened() -> re.Pattern[bytes]:
    return re.compile(rb">\s{0,9}this (?:https?|ftp) URL\s{0,9}</a>")


def parse(raw: bytes, name: str) -> "LexborHTMLParser":
    """Parse a page so that the text of its nodes is what was written, with a line end for each `<br>`.

    A page saved by a browser holds formulas drawn by MathJax, and arXiv prints addresses as "this https URL".
    Raises UnreadableDump, with the page's `name`, for one nested so deep that parsing it would not end.
    """
    from selectolax.lexbor import LexborHTMLParser  # start-up: only pages of HTML need it

    if _may_be_deep(raw):
        refuse_depth(raw, name)
    raw = _mended(raw)
    if b" URL</a>" in raw:
        raw = _with_addresses(raw)
    tree = LexborHTMLParser(raw)
    is_drawn = False
    for node in tree.css("br, mjx-container, script[type]"):
        if node.tag == "br":
            node.replace_with("\n")
        else:
            is_drawn = is_drawn or node.tag != "script" or attribute(node, "type").startswith("math/tex")
    if is_drawn:
        _write_formulas(tree)
    return tree


def _may_be_deep(raw: bytes) -> bool:
    """Whether elements may stand too deep within each other: a rough count, that costs little."""
    if raw.count(b"<") < _FEW:
        return False
    depth = 0
    for start in range(0, len(raw), _PIECE):
        ends = raw.count(b"</", start, start + _PIECE)
        depth = max(0, depth + raw.count(b"<", start, start + _PIECE) - 2 * ends)
        if depth > DEEPEST:
            return True
    return False


def _mended(raw: bytes) -> bytes:
    """Put a sign of replacement for damaged bytes, which the parser would take for words."""
    if raw.isascii():
        return raw
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace").encode("utf-8")
    return raw


def words(node: "LexborNode | None", label: str = "") -> str:
    """Give the text of a node on one line, without the page's own label in front (`Title:`); "" of None."""
    if node is None:
        return ""
    text = node.text().strip()
    if not text.isprintable() or "  " in text:
        text = " ".join(text.split())
    return text.removeprefix(label).lstrip() if label else text


def prose(node: "LexborNode") -> str:
    """Give a long text on one line. Spaces may be doubled in it; to look for them costs too much."""
    text = node.text().strip()
    return " ".join(text.split()) if "\n" in text or "\t" in text else text


def attribute(node: "LexborNode", name: str) -> str:
    """Give an attribute; "" where it is missing or has no value."""
    return node.attributes.get(name) or ""


def children(node: "LexborNode") -> Iterator["LexborNode"]:
    """Give the elements and texts directly in a node; a search by selector costs fifty times a step."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def markup(*nodes: "LexborNode | None") -> str:
    """Give the beginning of what nodes look like in the page, to show what could not be read."""
    return "".join(node.html or "" for node in nodes if node is not None)[:_LONGEST_RAW]


def shown(raw: bytes) -> str:
    """Give the beginning of bytes of a page, to show what could not be read."""
    return raw[:_LONGEST_RAW].decode("utf-8", "replace").strip()


def saved(raw: bytes) -> str | None:
    """Give the time at which a browser's extension says that it saved the page, in ISO form (SingleFile)."""
    pattern = rb"saved date: \w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})"
    found = re.search(pattern, raw[:_COMMENT])
    if not found:
        return None
    try:
        said = b" ".join(found.groups()).decode("ascii")
        return datetime.strptime(said, "%b %d %Y %H:%M:%S %z").isoformat()
    except ValueError:
        return None


def _with_addresses(raw: bytes) -> bytes:
    """Put the address of each link in place of a link whose words are `this https URL`."""
    parts, at = [], 0
    for found in _shortened().finditer(raw):
        start = raw.rfind(b"<a", max(at, found.start() - _LONGEST_TAG), found.start())
        tag = raw[start : found.start()] if start >= 0 else b""
        address = re.search(rb"\shref\s{0,3}=\s{0,3}[\"']?([^\"'\s>]+)", tag)
        if address and b">" not in tag:
            parts += [raw[at:start], address[1]]
            at = found.end()
    return b"".join((*parts, raw[at:]))


def _write_formulas(tree: "LexborHTMLParser") -> None:
    """Put the TeX in place of what MathJax drew from it; version 2 keeps it in a script, 4 in a mark."""
    for script in tree.css("script[type]"):
        if attribute(script, "type").startswith("math/tex"):
            script.replace_with(f"${script.text()}$")
    for drawn in tree.css("mjx-container"):
        marked = drawn.css_first("[data-latex]")
        spoken = drawn.css_first("mjx-assistive-mml")
        tex = attribute(marked, "data-latex") if marked else ""
        drawn.replace_with(f"${tex}$" if tex else words(spoken))
    # The class of what is drawn is spelled `MathJax`; arXiv's own, of all that may hold formulas, `mathjax`.
    for drawn in tree.css("span[class], div[class]"):
        if attribute(drawn, "class").startswith(("MathJax", "MJX")):
            drawn.decompose()
