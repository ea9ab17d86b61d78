"""Mails, mailboxes and pages saved as mails (MHTML): bodies and attachments, in UTF-8 where they are text.

Messages are parsed by the standard library under the policy `compat32`: nothing is asked of them but type,
charset, file name and date, and the parser of structured headers that `policy.default` brings is slow for
long headers and raises for odd ones.
"""

import datetime
import io
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO, NamedTuple

from papertriage.errors import UnreadableDump
from papertriage.sources.entry import Budget, Entry, IsList, Raw, member_name
from papertriage.text import plain

LARGEST_MESSAGE = 64 << 20
"""Bytes of a message that is read; it is held whole, and a few times over."""

LARGEST_NESTING = 100
"""Multiparts in a message: the parser compares each line with the boundaries of all that are open."""

_DIVISION = re.compile(
    rb"From (?:(?<=\n\nFrom )|(?<=\n\r\nFrom ))[^\n]{0,400}?\d\d:\d\d[^\n]{0,400}\n"
    rb"(?=>?[!-9;-~]{1,80}[ \t]?[: ])"
)
_LISTING = re.compile(rb"^\\\\\r?$", re.MULTILINE)  # the line that parts the papers of arXiv's mails
_OF_A_LISTING = re.compile(rb"^Subject:.*\b(?:daily|mailing|distribution|received)\b", re.MULTILINE)
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_LONGEST_DIVISION = 1_000
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary[*0-9\s]{0,9}=", re.IGNORECASE)
_PIECE = 1 << 20
_HOSTILE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What `email` has raised for malformed mails, over the years."""

_LEFT_OUT = (
    (re.compile(r"image/"), "a picture"),
    (re.compile(r"audio/|video/"), "sound or film"),
    (re.compile(r"application/(?:pgp|(?:x-)?pkcs7)-"), "a signature"),
    (
        re.compile(r"message/(?:delivery-status|disposition|external-body|partial)|text/rfc822-headers"),
        "mail's own",
    ),
    (re.compile(r"text/(?:calendar|vcard|x-vcard|x-amp-html|css|javascript)|application/ics"), "no list"),
)


class _Letter(NamedTuple):
    """Where a part of a message stands: its number so far, and what holds for all of the message."""

    name: str
    captured: str | None
    budget: Budget
    is_list: IsList | None
    heading: bytes = b""  # the message's date and subject, as lines


def mail_entries(name: str, raw: Raw, is_list: IsList | None = None) -> Iterator[Entry]:
    """Give the parts of one message, named by their numbers; of a saved page, the page.

    Of several forms of the same text (multipart/alternative) the first that `is_list` knows is given, else
    the HTML.
    """
    with raw.open() as file:
        data = _all_of(file)
    yield from _message(name, data, raw.budget, is_list)


def mbox_entries(name: str, raw: Raw, is_list: IsList | None = None) -> Iterator[Entry]:
    """Give the parts of all messages of a mailbox, of which one is in memory at a time."""
    with raw.open() as file:
        for number, data in enumerate(_messages(file), 1):
            raw.budget.count()
            yield from _message(f"{name}/{number}", data, raw.budget, is_list)


def _all_of(file: BinaryIO) -> bytes | None:
    pieces, size = [], 0
    while size <= LARGEST_MESSAGE and (piece := file.read(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces) if size <= LARGEST_MESSAGE else None


def _messages(file: BinaryIO) -> Iterator[bytes | None]:
    """Divide a mailbox at the lines that begin with From, after an empty line and before a header.

    None stands for a message that is too large.
    """
    message = _Growing()
    buffer, at, piece = b"\n\n", 2, b"x"
    while piece:
        piece = file.read(_PIECE)
        buffer += piece
        edge = len(buffer) - (_LONGEST_DIVISION if piece else 0)
        while (found := _DIVISION.search(buffer, at)) and found.start() < edge:
            message.add(buffer[at : found.start()])
            yield from message.taken()
            at = found.end()
        if at < edge:
            message.add(buffer[at:edge])
            at = edge
        start = max(0, at - 4)  # what stands before tells a division
        buffer, at = buffer[start:], at - start
    yield from message.taken()


class _Growing:
    """A message of a mailbox as far as it has been read; of one that is too large, only its size."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > LARGEST_MESSAGE:
            self._pieces.clear()
        else:
            self._pieces.append(piece)

    def taken(self) -> Iterator[bytes | None]:
        """Give the message, if there is any, and begin the next."""
        data, size = b"".join(self._pieces), self._size
        self._pieces, self._size = [], 0
        if size > LARGEST_MESSAGE:
            yield None
        elif data.strip():
            yield _QUOTED_FROM.sub(rb"\1", data)


