"""`papertriage digest` as it is used: written to files, and mailed to a real server on loopback."""

import email
import email.policy
import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from cli_program import Program

PASSWORD = "n0t-to-be-seen"
WEEK = ("--since", "2025-10-27", "--until", "2025-11-03")


class Postbox:
    """What a server was handed."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.secure: list[bool] = []
        self.users: list[bytes] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, name: str, options: Any) -> str:  # noqa: ARG002, N802
        if name in self.refused:
            return "550 no such reader"
        envelope.rcpt_tos.append(name)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802
        self.letters.append((envelope.rcpt_tos, envelope.content))
        self.secure.append(session.ssl is not None)
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost, made for these tests, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl here to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    files = folder / "cert.pem", folder / "key.pem"
    made = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(
        ["openssl", *made.split(), "-out", str(files[0]), "-keyout", str(files[1])],
        check=True,
        capture_output=True,
    )
    return files


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def serving(box: Postbox, **more: Any) -> Controller:
    # aiosmtpd looks whether it answers at its port, before the system could give it one.
    server = Controller(box, hostname="localhost", port=free_port(), **more)
    server.start()
    return server


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def plain_server(box: Postbox) -> Iterator[Controller]:
    server = serving(box)
    yield server
    server.stop()


@pytest.fixture
def secure_server(box: Postbox, certificate: tuple[Path, Path]) -> Iterator[Controller]:
    """It speaks to nobody without TLS, and wants a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def login(server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword) -> AuthResult:
        box.users.append(given.login)
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)

    server = serving(box, tls_context=context, require_starttls=True, auth_required=True, authenticator=login)
    yield server
    server.stop()


def configured(home: Path, port: int, **more: str) -> None:
    lines = {"host": "localhost", "security": "none", "from": "Papers <papers@group.example>", **more}
    (home / "config.toml").write_text(
        "[smtp]\n"
        + f"port = {port}\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items()),
        "utf-8",
    )


# --- written ---


@pytest.mark.parametrize("format_", ["md", "html", "txt"])
def test_a_digest_is_written_in_each_format(format_: str, home: Path, program: Program) -> None:
    ran = program(home, "digest", *WEEK, "--format", format_, "-o", f"digest.{format_}")
    assert (ran.code, ran.out) == (0, "")
    text = (home / f"digest.{format_}").read_text("utf-8")
    assert "2025-10-27 to 2025-11-03" in text
    assert "5 new papers" in text
    assert program(home, "digest", *WEEK, "-f", format_).out == text


def test_a_digest_as_a_mail_is_a_mail(home: Path, program: Program) -> None:
    mail = email.message_from_string(
        program(home, "digest", *WEEK, "-f", "eml").out, policy=email.policy.default
    )
    assert mail["Subject"] == "New papers, 2025-10-27 to 2025-11-03: 5 papers"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert [part.defects for part in mail.walk()] == [[], [], []]


def test_a_digest_as_json_has_its_reasons(home: Path, program: Program) -> None:
    found = json.loads(program(home, "digest", *WEEK, "--json").out)
    assert found["papers"] == 5
    assert all(paper["reasons"]
               for section in found["sections"] for paper in section["papers"])  # fmt: skip


def test_a_format_that_there_is_not_is_refused(home: Path, program: Program) -> None:
    ran = program(home, "digest", "--format", "pdf")
    assert (ran.code, ran.out) == (2, "")
    assert "md, html, txt, eml" in ran.err


# --- sent ---


def test_a_digest_goes_once_to_each_recipient(
    home: Path, program: Program, box: Postbox, plain_server: Controller
) -> None:
    configured(home, plain_server.port)
    sending = ("digest", *WEEK, "--send", "--to", "ann@x.example", "--to", "Bob <bob@x.example>")
    ran = program(home, *sending)
    assert (ran.code, ran.out) == (0, "sent\tann@x.example\nsent\tBob <bob@x.example>\n")
    again = program(home, *sending, "--to", "cleo@x.example")
    assert again.out == "sent\tcleo@x.example\n"
    assert again.err.count("--resend sends it again") == 2
    assert [whom for whom, _ in box.letters] == [["ann@x.example"], ["bob@x.example"], ["cleo@x.example"]]
    mail = email.message_from_bytes(box.letters[1][1], policy=email.policy.default)
    assert (mail["To"], mail["From"]) == ("Bob <bob@x.example>", "Papers <papers@group.example>")


def test_another_period_or_topic_is_another_digest(
    home: Path, program: Program, box: Postbox, plain_server: Controller
) -> None:
    configured(home, plain_server.port, to="ann@x.example")
    for more in (WEEK, (*WEEK, "-t", "quantization"), ("--since", "2025-10", *WEEK[2:]), WEEK):
        assert program(home, "digest", *more, "--send").code == 0
    assert len(box.letters) == 3


