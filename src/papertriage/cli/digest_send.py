"""Mailing a digest: the only part of it that uses the network."""

import datetime
import os
import smtplib
import ssl
import sys
from collections.abc import Sequence

from papertriage import config
from papertriage.cli import common
from papertriage.digest import Digest
from papertriage.digest.mail import address, as_mail, period_name
from papertriage.digest.smtp import Server, server_of
from papertriage.errors import ConfigError, PapertriageError
from papertriage.library import Library
from papertriage.library.group import digest_sent, note_digest_sent
from papertriage.text import terminal_safe

_PATIENCE = 30  # seconds for each answer of the server


def send_to_all(
    set_to: config.Settings,
    made: Digest,
    now: datetime.datetime,
    *,
    to: Sequence[str] | None,
    resend: bool,
) -> None:
    """Send the digest to each recipient who has not had it, and remember each at once.

    The library is held meanwhile, so that two processes do not send the same. Raises PapertriageError.
    """
    server = server_of(set_to.smtp, os.environ, str(set_to.config_file))
    whom = list(dict.fromkeys(to or server.recipients))
    if not whom:
        raise ConfigError(f"{set_to.config_file}: nobody to send it to; set [smtp] to, or give --to ADDRESS")
    for each in (server.sender, *whom):
        address(each)  # all faults before the first mail
    with common.writing(set_to, bring_index=False) as library:
        due = [each for each in whom if resend or not _had_it(library, each, made)]
        if due:
            _send(server, library, made, now, due)


def _had_it(library: Library, recipient: str, made: Digest) -> bool:
    at = digest_sent(library, address(recipient).addr_spec, period_name(made))
    if at is not None:
        common.note(terminal_safe(f"{recipient} had it on {at[:16]}; --resend sends it again"))
    return at is not None


def _send(server: Server, library: Library, made: Digest, now: datetime.datetime, due: Sequence[str]) -> None:
    sent = 0
    try:
        with _connected(server) as line:
            for recipient in due:
                mail = as_mail(made, now, sender=server.sender, recipient=recipient)
                line.send_message(mail)
                plain = address(recipient).addr_spec
                note_digest_sent(library, plain, period_name(made), now.isoformat(timespec="seconds"))
                sent += 1
                sys.stdout.write(f"sent\t{terminal_safe(recipient)}\n")
    except (smtplib.SMTPException, OSError) as fault:
        left = ", ".join(due[sent:])
        raise PapertriageError(
            f"{server.host}:{server.port}: {_in_words(fault)}; not sent to {left}"
            if left
            else _in_words(fault)
        ) from None


def _connected(server: Server) -> smtplib.SMTP:
    """Connect, with the server's certificate checked, and log in where there is a user."""
    trust = None if server.security == "none" else _trust(server)
    line: smtplib.SMTP
    if server.security == "tls":
        line = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=trust)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
    try:
        if server.security == "starttls":
            line.starttls(context=trust)
        if server.user is not None and server.password is not None:
            line.login(server.user, server.password)
    except BaseException:
        line.close()
        raise
    return line


def _trust(server: Server) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as fault:
        raise ConfigError(f"smtp.ca_file: {server.ca_file}: cannot be read ({fault.strerror})") from None


def _in_words(fault: Exception) -> str:
    """Say what a server or the network answered; what we sent it, a password among it, is not repeated."""
    if isinstance(fault, smtplib.SMTPException):
        return f"the server {_answer(fault)}"
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"the server's certificate is not to be trusted ({fault.verify_message})"
    return (getattr(fault, "strerror", None) or str(fault) or type(fault).__name__).lower()


def _answer(fault: smtplib.SMTPException) -> str:
    match fault:
        case smtplib.SMTPAuthenticationError():
            return f"takes neither user nor password ({fault.smtp_code})"
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(fault.recipients.values()))
            return f"refuses the recipient ({code} {_text(said)})"
        case smtplib.SMTPResponseException():
            return f"answers {fault.smtp_code} {_text(fault.smtp_error)}"
        case smtplib.SMTPNotSupportedError():
            return f"cannot do that ({fault}); see security in [smtp]"
        case _:
            return f"broke off ({type(fault).__name__})"


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200]
