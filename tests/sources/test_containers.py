"""Archives, folders, compressions: every part is given or told, and bombs are stopped."""

import bz2
import gc
import gzip
import io
import lzma
import os
import random
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from papertriage.errors import UnreadableDump
from papertriage.sources import kinds
from papertriage.sources.containers import Limits, Part, expand, parts
from papertriage.sources.dump import Dump
from papertriage.sources.unwrap import unwrap

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIST = b'[{"title": "A Paper That Nobody Wrote", "id": "2503.02130"}]\n'
OTHER = b"@article{nobody, title = {Another}}\n"

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "gzip of two members": lambda data: gzip.compress(data[:7]) + gzip.compress(data[7:]),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
    "zstandard": zstd.compress,
    "zstandard of two frames": lambda data: zstd.compress(data[:7]) + zstd.compress(data[7:]),
}


def zipped(members: dict[str, bytes], **how: Any) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how.get("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(members: dict[str, bytes], layout: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=layout) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


class Told(NamedTuple):
    """A part, after its bytes have been read."""

    name: str
    data: bytes | None
    left_out: str | None
    fault: bool


def told(part: Part) -> Told:
    if part.dump is None:
        return Told(part.name, None, part.left_out, part.fault)
    with part.dump as dump:
        dump.facts()
        return Told(part.name, b"".join(dump.pieces()), part.left_out, part.fault)


def read(file: Path | str, limits: Limits | None = None) -> list[Told]:
    return [told(part) for part in parts(str(file), limits)]


def given(file: Path, found: list[Told]) -> dict[str, bytes]:
    """The parts that can be read, without the name of the file in front."""
    return {each.name.removeprefix(str(file)): each.data for each in found if each.data is not None}


def saved(folder: Path, data: bytes, name: str = "dump") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


# --- one file --------------------------------------------------------------------------------------


def test_a_plain_file_is_one_part_without_steps(tmp_path: Path) -> None:
    file = saved(tmp_path, LIST)
    (part,) = parts(str(file))
    assert part.dump is not None
    assert (part.name, part.left_out, part.dump.steps) == (str(file), None, ())
    assert told(part).data == LIST


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_file_is_the_list_in_it_and_keeps_its_name(kind: str, tmp_path: Path) -> None:
    file = saved(tmp_path, PACKERS[kind](LIST))
    assert read(file) == [Told(str(file), LIST, None, fault=False)]


@pytest.mark.parametrize("kind", PACKERS)
def test_packed_twice_is_read_too(kind: str, tmp_path: Path) -> None:
    file = saved(tmp_path, PACKERS[kind](gzip.compress(LIST)))
    assert [each.data for each in read(file)] == [LIST]


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "lzma", "zstandard"])
def test_what_is_cut_off_is_refused_with_its_place(kind: str, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(300_000).hex().encode()
    file = saved(tmp_path, PACKERS[kind](data)[:-5000])
    with pytest.raises(
        UnreadableDump, match=rf"dump: damaged \(the {kind.replace('lzma', '(xz|lzma)')} data break off"
    ):
        read(file)


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstandard"])
def test_what_is_damaged_within_is_refused(kind: str, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(300_000).hex().encode()
    summed: Any = {zstd.CompressionParameter.checksum_flag: 1}  # as the zstd command does
    packed = bytearray(zstd.compress(data, options=summed) if kind == "zstandard" else PACKERS[kind](data))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = bytes(40)
    with pytest.raises(UnreadableDump, match=r"dump: damaged \("):
        read(saved(tmp_path, bytes(packed)))


# --- archives --------------------------------------------------------------------------------------

TWO = {"2024-05-01.json": LIST, "deep/er/refs.bib": OTHER}

ARCHIVES: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "zip": zipped,
    "zip, stored": lambda members: zipped(members, method=zipfile.ZIP_STORED),
    "zip, lzma": lambda members: zipped(members, method=zipfile.ZIP_LZMA),
    "tar, pax": tarred,
    "tar, gnu": lambda members: tarred(members, tarfile.GNU_FORMAT),
    "tar, ustar": lambda members: tarred(members, tarfile.USTAR_FORMAT),
    "tar of the seventh edition": lambda members: seventh_edition(tarred(members, tarfile.USTAR_FORMAT)),
    "tar.gz": lambda members: gzip.compress(tarred(members)),
    "tar.xz": lambda members: lzma.compress(tarred(members)),
    "tar.bz2": lambda members: bz2.compress(tarred(members)),
    "tar.zst": lambda members: zstd.compress(tarred(members)),
    "zip.gz": lambda members: gzip.compress(zipped(members)),
    "zip with gz": lambda members: zipped({name: gzip.compress(data) for name, data in members.items()}),
    "tar with xz": lambda members: tarred({name: lzma.compress(data) for name, data in members.items()}),
}


def seventh_edition(data: bytes) -> bytes:
    """Take the magic out of every header, and count its sum again."""
    changed = bytearray(data)
    for at in range(0, len(data), 512):
        if data[at + 257 : at + 262] == b"ustar":
            changed[at + 257 : at + 512] = bytes(255)
            changed[at + 148 : at + 156] = b" " * 8
            changed[at + 148 : at + 156] = b"%06o\0 " % sum(changed[at : at + 512])
    return bytes(changed)


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_gives_its_files(kind: str, tmp_path: Path) -> None:
    file = saved(tmp_path, ARCHIVES[kind](TWO))
    assert given(file, read(file)) == {"/2024-05-01.json": LIST, "/deep/er/refs.bib": OTHER}


@pytest.mark.parametrize("outer", ["zip", "tar, pax", "tar.gz"])
@pytest.mark.parametrize("inner", ["zip", "tar, pax", "tar.gz", "zip with gz"])
def test_archives_lie_in_archives(outer: str, inner: str, tmp_path: Path) -> None:
    file = saved(tmp_path, ARCHIVES[outer]({"in": ARCHIVES[inner](TWO), "z.json": LIST}))
    assert given(file, read(file)) == {
        "/in/2024-05-01.json": LIST, "/in/deep/er/refs.bib": OTHER, "/z.json": LIST,
    }  # fmt: skip


def test_two_files_of_one_name_are_both_given(tmp_path: Path) -> None:
    packed = zipped({"a.json": LIST, "b.json": OTHER}).replace(b"b.json", b"a.json")
    assert [each.data for each in read(saved(tmp_path, packed))] == [LIST, OTHER]


@pytest.mark.parametrize("kind", ["zip", "tar, pax"])
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "/../../etc/passwd"),
        ("/etc/passwd", "/etc/passwd"),
        ("./a.json", "/a.json"),
        ("a\x1b[31m\nb\u202e.json", "/a b.json"),
        ("a" * 5000, "/" + "a" * 200 + "…" + "a" * 200),
    ],
)
def test_a_name_is_only_a_name(kind: str, name: str, shown: str, tmp_path: Path) -> None:
    file = saved(tmp_path, ARCHIVES[kind]({name: LIST}))
    assert given(file, read(file)) == {shown: LIST}
    assert [each.name for each in tmp_path.rglob("*")] == ["dump"]


