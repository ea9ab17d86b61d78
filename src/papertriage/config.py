"""Settings: flags over environment over the configuration file over defaults, frozen into one value.

Nothing here reads the environment by itself: it is an argument, like the flags.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.errors import ConfigError

KEYS = ("library", "topics", "limit", "sort", "reader", "limits", "smtp", "keys")
"""What a configuration file may set."""

LIMITS = ("expanded", "entries", "nesting", "ratio")
"""What its table `[limits]` may set: bytes and entries that an archive unpacks to, how deep, how tightly."""

TABLES = ("limits", "smtp", "keys")
"""Those of KEYS that are tables; `[keys]` says which key does what in triage."""


class Settings(NamedTuple):
    """Everything that can be set, and where each value came from.

    Flag, environment, a file's name, or default.
    """

    library: Path  # the folder
    topics: Path  # the folder of the reader's own topics
    limit: int
    sort: str | None
    reader: str | None  # whose decisions these are, where several read
    keys: Mapping[str, str]  # what is done in triage -> the key for it, where it is set
    limits: Mapping[str, int]  # those of LIMITS that are set
    smtp: Mapping[str, Any]  # as the file says it, unchecked: `digest` knows what it means
    config_file: Path
    origins: Mapping[str, str]


def load(environment: Mapping[str, str], **flags: Any) -> Settings:
    """Gather the settings; a flag of None was not given.

    Raises ConfigError naming the file or variable, the key and the mend.
    """
    data, config = _folders(environment)
    config_file = file_of(environment)
    defaults: dict[str, Any] = {
        "library": str(data / "library"),
        "topics": str(config / "topics"),
        "limit": 20,
        "sort": None,
        "reader": None,
    }
    defaults |= {table: {} for table in TABLES}
    layers = (
        ("flag", {key: value for key, value in flags.items() if value is not None}),
        (
            "environment",
            {
                key: environment[name]
                for key in KEYS
                if key not in TABLES and environment.get(name := f"PAPERTRIAGE_{key.upper()}")
            },
        ),
        (str(config_file), _file(config_file)),
        ("default", defaults),
    )
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in reversed(layers):
        for key, value in layer.items():
            values[key], origins[key] = value, origin
    limit = _limit(values["limit"], origins["limit"])
    origins |= {f"limits.{key}": "default" for key in LIMITS}
    origins |= {f"limits.{key}": origins["limits"] for key in values["limits"]}
    origins |= {f"limits.{key}": "environment" for key in _limits_set(environment)}
    return Settings(
        _path(values["library"]), _path(values["topics"]), limit, values["sort"],
        _reader(values["reader"], origins["reader"]), values["keys"], _limits(environment, values["limits"]),
        values["smtp"], config_file, origins,
    )  # fmt: skip


def _reader(name: str | None, origin: str) -> str | None:
    if name is not None and (not name.strip() or not name.isprintable() or len(name) > 100):
        raise ConfigError(f"reader: {name!r} (from {origin}) is not a name: write up to 100 letters")
    return name


def _limits(environment: Mapping[str, str], of_file: Mapping[str, object]) -> dict[str, int]:
    """Read the limits: whole numbers, or sizes such as "64 GB"."""
    given = dict(of_file) | _limits_set(environment)
    return {key: _size(key, value) for key, value in given.items()}


def _limits_set(environment: Mapping[str, str]) -> dict[str, str]:
    names = {key: f"PAPERTRIAGE_LIMITS_{key.upper()}" for key in LIMITS}
    return {key: environment[name] for key, name in names.items() if environment.get(name)}


def _size(key: str, value: object) -> int:
    number, _, unit = str(value).strip().upper().partition(" ")
    power = {"": 0, "KB": 1, "MB": 2, "GB": 3, "TB": 4}.get(unit)
    if power is None or not number.isascii() or not number.isdigit() or int(number) < 1:
        raise ConfigError(f'limits.{key}: {value!r} is not a whole number above 0, or a size such as "64 GB"')
    return int(number) * int(1000**power)


def file_of(environment: Mapping[str, str]) -> Path:
    """Name the configuration file, whether or not there is one and whatever is in it."""
    return _path(environment.get("PAPERTRIAGE_CONFIG") or _folders(environment)[1] / "config.toml")


def _folders(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Data and configuration folders: PAPERTRIAGE_HOME holds both.

    Else those of the platform (XDG on Linux).
    """
    if home := environment.get("PAPERTRIAGE_HOME"):
        return _path(home), _path(home)
    import platformdirs  # here for start-up: not needed where PAPERTRIAGE_HOME is set

    return Path(platformdirs.user_data_dir("papertriage")), Path(platformdirs.user_config_dir("papertriage"))


def _path(text: str | Path) -> Path:
    return Path(text).expanduser()


def _file(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    import tomllib  # here for start-up: most people have no configuration file

    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"{file}: cannot be read as TOML ({error}); mend that line, or remove the file"
        ) from None
    for key, value in values.items():
        _check(file, key, value)
    return values


def _check(file: Path, key: str, value: object) -> None:
    if key not in KEYS:
        import difflib  # only on the way to an error

        near = difflib.get_close_matches(key, KEYS, 1)
        meant = f"; did you mean '{near[0]}'?" if near else f"; it may set {', '.join(KEYS)}"
        raise ConfigError(f"{file}: unknown setting '{key}'{meant}")
    if key in TABLES and not isinstance(value, dict):
        raise ConfigError(f"{file}: '{key}' must be a table: write [{key}] on a line of its own")
    if isinstance(value, dict):
        if key == "limits":
            _check_limits(file, value)
        if key == "keys":
            _check_keys(file, value)
        if key in TABLES:
            return
    wanted = int if key == "limit" else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        kind = "a whole number" if wanted is int else "text in quotes"
        raise ConfigError(f"{file}: '{key}' must be {kind}, not {value!r}")


def _check_limits(file: Path, value: Mapping[str, object]) -> None:
    for key in value:
        if key not in LIMITS:
            raise ConfigError(f"{file}: unknown setting 'limits.{key}'; it may set {', '.join(LIMITS)}")


def _check_keys(file: Path, value: Mapping[str, object]) -> None:
    for action, pressed in value.items():
        if not isinstance(pressed, str) or not pressed:
            raise ConfigError(f"{file}: 'keys.{action}' must be the name of a key in quotes, not {pressed!r}")


def _limit(value: object, origin: str) -> int:
    try:
        limit = int(str(value))
    except ValueError:
        limit = -1
    if limit < 0:
        raise ConfigError(f"limit: {value!r} (from {origin}) is not a whole number of 0 or more; 0 means all")
    return limit
