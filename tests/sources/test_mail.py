"""Mails, mailboxes, saved pages: bodies and attachments come out, whatever encodes them."""

import base64
import gzip
import io
import quopri
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from papertriage.errors import UnreadableDump
from papertriage.sources import kinds
from papertriage.sources.containers import Limits, Part, parts

REAL = Path(__file__).resolve().parents[2] / "../shared/real"

LISTING = "\\\\\narXiv:2503.02130\nTitle: Naïve Papers Nobody Wrote\nAuthors: A. Nobody\n\\\\\n"
HEAD = (
    "From: Somebody <a@mail.example>\nDate: Fri, 3 Mar 2023 01:36:02 +0100\nMessage-ID: <1@mail.example>\n"
    "Subject: a list\nMIME-Version: 1.0\n"
)
SENT = "2023-03-03T00:36:02+00:00"


class Told(NamedTuple):
    """A part, after its bytes have been read."""

    name: str
    text: str | None
    left_out: str | None
    captured: str | None = None
    fault: bool = False


def told(part: Part) -> Told:
    if part.dump is None:
        return Told(part.name, None, part.left_out, part.captured, part.fault)
    with part.dump as dump:
        text = "\n".join(dump.lines(dump.facts().encoding))
        return Told(part.name, text, None, part.captured)


def read(
    data: str | bytes,
    folder: Path,
    is_list: Callable[[str], bool] | None = None,
    limits: Limits | None = None,
) -> list[Told]:
    file = folder / "m"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = [told(part) for part in parts(str(file), limits, is_list)]
    return [each._replace(name=each.name.removeprefix(str(file))) for each in found]


def multipart(kind: str, *bodies: str, more: str = "") -> str:
    """Make a multipart of parts that are headers, an empty line and a body each."""
    mark = f"mark-{kind}-{sum(map(len, bodies))}"
    joined = "".join(f"--{mark}\n{body}\n" for body in bodies)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"{more}\n\n{joined}--{mark}--\n'


def text_part(words: str, kind: str = "plain", charset: str = "utf-8") -> str:
    return f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n{words}"


def attached(data: bytes, name: str = "", kind: str = "application/octet-stream") -> str:
    named = f'\nContent-Disposition: attachment; filename="{name}"' if name else ""
    coded = base64.encodebytes(data).decode()
    return f"Content-Type: {kind}{named}\nContent-Transfer-Encoding: base64\n\n{coded}"


# --- what is mail, and what is not -----------------------------------------------------------------

MAILS = {
    "From and Message-ID": "From: a@b.example\nMessage-ID: <1>\n\nx",
    "in any case, folded": "received: from a\n\tby b;\n Mon\nMIME-version: 1.0\n\nx",
    "with a From_ line": "From a@b.example Mon Jan  1 2024\nFrom: a\nContent-Type: text/plain\n\nx",
    "CRLF and a BOM": "\ufeffFrom: a\r\nReceived: b\r\n\r\nx",
    "after empty lines": "\n\nFrom: a\nReceived: b\n\nx",
}
NO_MAILS = {
    "two headers of a listing": "Date: Fri, 3 Mar 23 01:36:02 GMT\nSubject: astro-ph.HE daily\n\n\\\\\n",
    "one header of a mail": "Date: x\nFrom: y\nSubject: z\nTo: u\n\nx",
    "the same header twice": "From: y\nFrom: z\n\nx",
    "headers that come later": "A title\nFrom: y\nMessage-ID: z\n",
    "a body that has them": "Subject: z\n\nFrom: y\nMessage-ID: z\n",
    "HTTP": "HTTP/1.1 200 OK\nContent-Type: text/html\nFrom: x\n",
    "YAML": "---\nfrom: x\ncontent-type: y\n---\n",
}


@pytest.mark.parametrize("what", MAILS)
def test_a_mail_is_known_by_two_of_its_headers(what: str) -> None:
    assert kinds.kind_of(MAILS[what].encode()) == "mail"