def _message(name: str, data: bytes | None, budget: Budget, is_list: IsList | None) -> Iterator[Entry]:
    if data is None:
        yield Entry(name, None, f"more than {LARGEST_MESSAGE >> 20} MB in one message", fault=True)
        return
    if sum(1 for _ in _BOUNDARY.finditer(data)) > LARGEST_NESTING:
        yield Entry(name, None, f"more than {LARGEST_NESTING} multiparts in one message", fault=True)
        return
    try:
        message = _parsed(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
        entries = list(
            _of_message(message, _Letter(name, _date(message), budget, is_list, _heading(message)))
        )
    except _HOSTILE as fault:
        yield Entry(name, None, f"a mail that cannot be taken apart ({plain(str(fault))[:200]})", fault=True)
        return
    yield from entries


def _parsed(data: bytes) -> Message:
    """Parse a message; a body of one part as it is: the parser looks at every line."""
    end = _EMPTY_LINE.search(data)
    message = message_from_bytes(data[: end.end()] if end else data)
    if end and message.get_content_maintype() in ("multipart", "message"):
        return message_from_bytes(data)
    if end:
        message.set_payload(data[end.end() :].decode("ascii", "surrogateescape"))
    return message


def _of_message(message: Message, letter: _Letter) -> Iterator[Entry]:
    if message.get_content_type() == "multipart/related" and message.is_multipart():
        yield from _related(message, letter)  # a saved page: its name is the page's
    elif message.is_multipart():
        yield from _parts(message, letter)
    else:
        yield from _parts_of([message], letter)


def _parts(message: Message, letter: _Letter) -> Iterator[Entry]:
    """Give what a part holds, if it holds others; else itself."""
    letter.budget.count()
    kind = message.get_content_type()
    if not message.is_multipart():
        yield _leaf(message, letter)
    elif kind == "multipart/alternative":
        yield from _alternative(message, letter)
    elif kind == "multipart/related":
        yield from _related(message, letter)
    else:
        inner = _inside(message)
        forwarded = kind.startswith("message/") and inner
        if forwarded:
            captured = _date(inner[0]) or letter.captured
            letter = letter._replace(captured=captured, heading=_heading(inner[0]))
        yield from _parts_of(inner, letter)


def _parts_of(messages: list[Message], letter: _Letter) -> Iterator[Entry]:
    for number, each in enumerate(messages, 1):
        yield from _parts(each, letter._replace(name=f"{letter.name}/{number}"))


def _inside(message: Message) -> list[Message]:
    return [each for each in message.get_payload() if isinstance(each, Message)]


def _alternative(message: Message, letter: _Letter) -> Iterator[Entry]:
    """Give one of several forms of the same text."""
    forms = _inside(message)
    found = [
        list(_parts(each, letter._replace(name=f"{letter.name}/{number}")))
        for number, each in enumerate(forms, 1)
    ]
    chosen = _chosen(forms, found, letter.is_list)
    for number, entries in enumerate(found):
        if number == chosen:
            yield from entries
        elif any(entry.raw for entry in entries):
            yield Entry(f"{letter.name}/{number + 1}", None, "the same in another form")
        else:
            yield from entries


def _chosen(forms: list[Message], found: list[list[Entry]], is_list: IsList | None) -> int:
    readable = [number for number, entries in enumerate(found) if any(entry.raw for entry in entries)]
    for number in readable if is_list else ():
        if any(entry.raw and is_list and is_list(_head(entry.raw)) for entry in found[number]):
            return number
    html = [number for number in readable if _has_html(forms[number])]
    return (html or readable or [0])[-1]


def _has_html(form: Message) -> bool:
    return any(part.get_content_type() in ("text/html", "application/xhtml+xml") for part in form.walk())


def _head(raw: Raw) -> str:
    with raw.dump("part of a mail") as dump:
        try:
            return dump.head(dump.facts().encoding)
        except UnreadableDump:
            return ""


def _related(message: Message, letter: _Letter) -> Iterator[Entry]:
    """Give a page and how much belongs to it: the part that `start` names, the first HTML, or the first."""
    parts = _inside(message)
    start = message.get_param("start")
    named = [each for each in parts if isinstance(start, str) and each.get("Content-ID", "").strip() == start]
    html = [each for each in parts if _has_html(each)]
    root = next(iter(named or html or parts), None)
    if root is None:
        return
    yield from _parts(root, letter)
    if others := len(parts) - 1:
        yield Entry(
            f"{letter.name}/*", None, f"{others:,} picture{'s' * (others != 1)} and styles of the page"
        )


def _leaf(part: Message, letter: _Letter) -> Entry:
    kind = part.get_content_type()
    file_name = part.get_filename()
    name = member_name(letter.name, file_name) if file_name else letter.name
    for pattern, what in _LEFT_OUT:
        if pattern.match(kind):
            return Entry(name, None, what)
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return Entry(name, None, "empty")
    text = _in_utf8(data, part)
    if not file_name and _OF_A_LISTING.search(letter.heading) and _LISTING.search(text):
        text = letter.heading + text
    return Entry(name, Raw(io.BytesIO(text), (), letter.budget), captured=letter.captured)


def _in_utf8(data: bytes, part: Message) -> bytes:
    """Decode a text as its header says; where that is untrue, leave it to be found out."""
    charset = part.get_content_charset() if part.get_content_maintype() == "text" else None
    if charset in (None, "utf-8", "us-ascii", "ascii"):
        return data
    try:
        return data.decode(str(charset)).encode("utf-8")
    except (LookupError, ValueError):
        return data


def _heading(message: Message) -> bytes:
    """Give the lines that arXiv's listings count among their own: their day and archive stand there."""
    lines = [
        f"{name}: {' '.join(str(message.get(name, '')).split())[:500]}\n" for name in ("Date", "Subject")
    ]
    return "".join([*lines, "\n"]).encode("utf-8", "replace")


def _date(message: Message) -> str | None:
    """Give when a message was sent, in UTC."""
    try:
        sent = parsedate_to_datetime(str(message["Date"]))
        aware = sent.replace(tzinfo=datetime.UTC) if sent.tzinfo is None else sent
        return aware.astimezone(datetime.UTC).isoformat(timespec="seconds")
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
