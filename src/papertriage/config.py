"""Settings: flags over environment over the configuration file over defaults, frozen into one value.

Nothing here reads the environment by itself: it is an argument, like the flags.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.errors import ConfigError

KEYS = ("library", "topics", "limit", "sort")
"""What a configuration file may set."""


class Settings(NamedTuple):
    """Everything that can be set, and where each value came from.

    Flag, environment, a file's name, or default.
    """

    library: Path  # the folder
    topics: Path  # the folder of the reader's own topics
    limit: int
    sort: str | None
    config_file: Path
    origins: Mapping[str, str]


def load(environment: Mapping[str, str], **flags: Any) -> Settings:
    """Gather the settings; a flag of None was not given.

    Raises ConfigError naming the file or variable, the key and the mend.
    """
    data, config = _folders(environment)
    config_file = file_of(environment)
    defaults = {"library": str(data / "library"), "topics": str(config / "topics"), "limit": 20, "sort": None}
    layers = (
        ("flag", {key: value for key, value in flags.items() if value is not None}),
        (
            "environment",
            {key: environment[name] for key in KEYS if environment.get(name := f"PAPERTRIAGE_{key.upper()}")},
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
    return Settings(
        _path(values["library"]), _path(values["topics"]), limit, values["sort"], config_file, origins
    )


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
    wanted = int if key == "limit" else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        kind = "a whole number" if wanted is int else "text in quotes"
        raise ConfigError(f"{file}: '{key}' must be {kind}, not {value!r}")


def _limit(value: object, origin: str) -> int:
    try:
        limit = int(str(value))
    except ValueError:
        limit = -1
    if limit < 0:
        raise ConfigError(f"limit: {value!r} (from {origin}) is not a whole number of 0 or more; 0 means all")
    return limit