@pytest.mark.parametrize("what", NO_MAILS)
def test_what_has_fewer_is_no_mail(what: str) -> None:
    assert kinds.kind_of(NO_MAILS[what].encode()) is None


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_no_real_file_that_is_not_one_is_taken_for_a_container() -> None:
    packed = [file for file in REAL.rglob("*") if file.is_file() and file.suffix != ".gz"]
    assert len(packed) > 20
    assert [file for file in packed if kinds.kind_of(file.read_bytes()[: kinds.FIRST])] == []


# --- one message -----------------------------------------------------------------------------------


def test_a_plain_message_is_its_body_with_the_day_it_was_sent(tmp_path: Path) -> None:
    assert read(HEAD + text_part(LISTING), tmp_path) == [Told("/1", LISTING.strip("\n"), None, SENT)]


ENCODED = {
    "quoted-printable": ("utf-8", "quoted-printable", quopri.encodestring(LISTING.encode())),
    "base64": ("utf-8", "base64", base64.encodebytes(LISTING.encode())),
    "latin-1": ("iso-8859-1", "8bit", LISTING.encode("latin-1")),
    "windows-1252, quoted": (
        "windows-1252",
        "quoted-printable",
        quopri.encodestring(LISTING.encode("cp1252")),
    ),
    "utf-16": ("utf-16", "base64", base64.encodebytes(LISTING.encode("utf-16"))),
    "a charset that lies": ("us-ascii", "8bit", LISTING.encode()),
    "another that lies": ("utf-8", "8bit", LISTING.encode("cp1252")),
    "a charset nobody knows": ("x-unknown", "8bit", LISTING.encode()),
}


@pytest.mark.parametrize("how", ENCODED)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_every_encoding_of_a_body_is_undone(how: str, line_end: bytes, tmp_path: Path) -> None:
    charset, coding, data = ENCODED[how]
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {coding}\n\n"
    (found,) = read((head.encode() + data).replace(b"\n", line_end), tmp_path)
    assert found.text is not None
    assert found.text.strip("\n") == LISTING.strip("\n")


