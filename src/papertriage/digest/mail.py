"""A digest as a mail: plain text and HTML, of the same bytes for the same digest, recipient and moment."""

import datetime
import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from papertriage.digest import Digest
from papertriage.digest.formats import as_html, as_text
from papertriage.digest.words import counted, title
from papertriage.errors import UsageFault

NOBODY = "undisclosed-recipients:;"
OURSELVES = "papertriage@localhost"


def as_mail(found: Digest, now: datetime.datetime, *, sender: str, recipient: str) -> EmailMessage:
    """Make the mail. Raises UsageFault for an address that is none.

    Its id names recipient and period, so that a mail that had to be sent again is one to mail programs.
    """
    text, page = "".join(as_text(found)), "".join(as_html(found))
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"{title(found)}: {counted(found.papers, 'paper') if found.papers else 'quiet'}"
    mail["From"] = address(sender)
    mail["To"] = NOBODY if recipient == NOBODY else address(recipient)
    mail["Date"] = format_datetime(now)
    name = hashlib.sha256(f"{recipient}\n{period_name(found)}".encode()).hexdigest()[:24]
    mail["Message-ID"] = f"<papertriage.{name}@{address(sender).domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="quoted-printable")  # seven bits: it passes every server unchanged
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{hashlib.sha256(f'{text}{page}'.encode()).hexdigest()[:32]}")
    return mail


def period_name(found: Digest) -> str:
    """Name what a digest is of: its days and topics. A recipient gets each once."""
    return f"{found.period.since}..{found.period.until} {' '.join(sorted(found.topics))}".strip()


def address(text: str) -> Address:
    """Read `ann@example.org` or `Ann <ann@example.org>`. Raises UsageFault."""
    from email.utils import parseaddr

    name, plain = parseaddr(text.strip())
    try:
        if not plain or "@" not in plain or not text.isprintable():
            raise ValueError
        return Address(display_name=name, addr_spec=plain)
    except (ValueError, IndexError):
        raise UsageFault(f"{text!r} is no mail address; write ann@example.org") from None
