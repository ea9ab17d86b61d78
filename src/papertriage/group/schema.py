"""What group.toml may say: the border at which it is checked.

Imported only when the file is read, because pydantic is slow to import.
"""

import datetime
import re
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from papertriage.group.model import Group, Member, Slot, Span

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 3660  # days of an absence: more is a mistyped year

Fault = tuple[tuple[str | int, ...], str]


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"must be a day such as 2026-12-24, not {str(value)[:40]!r}") from None


def _span(value: Any) -> Span:
    """Read a day, or `2026-12-24..2027-01-02`."""
    first, _, last = value.partition("..") if isinstance(value, str) else (value, "", "")
    first = first.strip() if isinstance(first, str) else first
    span = _day(first), _day(last.strip() or first)
    if not 0 <= (span[1] - span[0]).days <= _LONGEST:
        raise ValueError(f"must be days in their order, first..last, not {str(value)[:40]!r}")
    return span


def _time(value: Any) -> datetime.time:
    if isinstance(value, datetime.time):
        return value.replace(tzinfo=None, second=0, microsecond=0)
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"must be a time such as 16:30, not {str(value)[:40]!r}")
    return datetime.time(int(found[1]), int(found[2]))


def _weekday(value: Any) -> int:
    word = value.strip().casefold() if isinstance(value, str) else ""
    near = [number for number, name in enumerate(WEEKDAYS) if len(word) > 1 and name.startswith(word)]
    if len(near) != 1:
        raise ValueError(f"must be a weekday such as tuesday, not {str(value)[:40]!r}")
    return near[0]


Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Text = Annotated[str, Field(max_length=300)]
Day = Annotated[Any, BeforeValidator(_day)]
Days = Annotated[Any, BeforeValidator(_span)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MemberEntry(_Strict):
    """One `[[member]]`."""

    name: Name
    aliases: list[Name] = Field(default_factory=list)
    away: list[Days] = Field(default_factory=list, max_length=1000)
    presents: bool = True
    joined: Day | None = None

    def member(self) -> Member:
        """Return the plain value."""
        return Member(self.name, tuple(self.aliases), tuple(self.away), self.presents, self.joined)


class SlotEntry(_Strict):
    """One `[[slot]]`."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)] | None = None
    weekday: Annotated[Any, BeforeValidator(_weekday)]
    time: Annotated[Any, BeforeValidator(_time)]
    minutes: int = Field(default=60, ge=5, le=1440)
    every: int = Field(default=1, ge=1, le=52)
    start: Day | None = None
    until: Day | None = None
    place: Text = ""

    @model_validator(mode="after")
    def _counts_from_a_day(self) -> Self:
        if self.every > 1 and self.start is None:
            raise ValueError(
                f"every = {self.every} needs the day of the first meeting: add start = 2026-01-06"
            )
        return self

    def slot(self, place: str) -> Slot:
        """Return the plain value; `place` is the group's own."""
        name = self.name or WEEKDAYS[self.weekday]
        return Slot(
            name,
            self.weekday,
            self.time,
            self.minutes,
            self.every,
            self.start,
            self.until,
            self.place or place,
        )


class GroupEntry(_Strict):
    """The whole of group.toml."""

    name: Name
    time_zone: str
    place: Text = ""
    holidays: list[Days] = Field(default_factory=list, max_length=1000)
    slot: list[SlotEntry] = Field(min_length=1, max_length=20)
    member: list[MemberEntry] = Field(min_length=1, max_length=1000)

    @field_validator("time_zone")
    @classmethod
    def _is_one(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise ValueError(f"must be a zone such as Europe/Berlin, not {value[:40]!r}") from None
        return value

    @field_validator("slot")
    @classmethod
    def _has_its_own_name(cls, slots: list[SlotEntry]) -> list[SlotEntry]:
        _once([entry.slot("").name for entry in slots], "give one of them a name of its own")
        return slots

    @field_validator("member")
    @classmethod
    def _is_one_person(cls, members: list[MemberEntry]) -> list[MemberEntry]:
        _once(
            [name for each in members for name in {each.name, *each.aliases}],
            "a name or alias is one member's",
        )
        if not any(each.presents for each in members):
            raise ValueError("nobody presents; take presents = false away from one")
        return members

    def group(self) -> Group:
        """Return the plain value."""
        return Group(
            self.name,
            ZoneInfo(self.time_zone),
            tuple(entry.slot(self.place) for entry in self.slot),
            tuple(entry.member() for entry in self.member),
            tuple(self.holidays),
        )


def _once(names: list[str], mend: str) -> None:
    folded = [name.casefold() for name in names]
    twice = next((name for place, name in enumerate(names) if folded[place] in folded[:place]), None)
    if twice is not None:
        raise ValueError(f"has {twice!r} twice; {mend}")


def parse(table: dict[str, Any]) -> GroupEntry | list[Fault]:
    """Return the checked group, or every fault as (path of the key, what to mend)."""
    try:
        return GroupEntry.model_validate(table)
    except ValidationError as faults:
        return [(fault["loc"], _in_words(fault)) for fault in faults.errors(include_url=False)]


def _in_words(fault: Any) -> str:
    """Say a pydantic error as this project would, with the mend."""
    kind, limits = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        return "is missing; add it"
    if kind == "extra_forbidden":
        return "is not a key group.toml knows; take it out or mend its spelling"
    if kind == "value_error":
        return str(limits["error"])
    message = fault["msg"]
    return f"{message[0].lower()}{message[1:]}, but it says {fault['input']!r:.60}"
