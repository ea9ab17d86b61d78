"""What stands around the entries of an XML document: the elements they are in, and those that tell of them.

A scanner rather than a parser: around the entries stand a few simple elements, and it is there that documents
are cut off, joined or damaged. It follows https://www.w3.org/TR/xml/ for tags, comments and CDATA; a document
type is passed over, and one that declares entities is refused.
"""

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from papertriage.errors import UnreadableDump

DEEPEST = 256
"""Elements within one another."""

_CDATA = "<![CDATA["
_RESERVED = frozenset({"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"})
# Prefixes that pages of entries without their document leave undeclared.
_USUAL = {
    "arxiv": "http://arxiv.org/schemas/atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


class Leaf(NamedTuple):
    """An element around the entries that holds words alone; `path` is its name behind that of its parent."""

    path: str  # local names, in lower case: "feed/updated"
    text: str
    attributes: dict[str, str]


class Begin(NamedTuple):
    """A document begins."""

    root: str  # its local name, in lower case


class Broken(NamedTuple):
    """What was there cannot be told: an end without a beginning, or a document without its end."""

    reason: str


class _Open(NamedTuple):
    name: str  # as written
    attributes: str
    text_from: int  # in the stretch that is read; -1 where there are elements within


class Around:
    """The elements that are open between two entries."""

    def __init__(self, dump: str, tags: frozenset[str], roots: frozenset[str]) -> None:
        """`tags` are names of entries, `roots` of documents, in lower case and without prefixes."""
        self._dump, self._tags, self._roots = dump, tags, roots
        self._open: list[_Open] = []

    @property
    def is_open(self) -> bool:
        """Whether a document has begun that has not ended."""
        return bool(self._open)

    def opening(self) -> bytes:
        """Write a tag `<x>` that declares the namespaces that entries here may use."""
        declared = dict(_USUAL)
        for element in self._open:
            declared.update(_namespaces(element.attributes))
        names = (f' xmlns{":" if prefix else ""}{prefix}="{uri}"' for prefix, uri in declared.items())
        return f"<x{''.join(names)}>".encode()

    def read(self, text: str) -> Iterator[Leaf | Begin | Broken]:
        """Read a stretch between entries. Raises UnreadableDump for declared entities and endless nesting."""
        if "<!ENTITY" in text:
            raise UnreadableDump(
                f"{self._dump}: declares entities of its own (<!ENTITY …>), which are never read; delete the "
                "part between [ and ] in its <!DOCTYPE …> line"
            )
        at = 0
        while (at := text.find("<", at)) >= 0:
            skipped = _behind_what_is_no_element(text, at)
            if text.startswith("<?xml ", at) and self._open:
                yield from self._break_off()
            if skipped < 0:
                break
            found = None if skipped > at else _tag().match(text, at)
            at = max(skipped, at + 1) if found is None else found.end()
            if found:
                yield from self._element(found, text)
        self._open = [element._replace(text_from=-1) for element in self._open]

    def _element(self, found: re.Match[str], text: str) -> Iterator[Leaf | Begin | Broken]:
        if found["end"]:
            yield from self._close(found, text)
            return
        name = _local(found["name"])
        if self._open and name in self._roots and name == _local(self._open[0].name):
            yield from self._break_off()
        if not self._open:
            yield Begin(name)
        else:
            self._open[-1] = self._open[-1]._replace(text_from=-1)
        if len(self._open) >= DEEPEST:
            raise UnreadableDump(
                f"{self._dump}: more than {DEEPEST} elements within one another; no list of papers"
            )
        if found["empty"]:
            yield Leaf(self._path(name), "", _attributes(found["attributes"]))
        else:
            self._open.append(_Open(found["name"], found["attributes"], found.end()))

    def _close(self, found: re.Match[str], text: str) -> Iterator[Leaf | Broken]:
        names = [element.name for element in self._open]
        name = _local(found["end"])
        if found["end"] not in names:
            if name in self._tags:
                yield Broken("the end of an entry whose beginning is not there")
            return
        while (element := self._open.pop()).name != found["end"]:
            pass
        if element.text_from >= 0:
            words = _plain(text[element.text_from : found.start()])
            yield Leaf(self._path(name), words, _attributes(element.attributes))

    def _break_off(self) -> Iterator[Broken]:
        yield Broken(f"the document breaks off before its </{self._open[0].name}>")
        self._open = []

    def _path(self, name: str) -> str:
        return f"{_local(self._open[-1].name)}/{name}" if self._open else name


def root(head: str) -> tuple[str, str]:
    """Find the local name, in lower case, of the first element of a document, and the text from there.

    Blank lines, the headers that `curl -i` saves, and what browsers write above XML without a style are
    passed over. ("", "") for what is no XML.
    """
    found = _junk().match(head)
    at = found.end() if found else 0
    while head.startswith("<", at):
        tag = _tag_name().match(head, at)
        if tag:
            return _local(tag[1]), head[at:]
        behind = _behind_what_is_no_element(head, at)
        if behind <= at:
            break
        at = behind
        at += len(head[at : at + 5_000]) - len(head[at : at + 5_000].lstrip())
    return "", ""


def _behind_what_is_no_element(text: str, at: int) -> int:
    """Give where a comment, a section of CDATA or a declaration ends; -1 if nowhere, `at` for others."""
    second = text[at + 1 : at + 2]
    if second == "?":
        return _behind(text, "?>", at)
    if second != "!":
        return at
    if text.startswith("<!--", at):
        return _behind(text, "-->", at)
    if text.startswith(_CDATA, at):
        return _behind(text, "]]>", at)
    end = text.find(">", at)
    if text.find("[", at, max(end, at)) >= 0:
        end = text.find("]", at)
        end = text.find(">", end) if end >= 0 else -1
    return end + 1 if end >= 0 else -1


def _behind(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else -1


def _plain(text: str) -> str:
    parts = enumerate(cdata_apart(text))
    return " ".join("".join(part if index % 2 else html.unescape(part) for index, part in parts).split())


def cdata_apart(text: str) -> list[str]:
    """Divide a text into what stands outside and what inside of sections of CDATA, in turn."""
    parts, at = [], 0
    while (start := text.find(_CDATA, at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        parts += [text[at:start], text[start + len(_CDATA) : end]]
        at = end + 3
    return [*parts, text[at:]]


def _attributes(text: str) -> dict[str, str]:
    found = _attribute().findall(text)
    return {name: html.unescape(quoted or apostrophed) for name, quoted, apostrophed in found}


def _namespaces(text: str) -> dict[str, str]:
    if "xmlns" not in text:
        return {}
    found = {}
    for name, uri in _attributes(text).items():
        prefix = "" if name == "xmlns" else name.removeprefix("xmlns:")
        is_fit = _uri().fullmatch(uri) and uri not in _RESERVED and (uri or not prefix)
        if name.startswith("xmlns") and is_fit and prefix not in {"xml", "xmlns", name}:
            found[prefix] = uri
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


@cache
def _tag() -> re.Pattern[str]:
    name = r"[A-Za-z_][A-Za-z0-9_:.-]{0,200}"
    attribute = rf"\s+{name}\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')"
    opening = rf"(?P<name>{name})(?P<attributes>(?:{attribute})*)\s*(?P<empty>/?)"
    return re.compile(rf"<(?:/(?P<end>{name})\s*|{opening})>")


@cache
def _tag_name() -> re.Pattern[str]:
    return re.compile(r"<([A-Za-z_][A-Za-z0-9_:.-]{0,200})(?=[\s/>])")


@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(r"([A-Za-z_][A-Za-z0-9_:.-]*)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")


@cache
def _uri() -> re.Pattern[str]:
    return re.compile(r"[^<>\"&\s]{0,500}")


@cache
def _junk() -> re.Pattern[str]:
    headers = r"(?:HTTP/[0-9.]{1,3} [^\n]{0,200}\n(?:[!-9;-~]{1,80}:[^\n]{0,4000}\n){0,100}\s{0,9})*"
    browser = r"(?:This XML file does not appear to have any style information[^\n<]{0,200}\s{0,99})?"
    return re.compile(rf"[\s\ufeff]{{0,5000}}{headers}{browser}")
