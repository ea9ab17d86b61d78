"""The server that mails go through: `[smtp]` of config.toml and the environment -> one checked value."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from papertriage.errors import ConfigError

KEYS = ("host", "port", "security", "user", "password", "from", "to", "ca_file")
SECURITIES = ("starttls", "tls", "none")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Secret(str):
    """A text that no message, record or traceback shows."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


class Server(NamedTuple):
    """Where and how mails are handed over, from whom, and to whom by default."""

    host: str
    port: int
    security: str  # one of SECURITIES
    user: str | None
    password: Secret | None
    sender: str
    recipients: tuple[str, ...]
    ca_file: str | None  # of a server with a certificate of its own making


def server_of(table: Mapping[str, Any], environment: Mapping[str, str], origin: str) -> Server:
    """Read the settings; PAPERTRIAGE_SMTP_… goes before the file, which `origin` names.

    Raises ConfigError naming the key and the mend.
    """
    given = checked(table, environment, origin)
    if "host" not in given:
        raise ConfigError(f"{origin}: no mail server; set [smtp] host, or PAPERTRIAGE_SMTP_HOST")
    if "from" not in given:
        raise ConfigError(f"{origin}: no sender; set [smtp] from, or PAPERTRIAGE_SMTP_FROM")
    security = given.get("security", "starttls")
    password = given.get("password")
    if (given.get("user") is None) != (password is None):
        raise ConfigError(
            f"{origin}: [smtp] user and its password go together; the password is best set as "
            "PAPERTRIAGE_SMTP_PASSWORD"
        )
    if password is not None and security == "none" and given["host"] not in _LOOPBACK:
        raise ConfigError(f"{origin}: [smtp] security 'none' would show the password to everybody on the way")
    return Server(
        given["host"], given.get("port", _PORTS[security]), security, given.get("user"),
        None if password is None else Secret(password), given["from"], tuple(given.get("to", ())),
        given.get("ca_file"),
    )  # fmt: skip


def checked(table: Mapping[str, Any], environment: Mapping[str, str], origin: str) -> dict[str, Any]:
    """Give the settings that are set, each of its type. Raises ConfigError."""
    for key in table:
        if key not in KEYS:
            raise ConfigError(f"{origin}: unknown setting 'smtp.{key}'; it may set {', '.join(KEYS)}")
    given = dict(table) | {
        key: value for key in KEYS if (value := environment.get(f"PAPERTRIAGE_SMTP_{key.upper()}"))
    }
    return {key: _read(key, value, origin) for key, value in given.items()}


def _read(key: str, value: Any, origin: str) -> Any:
    if key == "port":
        if (
            isinstance(value, bool)
            or not str(value).isascii()
            or not str(value).isdigit()
            or not 0 < int(value) < 65_536
        ):
            raise ConfigError(f"{origin}: smtp.port: must be a whole number up to 65535, not {value!r}")
        return int(value)
    if key == "to":
        value = [each.strip() for each in value.split(",")] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise ConfigError(f"{origin}: smtp.to: must be a list of addresses in quotes")
        return value
    if not isinstance(value, str) or not value:
        raise ConfigError(
            f"{origin}: smtp.{key}: must be text in quotes"
        )  # a wrong password is not shown either
    if key == "security" and value not in SECURITIES:
        raise ConfigError(f"{origin}: smtp.security: {value!r}; it may be {', '.join(SECURITIES)}")
    return value