@pytest.mark.parametrize(
    ("header", "captured"),
    [
        ("Date: Fri, 3 Mar 23 01:36:02 GMT", "2023-03-03T01:36:02+00:00"),
        ("Date: Fri, 03 Mar 2023 01:36:02 -0000", "2023-03-03T01:36:02+00:00"),
        ("Date: 1 Jan 1993 01:06:04 -0500 (EST)", "1993-01-01T06:06:04+00:00"),
        ("Date: yesterday", None),
        ("Date: Fri, 99 Mar 2023 01:36:02 +0000", None),
        ("Date: Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("Date: =?utf-8?q?=FF?=", None),
        ("X: none", None),
    ],
)
def test_the_date_of_a_mail_is_when_its_parts_were_captured(
    header: str, captured: str | None, tmp_path: Path
) -> None:
    (found,) = read(f"From: a\nMessage-ID: b\n{header}\n\n{LISTING}", tmp_path)
    assert found.captured == captured


def test_attachments_are_given_by_number_and_name_and_unpacked(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.json", "[1]")
    found = read(
        HEAD + multipart(
            "mixed", text_part("See what is attached."), attached(b"@misc{a}", "my refs\\..\\a.bib"),
            attached(gzip.compress(b"[2]"), "b.json.gz"), attached(packed.getvalue()),
            attached(b"\x89PNG\r\n" + bytes(99), "c.png"), attached(b"%PDF-1.7 x", "d.pdf"),
            attached(b"x", kind="image/png"), attached(b"x", kind="application/pgp-signature"),
            attached(b" "),
        ),
        tmp_path,
    )  # fmt: skip
    assert [(each.name, each.text or each.left_out) for each in found] == [
        ("/1", "See what is attached."),
        ("/2/my refs/../a.bib", "@misc{a}"),
        ("/3/b.json.gz", "[2]"),
        ("/4/a.json", "[1]"),
        ("/5/c.png", "a picture; save the page as text instead"),
        ("/6/d.pdf", "a PDF; save the page as text or HTML instead"),
        ("/7", "a picture"),
        ("/8", "a signature"),
        ("/9", "empty"),
    ]
    assert {each.captured for each in found if each.text} == {SENT}


FORMS = multipart("alternative", text_part("plain " + LISTING), text_part("<p>html</p>", "html"))


def test_of_several_forms_the_html_is_given_where_nobody_knows_better(tmp_path: Path) -> None:
    assert [each[:3] for each in read(HEAD + FORMS, tmp_path)] == [
        ("/1", None, "the same in another form"), ("/2", "<p>html</p>", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("word", "number"), [("plain", 1), ("html", 2), ("neither", 2), ("", 1)])
def test_of_several_forms_the_first_that_is_a_list_is_given(word: str, number: int, tmp_path: Path) -> None:
    found = read(HEAD + FORMS, tmp_path, lambda head: word in head)
    assert [each.name for each in found if each.text] == [f"/{number}"]


def test_forms_of_a_page_with_pictures_and_an_attachment(tmp_path: Path) -> None:
    page = multipart("related", text_part("<p>html</p>", "html"), attached(b"x", kind="image/png"))
    body = multipart("alternative", text_part("plain"), page)
    found = read(HEAD + multipart("mixed", body, attached(b"[1]", "a.json")), tmp_path)
    assert [(each.name, each.text or each.left_out) for each in found] == [
        ("/1/1", "the same in another form"),
        ("/1/2", "<p>html</p>"),
        ("/1/2/*", "1 picture and styles of the page"),
        ("/2/a.json", "[1]"),
    ]


def test_a_forwarded_mail_is_taken_apart_with_its_own_date(tmp_path: Path) -> None:
    inner = "From: b\nMessage-ID: <2>\nDate: Sat, 1 Jan 2000 00:00:00 +0000\n" + text_part(LISTING)
    mail = HEAD + multipart("mixed", text_part("Look!"), f"Content-Type: message/rfc822\n\n{inner}")
    assert [(each.name, each.captured) for each in read(mail, tmp_path)] == [
        ("/1", SENT), ("/2/1", "2000-01-01T00:00:00+00:00"),
    ]  # fmt: skip
    attachment = HEAD + multipart("mixed", attached(inner.encode(), "old.eml"))
    assert [(each.name, each.captured) for each in read(attachment, tmp_path)] == [
        ("/1/old.eml/1", "2000-01-01T00:00:00+00:00"),
    ]  # fmt: skip


# --- mailboxes -------------------------------------------------------------------------------------


def mbox(*messages: str, line: str = "From somebody@mail.example Fri Mar  3 01:36:02 2023\n") -> str:
    return "".join(f"{line}{message}\n\n" for message in messages)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "line",
    [
        "From somebody@mail.example Fri Mar  3 01:36:02 2023\n",
        "From 1234567890@xxx Mon Jan 01 00:00:00 +0000 2024\n",
        "From - Fri Mar  3 01:36:02 2023\n",
        "From MAILER-DAEMON Fri Mar 3 01:36 2023\n",
        'From "some body"@mail.example Fri Mar  3 01:36:02 MET DST 1993\n',
    ],
)
def test_a_mailbox_gives_its_messages_by_number(line: str, line_end: str, tmp_path: Path) -> None:
    box = mbox(HEAD + text_part("one"), f"Subject: x\n\n{LISTING}", HEAD + FORMS, line=line)
    found = read(box.replace("\n", line_end), tmp_path)
    assert [each.name for each in found if each.text] == ["/1/1", "/2/1", "/3/2"]
    assert [(each.text or "").strip("\n") for each in found] == [
        "one",
        LISTING.strip("\n"),
        "",
        "<p>html</p>",
    ]


def test_a_line_that_begins_with_from_divides_nothing_else(tmp_path: Path) -> None:
    body = "From here to there at 10:15\n\nFrom here at 10:15 on\nnothing.\n\n>From it\n>>From it all\n"
    found = read(mbox(f"From: a\n\n{body}", "From: b\n\nsecond"), tmp_path)
    assert [each.name for each in found] == ["/1/1", "/2/1"]
    assert found[0].text is not None
    assert found[0].text.strip("\n") == body.replace(">From", "From").strip("\n")


def test_a_message_that_is_too_large_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papertriage.sources.mail.LARGEST_MESSAGE", 1 << 20)
    box = mbox("From: a\n\none", "From: b\n\n" + "long line\n" * 200_000, "From: c\n\nthree")
    found = read(box, tmp_path)
    assert [(each.name, each.fault) for each in found] == [("/1/1", False), ("/2", True), ("/3/1", False)]
    assert found[1].left_out == "more than 1 MB in one message"
    alone = read(HEAD + "\n" + "long line\n" * 200_000, tmp_path)
    assert [(each.name, each.fault) for each in alone] == [("", True)]


def test_a_mailbox_is_never_in_memory(tmp_path: Path) -> None:
    box = tmp_path / "box"
    with box.open("w") as file:
        for _ in range(80):
            file.write(mbox(HEAD + text_part(LISTING * 2000)))
    assert box.stat().st_size > 9_000_000
    tracemalloc.start()
    try:
        for part in parts(str(box)):
            told(part)
        assert tracemalloc.get_traced_memory()[1] < 6_500_000
    finally:
        tracemalloc.stop()


def test_a_mailbox_may_be_packed_and_lie_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "list.mbox.gz").write_bytes(gzip.compress(mbox(HEAD + text_part(LISTING)).encode()))
    (tmp_path / "in" / "1709.M2P1.host,S=2:2,S").write_text(HEAD + text_part("of a Maildir"))
    found = [told(part) for part in parts(str(tmp_path / "in"))]
    assert [each.name.removeprefix(str(tmp_path)) for each in found] == [
        "/in/1709.M2P1.host,S=2:2,S/1", "/in/list.mbox.gz/1/1",
    ]  # fmt: skip


def test_more_mails_than_allowed_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDump, match="more than 10 files"):
        read(mbox(*["From: a\n\nx"] * 20), tmp_path, limits=Limits(entries=10))


