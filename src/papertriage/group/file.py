"""group.toml -> a group; a fault names the file, the line and the mend."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from papertriage.errors import ConfigError
from papertriage.group.model import Group

_MOST = 1_000_000  # bytes

EXAMPLE = """\
# The reading group: who is in it, when it meets. Read by `papertriage group`.
name = "Tuesday readers"
time_zone = "Europe/Berlin"
place = "Room 2.17"
holidays = ["2026-12-24..2027-01-02"]  # days without a meeting

[[slot]]
weekday = "tuesday"
time = "16:00"  # of the group's clock, summer and winter
minutes = 60
# every = 2             # every other week, counted from the first meeting:
# start = 2026-01-06

[[member]]
name = "Ann"
# aliases = ["ann@example.org"]          # other names that votes and decisions come under
# away = ["2026-12-01..2026-12-10"]

[[member]]
name = "Bob"
# presents = false
# joined = 2026-11-01                    # a newcomer takes the turn of one who presented on that day
"""


def load(file: Path) -> Group:
    """Read the group's file. Raises ConfigError."""
    text, table = _read(file)
    from papertriage.group.schema import GroupEntry, parse  # pydantic: only here

    entry = parse(table)
    if isinstance(entry, GroupEntry):
        return entry.group()
    raise ConfigError("; ".join(f"{file}: {_place(text, path)} {mend}" for path, mend in entry))


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    import tomllib  # only what reads files needs it

    try:
        with file.open("rb") as opened:
            raw = opened.read(_MOST + 1)
    except OSError as fault:
        raise ConfigError(f"{file}: cannot be read ({(fault.strerror or str(fault)).lower()})") from None
    if len(raw) > _MOST:
        raise ConfigError(f"{file}: larger than {_MOST} bytes; no group is, so name another file")
    try:
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise ConfigError(f"{file}: line {line}: is not UTF-8; save the file as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ConfigError(f"{file}: is not TOML: {fault}; mend that line") from None


def _place(text: str, path: Sequence[str | int]) -> str:
    """Give `line 12: member 2, away` for a key path such as ("member", 1, "away", 0)."""
    head, number = (path[0] if path else ""), next((key for key in path[1:2] if isinstance(key, int)), None)
    keys = [key for key in path[1:] if isinstance(key, str) and "[" not in key]
    in_table = head in ("slot", "member") and number is not None
    words = ", ".join([f"{head} {number + 1}", *keys]) if in_table and number is not None else str(head)
    line = _line_of(text, str(head), number if in_table else None, keys[0] if keys else None)
    return f"line {line}: {words}" if line else words


def _line_of(text: str, head: str, number: int | None, key: str | None) -> int | None:
    """Give the line of a key of the nth table, or of the table's heading where it has no such key."""
    lines = text.splitlines()
    heading = re.compile(rf"\s*\[\[\s*{re.escape(head)}\s*\]\]")
    headings = [at for at, line in enumerate(lines) if heading.match(line)]
    if number is None:
        return next((at + 1 for at, line in enumerate(lines) if _sets(line, head)), _first(headings))
    if number >= len(headings):
        return None
    start = headings[number]
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    return next((at + 1 for at in range(start, end) if key and _sets(lines[at], key)), start + 1)


def _sets(line: str, key: str) -> bool:
    return re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line) is not None


def _first(places: Sequence[int]) -> int | None:
    return places[0] + 1 if places else None
