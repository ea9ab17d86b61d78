"""What a file is by its first bytes: packed, an archive, a mail, or something that holds no list of papers.

Magic bytes are those of the formats' own specifications, as the `file` command knows them.
Names are never asked.
"""

import re

FIRST = 1 << 16
"""Bytes of the beginning that `packed_as`, `kind_of` and `refusal` want to see."""

_PACKED = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
_PICTURE = "a picture; save the page as text instead"
_REFUSED = (
    (b"%PDF-", "a PDF; save the page as text or HTML instead"),
    (b"SQLite format 3\x00", "an SQLite database, not a dump"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"\x00\x00\x01\x00", _PICTURE),
    (b"wOF", "a font, not a dump"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it first"),
    (b"\x1f\x9d", "a file packed by compress; unpack it first"),
    (b"\x04\x22\x4d\x18", "a file packed by lz4; unpack it first"),
    (b"MSCF\x00\x00", "a cabinet archive; unpack it first"),
    (b"xar!\x00", "a xar archive; unpack it first"),
    (b"bplist00", "a Safari web archive or property list; save the page as HTML or text instead"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office document or Outlook message; save it as text or .eml",
    ),
    (b"PAR1", "a Parquet table; export it as CSV or JSON lines"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file; export it as CSV or JSON lines"),
    (b"\x7fELF", "a program, not a dump"),
    (b"\xcf\xfa\xed\xfe", "a program, not a dump"),
    (b"\xca\xfe\xba\xbe", "a program, not a dump"),
    (b"\x00asm", "a program, not a dump"),
)

_MOST_LINES = 1_000  # of headers; lists of receivers are long
_MAIL_HEADERS = frozenset(("from", "received", "mime-version", "message-id", "content-type"))
_NAME = re.compile(r"[!-9;-~]{1,80}")
_FROM_LINE = re.compile(r"From [^\n]{1,200}\d\d:\d\d[^\n]{0,100}\n>?[!-9;-~]{1,80}[ \t]?[: ]")


def packed_as(first: bytes) -> str | None:
    """Give the compression these are the first bytes of: a step that `unwrap.unwrap` knows."""
    for magic, step in _PACKED:
        if first.startswith(magic):
            return step
    return "lzma" if _is_lzma_alone(first) else None


def kind_of(first: bytes) -> str | None:
    """Give the container these are the first bytes of: "zip", "tar", "mbox", "mail", or None."""
    if first.startswith(_ZIP):
        return "zip"
    if _is_tar(first):
        return "tar"
    text = first.removeprefix(b"\xef\xbb\xbf").decode("latin-1").replace("\r\n", "\n").lstrip("\n")
    if text.startswith("From ") and _FROM_LINE.match(text):
        return "mbox"
    return "mail" if _is_mail(text) else None


def refusal(first: bytes) -> str | None:
    """Say what these bytes are where it is certain that no list can be read from them."""
    for magic, what in _REFUSED:
        if first.startswith(magic):
            return what
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return _PICTURE
    if first[4:12] in (b"ftypavif", b"ftypheic", b"ftypmif1"):
        return _PICTURE
    if first.startswith(b"MZ") and b"\x00" in first[:64]:
        return "a program, not a dump"
    if first.startswith(_ZIP):
        return "a zip archive; unpack it first"
    return f"packed by {step}; unpack it first" if (step := packed_as(first)) else None


def document(names: list[str]) -> str | None:
    """Say what a zip with these members is, if it is a document rather than an archive."""
    found = set(names)
    if "[Content_Types].xml" in found:
        return _office(found)
    if "META-INF/container.xml" in found:
        return "an e-book; save what you need of it as text"
    if "META-INF/manifest.xml" in found and "content.xml" in found:
        return "an OpenDocument file; save it as text or CSV"
    return "a program (Java), not a dump" if "META-INF/MANIFEST.MF" in found else None


def _office(names: set[str]) -> str:
    if any(name.startswith("word/") for name in names):
        return "a Word document; save it as text"
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook; save it as CSV"
    if any(name.startswith("ppt/") for name in names):
        return "a PowerPoint presentation; save it as text"
    return "an Office document; save it as text"


def _is_lzma_alone(first: bytes) -> bool:
    """The format before xz has no magic: properties, a dictionary of 2^n bytes, the length or -1."""
    if len(first) < 14 or first[0] != 0x5D or first[1:3] != b"\x00\x00":
        return False
    return first[5:13] == b"\xff" * 8 or first[11:13] == b"\x00\x00"


def _is_tar(first: bytes) -> bool:
    """Whether there is a header of tar: its checksum counts the other bytes, and itself as blanks.

    Nothing else is sure: tars of the seventh edition have no magic, and `ustar` stands in texts too.
    """
    header = first[:512]
    if len(header) < 512 or not header[0]:
        return False
    try:
        stated = int(header[148:156].replace(b"\x00", b" ").split()[0], 8)
    except (ValueError, IndexError):
        return False
    rest = header[:148] + header[156:]
    signed = sum(byte - 256 if byte > 127 else byte for byte in rest)  # as some old ones count
    return stated in (sum(rest) + 256, signed + 256)


def _is_mail(text: str) -> bool:
    """Whether a text begins with headers that only a mail has: two at least.

    arXiv's listings as they are sent out keep `Date` and `Subject`, with or without `From`; those are read
    whole.
    """
    return len(_header_names(text) & _MAIL_HEADERS) >= 2


def _header_names(text: str) -> set[str]:
    """Give the names of the headers that a text begins with, in lower case."""
    names: set[str] = set()
    for number, line in enumerate(text.split("\n", _MOST_LINES)[:_MOST_LINES]):
        name, colon, _ = line.partition(":")
        if number == 0 and line.startswith(("From ", ">From ")):
            continue
        if names and line.startswith((" ", "\t")):
            continue
        if not colon or not _NAME.fullmatch(name.rstrip()):
            break
        names.add(name.rstrip().lower())
    return names