# --- saved pages -----------------------------------------------------------------------------------

BLINK = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://papers.example/list\nSubject: Papers\n"
    "Date: Fri, 1 Mar 2024 10:00:00 -0000\nMIME-Version: 1.0\n"
)
TYPE = ';\n\ttype="text/html"'


def resource(data: bytes, kind: str, headers: str = "") -> str:
    coded = quopri.encodestring(data).decode()
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: quoted-printable\n{headers}\n{coded}"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_saved_page_is_its_html_by_the_name_of_the_file(line_end: str, tmp_path: Path) -> None:
    page = '<html><p class="naïve">List</p></html>'
    saved = BLINK + multipart(
        "related",
        resource(page.encode(), "text/html", "Content-ID: <frame-1@mhtml.blink>\n"),
        resource(b"p{}", "text/css"), resource(b"x", "image/png"), resource(b"<p>frame</p>", "text/html"),
        more=TYPE,
    )  # fmt: skip
    assert read(saved.replace("\n", line_end), tmp_path) == [
        Told("", page, None, "2024-03-01T10:00:00+00:00"),
        Told("/*", None, "3 pictures and styles of the page"),
    ]


def test_the_page_is_where_start_says(tmp_path: Path) -> None:
    saved = BLINK + multipart(
        "related",
        resource(b"<p>a frame</p>", "text/html", "Content-ID: <1@x>\n"),
        resource(b"<p>the page</p>", "text/html", "Content-ID: <2@x>\n"),
        more=f'{TYPE}; start="<2@x>"',
    )
    assert [each.text for each in read(saved, tmp_path)] == ["<p>the page</p>", None]