def test_what_is_no_file_in_a_tar_is_left_out(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(f"{number}.json")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    found = read(saved(tmp_path, packed.getvalue()))
    assert [(each.left_out, each.fault) for each in found] == [
        ("a link", False), ("a link", False), ("a device", False), ("a device", False),
    ]  # fmt: skip


def test_an_encrypted_file_is_left_out(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.json": LIST}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (found,) = read(saved(tmp_path, bytes(packed)))
    assert found[1:] == (None, "encrypted; unpack it with its password first", False)


def test_a_way_of_packing_that_is_not_known_is_a_fault_of_that_file_alone(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.json": LIST, "b.json": OTHER}))
    packed[8] = packed[packed.index(b"PK\x01\x02") + 10] = 9
    first, second = read(saved(tmp_path, bytes(packed)))
    assert first.fault
    assert first.left_out is not None
    assert "pack it anew" in first.left_out
    assert second.data == OTHER


@pytest.mark.parametrize("kind", ["zip", "tar, pax"])
def test_what_systems_and_browsers_add_is_told_once_a_kind(kind: str, tmp_path: Path) -> None:
    members = {
        "Page.html": LIST, "Page_files/a.css": b"a{}", "Page_files/b/c.js": b"x",
        "__MACOSX/._Page.html": b"\0\5\x16\7",
        "x/.DS_Store": b"\0\0\0\1Bud1", "Thumbs.db": b"\xd0\xcf", "my_files/2024.json": OTHER,
    }  # fmt: skip
    file = saved(tmp_path, ARCHIVES[kind](members))
    found = read(file)
    assert given(file, found) == {"/Page.html": LIST, "/my_files/2024.json": OTHER}
    assert [(each.name.removeprefix(str(file)), each.left_out) for each in found if each.left_out] == [
        ("/__MACOSX/._Page.html", "hidden (3 files)"),
        ("/Page_files", "pictures and styles of a saved page (2 files)"),
    ]


def test_pictures_and_the_like_are_left_out_of_an_archive_by_their_content(tmp_path: Path) -> None:
    members = {
        "a.json": b"\x89PNG\r\n\x1a\n" + bytes(90),
        "b.txt": bytes(range(256)),
        "c": b"%PDF-1.7 ",
        "d": b" \n",
    }
    found, fault = until_fault(saved(tmp_path, zipped(members)))
    assert fault.endswith("dump/d: empty; nothing to read")
    assert [each.left_out for each in found] == [
        "a picture; save the page as text instead", "binary, not text; save the page as text",
        "a PDF; save the page as text or HTML instead",
    ]  # fmt: skip
    assert [each.fault for each in found] == [False, True, False]


def until_fault(file: Path, limits: Limits | None = None) -> tuple[list[Told], str]:
    """Give the parts before the fault, and the fault."""
    found: list[Told] = []
    try:
        for part in parts(str(file), limits):
            found.append(told(part))  # noqa: PERF401 - what was found before the fault
    except UnreadableDump as fault:
        return found, str(fault)
    return pytest.fail("no fault")


# --- what is refused -------------------------------------------------------------------------------

REFUSED = {
    "a Word document": zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}),
    "an Excel workbook; save it as CSV": zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}),
    "an e-book": zipped({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<a/>"}),
    "an OpenDocument": zipped(
        {"mimetype": b"application/vnd.oasis", "content.xml": b"", "META-INF/manifest.xml": b""}
    ),
    "a 7-Zip archive; unpack it first": b"7z\xbc\xaf\x27\x1c" + bytes(90),
    "a RAR archive; unpack it first": b"Rar!\x1a\x07\x01\x00" + bytes(90),
    "a PDF": b"%PDF-1.7\n",
    "a picture": b"GIF89a" + bytes(90),
    "an SQLite database": b"SQLite format 3\x00" + bytes(90),
    "a program": b"\x7fELF" + bytes(90),
    "a Parquet table": b"PAR1" + bytes(90),
    "a Safari web archive": b"bplist00" + bytes(90),
    "binary, not text": bytes(range(256)) * 9,
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_what_holds_no_list_is_refused_with_a_word(
    what: str, packed: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    with pytest.raises(UnreadableDump, match=f"dump: (this is )?{what}"):
        read(saved(tmp_path, packed(REFUSED[what])))


@pytest.mark.parametrize("what", REFUSED)
def test_the_same_is_left_out_of_an_archive(what: str, tmp_path: Path) -> None:
    found = read(saved(tmp_path, tarred({"a": REFUSED[what], "b": LIST})))
    assert [each.data for each in found] == [None, LIST]
    assert (found[0].left_out or "").startswith(what)
    assert found[0].fault == (what == "binary, not text")


TEXTS = {
    "a list whose first word is that of a mailbox": b"From Words to Worlds\n\nUpvotes: 12\n\nFrom A to B\n",
    "a title of bzip2": b"BZ in crystals\n",
    "a text about PKZIP": b"PK stands for Phil Katz\n",
    "MZ, no program": b"MZ Leonis, a star\n" * 9,
    "a zip inside": b"x" + zipped(TWO)[:3] + b"\n",
    "arXiv's own listing": b"Date: Fri, 3 Mar 23\nSubject: astro-ph.HE daily\n\n\\\\\narXiv:2303.00001\n",
    "the same with its sender": b"Date: Fri, 3 Mar 23\nFrom: x@y.example\nSubject: hep-th\n\n\\\\\n",
    "an entry": b"\\\\\nPaper: hep-th/9901001\nFrom: A. Nobody\nMessage-ID: none\n\\\\\n",
    "front matter": b"---\nFrom: a page\nContent-Type: text\n---\n",
    "square brackets": b"][[\n",
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_text_is_no_container(what: str) -> None:
    assert kinds.packed_as(TEXTS[what]) is None
    assert kinds.kind_of(TEXTS[what]) is None
    assert kinds.refusal(TEXTS[what]) is None


def test_an_archive_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    for data in (zipped({}), gzip.compress(zipped({}))):
        assert [each[1:] for each in read(saved(tmp_path, data))] == [(None, "nothing in it", False)]


# --- damage ----------------------------------------------------------------------------------------

MANY = {f"{number}.json": LIST + random.Random(number).randbytes(5000).hex().encode() for number in range(9)}


@pytest.mark.parametrize("kind", ["zip", "zip, stored", "tar, pax", "tar.gz"])
def test_files_before_the_damage_are_given_and_then_its_place(kind: str, tmp_path: Path) -> None:
    data = ARCHIVES[kind](MANY)
    file = saved(tmp_path, data[: len(data) // 2])
    found, fault = until_fault(file)
    assert re.search(r"dump: damaged at \d.json \(.*get it again", fault)
    whole = given(file, found)
    assert 3 <= len(whole) <= 5
    assert whole == {f"/{name}": MANY[name] for name in list(MANY)[: len(whole)]}


def test_a_zip_with_sizes_behind_its_files_is_salvaged_too(tmp_path: Path) -> None:
    packed = io.BytesIO()

    class Stream(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return packed.write(data)

    with zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in MANY.items():
            archive.writestr(name, data)
    file = saved(tmp_path, packed.getvalue()[: len(packed.getvalue()) // 2])
    assert len(until_fault(file)[0]) >= 3


def test_a_header_that_is_damaged_is_no_end_of_a_tar(tmp_path: Path) -> None:
    data = bytearray(tarred(MANY))
    at = data.index(b"4.json")
    data[at : at + 400] = b"x" * 400
    assert len(until_fault(saved(tmp_path, bytes(data)))[0]) == 4


def test_a_tar_that_ends_without_its_mark_or_goes_on_after_it_says_so(tmp_path: Path) -> None:
    whole = tarred({"a.json": LIST})
    short = read(saved(tmp_path, whole[:1024]))
    assert [each.data for each in short] == [LIST, None]
    assert short[1].fault
    assert "end mark" in (short[1].left_out or "")
    longer = read(saved(tmp_path, whole + tarred({"b.json": LIST})))
    assert "after the end" in (longer[1].left_out or "")


def test_a_damaged_file_in_an_archive_costs_only_itself(tmp_path: Path) -> None:
    file = saved(
        tmp_path, tarred({"a.gz": b"\x1f\x8b\x08" + b"x" * 99, "b.zip": b"PK\x03\x04", "c.json": LIST})
    )
    found = read(file)
    assert [each.fault for each in found] == [True, True, False]
    assert found[2].data == LIST


@pytest.mark.parametrize("kind", ["zip", "tar, pax", "tar.gz", "zip.gz"])
def test_no_damage_raises_anything_else(kind: str, tmp_path: Path) -> None:
    data, chance = ARCHIVES[kind](TWO), random.Random(7)
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        file = saved(tmp_path, bytes(broken[: chance.choice((None, chance.randrange(len(broken))))]))
        found: Iterator[Part] = parts(str(file))
        try:
            for part in found:
                try:
                    told(part)
                except UnreadableDump:
                    continue
        except UnreadableDump as fault:
            assert "\n" not in str(fault)  # noqa: PT017 - any other error is the failure


# --- bombs -----------------------------------------------------------------------------------------


def test_more_bytes_than_allowed_are_not_read(tmp_path: Path) -> None:
    for kind in ("zip", "tar.gz", "zip.gz"):
        file = saved(tmp_path, ARCHIVES[kind]({"a": LIST, "b": LIST * 20_000}))
        with pytest.raises(UnreadableDump, match=r"expands to more than 1 MB; .*`expanded` under \[limits\]"):
            read(file, Limits(expanded=1 << 20))


def test_a_bomb_of_one_file_is_stopped_by_its_ratio(tmp_path: Path) -> None:
    file = saved(tmp_path, gzip.compress(LIST + b" " * 120_000_000))
    with pytest.raises(UnreadableDump, match=r"expands to more than 250 times its size; .*`ratio`"):
        read(file)
    assert len(read(file, Limits(ratio=2000))) == 1


def test_a_small_file_may_repeat_itself(tmp_path: Path) -> None:
    file = saved(tmp_path, gzip.compress(LIST * 300_000))
    assert file.stat().st_size * 100 < len(LIST) * 300_000
    assert len(read(file)) == 1


@pytest.mark.parametrize("kind", ["zip", "tar, pax"])
def test_more_files_than_allowed_are_not_read(kind: str, tmp_path: Path) -> None:
    file = saved(tmp_path, ARCHIVES[kind]({str(number): LIST for number in range(20)}))
    assert len(read(file, Limits(entries=20))) == 20
    with pytest.raises(UnreadableDump, match=r"has more than 19 files in it; .*`entries`"):
        read(file, Limits(entries=19))


def test_a_large_directory_is_counted_before_it_is_read(tmp_path: Path) -> None:
    directory = (b"PK\x01\x02" + bytes(42)) * 70_000  # members that are not there
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(directory), 30, 0)
    file = saved(tmp_path, b"PK\x03\x04" + bytes(26) + directory + end)
    with pytest.raises(UnreadableDump, match="more than 60,000 files"):
        read(file, Limits(entries=60_000))


def test_what_is_nested_too_deep_is_left_out(tmp_path: Path) -> None:
    data = LIST
    for _ in range(5):
        data = tarred({"in": data})
    assert [each.data for each in read(saved(tmp_path, gzip.compress(data)))] == [LIST]
    (found,) = read(saved(tmp_path, tarred({"in": data})))
    assert (found.left_out or "").startswith("nested deeper than 5; if you trust it, raise `nesting`")


def test_compressions_of_compressions_come_to_an_end(tmp_path: Path) -> None:
    data = LIST
    for _ in range(7):
        data = gzip.compress(data)
    with pytest.raises(UnreadableDump, match="nested deeper than 5"):
        read(saved(tmp_path, data))


# --- another process, memory, temporary files ------------------------------------------------------

CHILD = """
import hashlib, sys
from papertriage.sources.unwrap import unwrap
handle, digest = unwrap(sys.stdin.buffer, sys.argv[1:]), hashlib.sha256()
while piece := handle.read(1 << 20):
    digest.update(piece)
print(digest.hexdigest())
"""


@pytest.mark.parametrize("kind", [*ARCHIVES, *PACKERS, "plain"])
def test_another_process_finds_the_same_bytes(kind: str, tmp_path: Path) -> None:
    members = {"a.json": LIST * 9, "b.json": OTHER * 9}
    data = PACKERS[kind](LIST) if kind in PACKERS else ARCHIVES[kind](members) if kind in ARCHIVES else LIST
    file = saved(tmp_path, data)
    for part in parts(str(file)):
        assert part.dump is not None
        with part.dump as dump:
            wanted = dump.facts().sha256
            command = [sys.executable, "-c", CHILD, *dump.steps]
            ran = subprocess.run(
                command,
                stdin=dump.file,
                capture_output=True,
                check=True,
                env={"PYTHONPATH": os.pathsep.join(sys.path)},
            )
            assert ran.stdout.decode().strip() == wanted
            assert b"".join(dump.pieces()) in (LIST, LIST * 9, OTHER * 9)  # the child moved nothing


def test_what_another_reader_does_moves_no_position(tmp_path: Path) -> None:
    file = saved(tmp_path, zipped({"a": LIST * 900, "b": OTHER * 900}))
    with file.open("rb") as opened:
        first, second = unwrap(opened, ("zip:0",)), unwrap(opened, ("zip:1",))
        pieces = [(first.read(100), second.read(100)) for _ in range(99)]
        assert b"".join(piece for piece, _ in pieces) == (LIST * 900)[:9900]
        assert b"".join(piece for _, piece in pieces) == (OTHER * 900)[:9900]
        first.close()
        second.close()


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts what /proc/self/fd lists")
@pytest.mark.parametrize("kind", ["zip", "tar.gz", "zip.gz", "tar with xz"])
def test_stopping_early_leaves_nothing_open(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papertriage.sources.entry.IN_MEMORY", 1000)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    file = saved(tmp_path, ARCHIVES[kind]({str(number): LIST * 1000 for number in range(5)}))
    before = descriptors()
    found = parts(str(file))
    part = next(found)
    assert part.dump is not None
    part.dump.close()
    found.close()
    del part
    assert descriptors() == before
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_dump_outlives_the_parts(kind: str, tmp_path: Path) -> None:
    file = saved(tmp_path, ARCHIVES[kind](TWO))
    kept = list(parts(str(file)))
    assert [told(part).data for part in kept] == [LIST, OTHER]


def test_a_large_part_has_a_descriptor_and_a_small_one_gets_it(tmp_path: Path) -> None:
    file = saved(tmp_path, gzip.compress(tarred({"large": LIST * 200_000, "small": LIST})))
    for part in parts(str(file)):
        assert part.dump is not None
        with part.dump as dump:
            size = dump.facts().size
            assert os.pread(dump.file.fileno(), 10, 0) == LIST[:10]
            assert os.fstat(dump.file.fileno()).st_size == size


MEMORY = """
import resource, sys
from papertriage.sources.containers import parts
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for part in parts(sys.argv[1]):
    with part.dump as dump:
        dump.facts()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("kind", ["gz", "zip", "tar.gz"])
def test_memory_does_not_grow_with_what_is_packed(kind: str, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(1_000_000).hex().encode() * 20
    packed = {
        "gz": lambda data: gzip.compress(data, 1),
        "zip": lambda data: zipped({"a": data}),
        "tar.gz": lambda data: gzip.compress(tarred({"a": data}), 1),
    }
    file = saved(tmp_path, packed[kind](data))
    command = [sys.executable, "-c", MEMORY, str(file)]
    ran = subprocess.run(
        command, capture_output=True, check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert int(ran.stdout) < 20_000  # kB; the part has 40 MB


def test_a_tar_of_many_files_keeps_none_of_them(tmp_path: Path) -> None:
    file = saved(tmp_path, tarred({f"{number}.json": LIST for number in range(2000)}))
    found = parts(str(file))
    for _ in range(1999):
        assert told(next(found)).data == LIST
    assert sum(isinstance(each, tarfile.TarInfo) for each in gc.get_objects()) < 9
    assert told(next(found)).data == LIST
    assert next(found, None) is None


# --- standard input, folders, patterns -------------------------------------------------------------


def through_standard_input(data: bytes, how: str, folder: Path) -> str:
    code = "from papertriage.sources import parts\nfor p in parts('-'): print(p.name, p.dump.facts().size)"
    command, env = [sys.executable, "-c", code], {"PYTHONPATH": os.pathsep.join(sys.path)}
    if how == "a pipe":
        return subprocess.run(command, input=data, capture_output=True, check=True, env=env).stdout.decode()
    with saved(folder, data).open("rb") as file:
        return subprocess.run(command, stdin=file, capture_output=True, check=True, env=env).stdout.decode()


@pytest.mark.parametrize("how", ["a pipe", "a file"])
def test_standard_input_may_be_any_of_these(how: str, tmp_path: Path) -> None:
    size = len(LIST)
    assert through_standard_input(LIST, how, tmp_path) == f"stdin {size}\n"
    assert through_standard_input(gzip.compress(LIST), how, tmp_path) == f"stdin {size}\n"
    assert through_standard_input(zipped({"a": LIST}), how, tmp_path) == f"stdin/a {size}\n"


def test_a_pipe_with_a_name_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-c", f"open({str(pipe)!r}, 'wb').write({LIST!r})"]):
        assert [each.data for each in read(pipe)] == [LIST]


def test_a_device_is_refused() -> None:
    with pytest.raises(UnreadableDump, match="a device, not a file"):
        read("/dev/zero")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDump, match="no such file; check the name"):
        read(tmp_path / "nothing")


def test_a_folder_is_walked_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b.json", "a/z.json", "a/b/c.json", "c.json.gz", ".git/config", ".env", "a/.x", "a/.y"):
        saved(tmp_path, gzip.compress(LIST) if name.endswith("gz") else LIST, f"in/{name}")
    for name in ("Page.html", "Page_files/a.css", "Seite.htm", "Seite-Dateien/a.css", "odd_files/list.json"):
        saved(tmp_path, LIST, f"in/saved/{name}")
    (tmp_path / "in" / "loop").symlink_to(tmp_path)
    (tmp_path / "in" / "nowhere").symlink_to(tmp_path / "nowhere")
    found = read(tmp_path / "in")
    names = [each.name.removeprefix(f"{tmp_path}/in/") for each in found]
    assert [name for name, each in zip(names, found, strict=True) if each.data] == [
        "a/b/c.json", "a/z.json", "b.json", "c.json.gz",
        "saved/Page.html", "saved/Seite.htm", "saved/odd_files/list.json",
    ]  # fmt: skip
    assert {name: each.left_out for name, each in zip(names, found, strict=True) if not each.data} == {
        ".env": "hidden",
        ".git": "a hidden folder",
        "a/.x": "hidden (2 files)",
        "loop": "a link to a folder",
        "nowhere": "a link to nothing",
        "saved/Page_files": "pictures and styles of the saved page Page",
        "saved/Seite-Dateien": "pictures and styles of the saved page Seite",
    }


def test_one_bad_file_in_a_folder_costs_only_itself(tmp_path: Path) -> None:
    saved(tmp_path, tarred(MANY)[:9000], "in/a.tar")
    saved(tmp_path, b"%PDF-1.7", "in/b.pdf")
    saved(tmp_path, gzip.compress(LIST * 50_000), "in/c.json")
    saved(tmp_path, LIST, "in/d.json")
    found = []
    for part in parts(str(tmp_path / "in"), Limits(expanded=len(LIST) * 60_000)):
        found.append(told(part))  # noqa: PERF401 - as the caller does
    assert [(Path(each.name).name, each.fault) for each in found if each.left_out] == [
        ("a.tar", True),
        ("b.pdf", False),
    ]
    assert found[-1].data == LIST


@pytest.mark.parametrize("name", [None, ".hidden"])
def test_a_folder_without_a_file_is_refused(name: str | None, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    if name:
        saved(tmp_path, LIST, f"in/{name}")
    with pytest.raises(UnreadableDump, match="a folder without a file to read in it"):
        read(tmp_path / "in")


def test_patterns_stand_for_what_matches_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.json", "a.json", "in/c.json", "in/deep/d.json", "[x].json", ".e.json"):
        saved(tmp_path, LIST, name)
    assert list(expand(["*.json"])) == ["[x].json", "a.json", "b.json"]
    assert list(expand(["**/*.json"])) == ["[x].json", "a.json", "b.json", "in/c.json", "in/deep/d.json"]
    assert list(expand(["in/**"])) == ["in/c.json", "in/deep/d.json"]
    assert list(expand(["[x].json", "-", "no such file", "in"])) == ["[x].json", "-", "no such file", "in"]
    assert list(expand([f"{tmp_path}/in/?.json"])) == [f"{tmp_path}/in/c.json"]
    with pytest.raises(UnreadableDump, match=r"no\*: no file has such a name"):
        list(expand(["no*"]))


# --- encodings -------------------------------------------------------------------------------------

ENCODINGS = [
    ("iso-8859-2", "Zażółć gęślą jaźń, příliš žluťoučký kůň"),
    ("iso-8859-1", "naïve “quoted” café".replace("“", "«").replace("”", "»")),
    ("gb18030", "论文列表：一个没有人写过的标题"),
    ("gb2312", "论文列表：一个没有人写过的标题"),
    ("gbk", "論文列表"),
    ("big5", "論文列表：沒有人寫過"),
    ("euc-jp", "だれも書かなかった論文"),
    ("euc-kr", "아무도 쓰지 않은 논문"),
    ("koi8-r", "Статья, которую никто не писал"),
    ("shift_jis", "だれも書かなかった論文"),
    ("windows-1251", "Статья, которую никто не писал"),
    ("windows-1252", "naïve “quoted” café"),
    ("iso-8859-9", "Kimsenin yazmadığı başlık"),
    ("utf-8", "naïve 论文"),
]


@pytest.mark.parametrize(("encoding", "words"), ENCODINGS)
@pytest.mark.parametrize(
    "page",
    ['<?xml version="1.0" encoding="{}"?>\n<a>{}</a>', "<meta charset={}>\n<p>{}</p>",
     '<meta http-equiv="Content-Type" content="text/html; charset={}">\n<p>{}</p>'],
)  # fmt: skip
def test_what_a_page_declares_is_how_it_is_read(encoding: str, words: str, page: str) -> None:
    text = page.format(encoding, words)
    for declared, data in ((text, text.encode(encoding)), (text, text.encode("utf-8"))):
        dump = Dump("a page", io.BytesIO(data))
        assert dump.head(dump.facts().encoding) == declared


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_a_wide_page_is_read_whatever_it_declares(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?>\n<a>naïve and other words</a>'
    dump = Dump("a page", io.BytesIO(text.encode(encoding)))
    assert dump.head(dump.facts().encoding) == text


def test_an_encoding_that_is_none_is_windows_1252() -> None:
    for declared in ("no-such-thing", "utf-8", "rot13", "base64", "utf-7", "punycode"):
        dump = Dump("a page", io.BytesIO(f"<meta charset={declared}><p>café</p>".encode("cp1252")))
        assert "café" in dump.head(dump.facts().encoding)