def test_a_digest_is_sent_again_when_asked_to_and_is_the_same_mail(
    home: Path, program: Program, box: Postbox, plain_server: Controller
) -> None:
    configured(home, plain_server.port, to="ann@x.example")
    assert program(home, "digest", *WEEK, "--send").code == 0
    assert program(home, "digest", *WEEK, "--send", "--resend").code == 0
    ids = {email.message_from_bytes(letter)["Message-ID"] for _, letter in box.letters}
    assert (len(box.letters), len(ids)) == (2, 1)


def test_who_was_refused_is_named_and_gets_it_next_time(
    home: Path, program: Program, box: Postbox, plain_server: Controller
) -> None:
    configured(home, plain_server.port, to="ann@x.example, bob@x.example, cleo@x.example")
    box.refused = {"bob@x.example"}
    ran = program(home, "digest", *WEEK, "--send")
    assert (ran.code, ran.out) == (1, "sent\tann@x.example\n")
    assert "550 no such reader" in ran.err
    assert ran.err.endswith("not sent to bob@x.example, cleo@x.example\n")
    box.refused = set()
    assert program(home, "digest", *WEEK, "--send").out == "sent\tbob@x.example\nsent\tcleo@x.example\n"


def test_a_digest_is_sent_over_tls_with_a_password_that_nothing_shows(
    home: Path, process: Program, box: Postbox, secure_server: Controller, certificate: tuple[Path, Path]
) -> None:
    configured(
        home,
        secure_server.port,
        to="ann@x.example",
        security="starttls",
        user="papers",
        ca_file=str(certificate[0]),
    )
    ran = process(home, "digest", *WEEK, "--send", PAPERTRIAGE_SMTP_PASSWORD=PASSWORD)
    assert (ran.code, ran.out) == (0, "sent\tann@x.example\n")
    assert (box.secure, box.users) == ([True], [b"papers"])
    for shown in ("config show", "config show --json"):
        told = process(home, *shown.split(), PAPERTRIAGE_SMTP_PASSWORD=PASSWORD)
        assert "smtp.password" in told.out
        assert PASSWORD not in told.out + told.err


def test_a_digest_is_sent_to_a_server_that_speaks_tls_from_the_first_byte(
    home: Path, process: Program, box: Postbox, certificate: tuple[Path, Path]
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = serving(box, ssl_context=context)
    try:
        configured(home, server.port, to="ann@x.example", security="tls", ca_file=str(certificate[0]))
        ran = process(home, "digest", *WEEK, "--send")
    finally:
        server.stop()
    assert (ran.code, ran.out, ran.err) == (0, "sent\tann@x.example\n", "")
    assert len(box.letters) == 1


def test_a_wrong_password_is_one_line_without_it(
    home: Path, program: Program, box: Postbox, secure_server: Controller, certificate: tuple[Path, Path]
) -> None:
    configured(
        home,
        secure_server.port,
        to="ann@x.example",
        security="starttls",
        user="papers",
        ca_file=str(certificate[0]),
    )
    ran = program(home, "digest", *WEEK, "--send", PAPERTRIAGE_SMTP_PASSWORD="wr0ng")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "neither user nor password (535)" in ran.err
    assert "wr0ng" not in ran.err
    assert box.letters == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    home: Path, program: Program, box: Postbox, secure_server: Controller
) -> None:
    configured(
        home, secure_server.port, to="ann@x.example", security="starttls", user="papers", password=PASSWORD
    )
    ran = program(home, "digest", *WEEK, "--send")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "certificate is not to be trusted" in ran.err
    assert (box.letters, box.users) == ([], [])


def test_a_server_without_tls_is_not_sent_to_as_if_it_had(
    home: Path, program: Program, box: Postbox, plain_server: Controller
) -> None:
    configured(home, plain_server.port, to="ann@x.example", security="starttls")
    ran = program(home, "digest", *WEEK, "--send")
    assert (ran.code, box.letters) == (1, [])
    assert "STARTTLS" in ran.err


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("", "no mail server; set [smtp] host"),
        ('[smtp]\nhost = "localhost"\nfrom = "a@b.example"\n', "nobody to send it to"),
        ('[smtp]\nhost = "localhost"\nfrom = "nobody"\nto = ["a@b.example"]\n', "no mail address"),
        ("smtp = 3\n", "write [smtp] on a line of its own"),
    ],
)
def test_without_a_server_or_reader_nothing_is_sent(
    settings: str, words: str, home: Path, program: Program
) -> None:
    (home / "config.toml").write_text(settings, "utf-8")
    ran = program(home, "digest", "--send")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words in ran.err


def test_a_server_that_is_not_there_is_one_line(home: Path, program: Program) -> None:
    port = free_port()
    configured(home, port, to="ann@x.example")
    ran = program(home, "digest", *WEEK, "--send")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert f"localhost:{port}: connection refused" in ran.err