def test_a_page_without_pictures_saved_as_one_part(tmp_path: Path) -> None:
    saved = BLINK + resource(b"<p>the page</p>", "text/html; charset=iso-8859-1")
    assert [each[:3] for each in read(saved, tmp_path)] == [("/1", "<p>the page</p>", None)]


# --- hostile mail ----------------------------------------------------------------------------------

HOSTILE = {
    "no end": HEAD + FORMS[:-20],
    "no boundary": HEAD + "Content-Type: multipart/mixed\n\nx",
    "an empty boundary": HEAD + 'Content-Type: multipart/mixed; boundary=""\n\n--\nx\n',
    "bad base64": HEAD + "Content-Transfer-Encoding: base64\n\n====A\n",
    "odd parameters": HEAD + "Content-Type: text/plain; charset*0*=''%FF; charset*1=; name*=x'y\n\nx",
    "a name that is no name": HEAD + "Content-Disposition: attachment; filename*=utf-8''%00%1b%5b31m\n\nx",
    "a charset with a NUL": HEAD + 'Content-Type: text/plain; charset="utf\x00-8"\n\nx',
    "a charset that is no text": HEAD + "Content-Type: text/plain; charset=base64\n\nx",
    "headers without a body": HEAD,
    "long headers": HEAD + "X: " + "(" * 100_000 + "\n\nx",
    "bytes": HEAD.replace("a list", "\udcff\udcfe"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_mail_raises(what: str, tmp_path: Path) -> None:
    found = read(HOSTILE[what].encode("utf-8", "surrogateescape"), tmp_path)
    assert found
    assert all(each.name.isprintable() for each in found)


def test_a_mail_of_nothing_but_multiparts_is_a_fault(tmp_path: Path) -> None:
    deep = text_part("x")
    for number in range(150):
        deep = f'Content-Type: multipart/mixed; boundary="{number}"\n\n--{number}\n{deep}\n--{number}--\n'
    (found,) = read(HEAD + deep, tmp_path)
    assert found.fault
    assert found.left_out == "more than 100 multiparts in one message"


def test_forwarded_mails_within_mails_come_to_an_end(tmp_path: Path) -> None:
    deep = HEAD + text_part("x")
    for _ in range(3000):
        deep = "From: a\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + deep
    assert len(read(deep, tmp_path)) == 1


def test_random_damage_to_a_mail_raises_nothing_else(tmp_path: Path) -> None:
    mail = (
        HEAD + multipart("mixed", FORMS, attached(b"[1]", "ä.json"), attached(gzip.compress(b"[2]")))
    ).encode()
    box, chance = mbox(*[mail.decode()] * 3).encode(), random.Random(3)
    for number in range(400):
        broken = bytearray((mail, box)[number % 2])
        for _ in range(chance.randint(1, 30)):
            broken[chance.randrange(len(broken))] = chance.choice(b"\x00\n\r \"';=:<>-%?/\xff" + b"a0" * 9)
        try:
            read(bytes(broken), tmp_path)
        except UnreadableDump as fault:
            assert "\n" not in str(fault)  # noqa: PT017 - any other error is the failure


def test_a_listing_of_arxiv_keeps_the_lines_that_tell_its_day_and_archive(tmp_path: Path) -> None:
    head = HEAD.replace("a list", "math.AG daily\n Subj-class mailing")
    (found,) = read(head + text_part(LISTING), tmp_path)
    assert found.text is not None
    assert found.text.startswith(
        "Date: Fri, 3 Mar 2023 01:36:02 +0100\nSubject: math.AG daily Subj-class mailing\n\n\\\\\n"
    )
