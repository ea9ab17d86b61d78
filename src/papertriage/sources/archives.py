"""Zip and tar: their files one after the other, named but never written where their names say."""

import struct
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from papertriage.errors import UnreadableDump
from papertriage.sources import kinds
from papertriage.sources.aside import Aside
from papertriage.sources.entry import Entry, NotRead, Raw, member_name, spooled
from papertriage.sources.unwrap import Damaged, sound, stage, window

if TYPE_CHECKING:
    import tarfile
    import zipfile

_END, _END_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")  # of a zip's directory
_LARGE_DIRECTORY = 46 << 16  # bytes; smaller ones list less than 65,537 files
_TAIL = 1 << 17


# -- zip --------------------------------------------------------------------------------------------------


def zip_entries(name: str, raw: Raw) -> Iterator[Entry]:
    """Give the files of a zip, in the order of its directory.

    Raises NotRead for a document that is a zip inside, UnreadableDump for a damaged one.
    """
    if not raw.steps:
        yield from _zipped(name, raw)
        return
    spool = spooled(raw.open(), raw.budget)  # its directory is at the end, and each file is sought from there
    try:
        yield from _zipped(name, spool)
    finally:
        spool.let_go()


def _zipped(name: str, raw: Raw) -> Iterator[Entry]:
    import zipfile  # here: most dumps are no archives

    _count_directory(raw)
    try:
        archive = sound("zip", lambda: zipfile.ZipFile(window(raw.base)))
    except Damaged as damage:
        from papertriage.sources.salvage import salvaged

        yield from salvaged(name, raw, str(damage))
        return
    members = archive.infolist()
    if what := kinds.document([each.filename for each in members]):
        raise NotRead(f"{name}: this is {what}")
    aside = Aside([each.filename for each in members])
    for number, member in enumerate(members):
        raw.budget.count()
        if not member.is_dir() and not aside.takes(member.filename):
            yield _zip_entry(name, raw, (archive, number))
    yield from _told(name, aside)


def _zip_entry(name: str, raw: Raw, place: "tuple[zipfile.ZipFile, int]") -> Entry:
    archive, number = place
    member = archive.infolist()[number]
    full = member_name(name, member.filename)
    if member.flag_bits & 0x1:
        return Entry(full, None, "encrypted; unpack it with its password first")
    start = partial(stage, "zip", cast("Callable[[], BinaryIO]", partial(archive.open, member)))
    return Entry(full, raw._replace(steps=(f"zip:{number}",), start=start))


def _count_directory(raw: Raw) -> None:
    """Count the files of a large directory before `zipfile` reads it and keeps half a kilobyte of each.

    What the directory itself says of their number may be untrue.
    """
    with window(raw.base) as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - _TAIL))
        size = _directory_size(file.read(_TAIL))
        if size > _LARGE_DIRECTORY:
            file.seek(max(0, end - size - _TAIL))
            raw.budget.foresee(
                sum(piece.count(b"PK\x01\x02") for piece in iter(lambda: file.read(1 << 20), b""))
            )


def _directory_size(tail: bytes) -> int:
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return 0
    size = int(_END.unpack_from(tail, at)[5])
    longer = tail.rfind(b"PK\x06\x06", 0, at)
    if size == 0xFFFFFFFF and longer >= 0 and len(tail) - longer >= _END_64.size:
        return int(_END_64.unpack_from(tail, longer)[8])
    return size


# -- tar --------------------------------------------------------------------------------------------------


def tar_entries(name: str, raw: Raw) -> Iterator[Entry]:
    """Give the files of a tar, in its order, each spooled for as long as it is looked at.

    Raises UnreadableDump where the archive is damaged, after the files before that place.
    """
    import tarfile  # here: most dumps are no archives

    aside, last = Aside([]), "its beginning"
    try:
        with (
            raw.open() as stream,
            tarfile.open(fileobj=stream, mode="r|", tarinfo=_header_class()) as archive,
        ):
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # else they are all kept
                raw.budget.count()
                last = member_name("", member.name)[1:]
                if not member.isdir() and not aside.takes(member.name):
                    yield from _tar_entry(name, raw, (archive, member))
            yield from _told(name, aside)
            yield from _after_the_end(name, archive)
    except (tarfile.TarError, Damaged, ValueError, OverflowError, struct.error, EOFError) as damage:
        raise UnreadableDump(
            f"{name}: damaged at {last} ({_words(damage)}); what stands before that is read; get it again"
        ) from None


def _tar_entry(name: str, raw: Raw, place: "tuple[tarfile.TarFile, tarfile.TarInfo]") -> Iterator[Entry]:
    archive, member = place
    full = member_name(name, member.name)
    if not member.isreg() or member.issparse():
        yield Entry(full, None, _no_file(member))
        return
    content = archive.extractfile(member)
    if content is None:
        return
    with content:
        spool = spooled(cast(BinaryIO, content), raw.budget)
    try:
        yield Entry(full, spool)
    finally:
        spool.let_go()


def _no_file(member: "tarfile.TarInfo") -> str:
    if member.islnk() or member.issym():
        return "a link"
    return "a file with holes" if member.issparse() else "a device"


def _after_the_end(name: str, archive: "tarfile.TarFile") -> Iterator[Entry]:
    """Say what `tarfile` keeps to itself: an end that is none, and what comes after it.

    Reading on also checks the sum at the end of what the tar is packed in.
    """
    end = getattr(archive, "papertriage_end", "")
    if end == "EmptyHeaderError":
        yield Entry(name, None, "the archive has no end mark; files may be missing", fault=True)
    elif end != "EOFHeaderError":
        raise EOFError("a header that is none")
    stream, more = cast(BinaryIO, archive.fileobj), False
    while piece := stream.read(1 << 20):
        more = more or bool(piece.strip(b"\x00"))
    if more:
        yield Entry(name, None, "something stands after the end of the archive; it is not read", fault=True)


def _header_class() -> "type[tarfile.TarInfo]":
    import tarfile

    class Header(tarfile.TarInfo):
        """Notes what ended the archive: `tarfile` takes a damaged header for its end."""

        @classmethod
        def fromtarfile(cls, archive: tarfile.TarFile) -> "Header":
            try:
                return super().fromtarfile(archive)
            except tarfile.HeaderError as end:
                archive.papertriage_end = type(end).__name__  # type: ignore[attr-defined]
                raise

    return Header


def _words(damage: BaseException) -> str:
    return str(damage) or type(damage).__name__


def _told(name: str, aside: Aside) -> Iterator[Entry]:
    for path, reason in aside.told():
        yield Entry(member_name(name, path), None, reason)
