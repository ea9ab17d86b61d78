"""Decisions as JSON lines, one event a line, to be kept elsewhere and merged into other libraries.

Merging is a union: in any order, any number of times, it comes to the same. What cannot be read of a file is
counted and named, and never guessed at.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple

from papertriage.library import ACTIONS, TAKE_BACK, UID, DecisionRow

FIELDS = DecisionRow._fields[1:]
"""What an event has in the mirror: everything but its place in one library's log."""

LONGEST = 1_000_000
"""Characters of a line; no note is longer."""


class Fault(NamedTuple):
    """A line that is no event: where, and why not."""

    line: int
    why: str


def to_line(event: DecisionRow) -> str:
    """Write one event as a line of JSON."""
    return json.dumps(dict(zip(FIELDS, event[1:], strict=True)), ensure_ascii=False) + "\n"


def read_lines(lines: Iterable[str]) -> Iterator[DecisionRow | Fault]:
    """Read a mirror line by line; empty lines are passed over, unknown fields left aside."""
    from pydantic import ValidationError  # here for start-up: only for what comes in

    event_of = _schema()
    for number, line in enumerate(lines, start=1):
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        try:
            if len(text) > LONGEST:
                raise ValueError(f"the line is longer than {LONGEST} characters")
            yield event_of(json.loads(text))
        except ValidationError as fault:
            first = fault.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "line"
            yield Fault(number, f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}")
        except (ValueError, RecursionError) as fault:
            yield Fault(number, str(fault) or "nested too deeply")


def _schema() -> Any:
    from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

    Uid = Annotated[str, StringConstraints(pattern=rf"^{UID}$")]  # noqa: N806 - a type

    class Event(BaseModel):
        model_config = ConfigDict(strict=True, extra="ignore")

        paper: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
        action: str
        at: str
        who: str = ""
        value: str | None = None
        reason: str | None = None
        uid: Uid
        act: Uid
        origin: str = ""
        rank: Annotated[int | None, Field(ge=1, le=2**53)] = None
        score: Annotated[float | None, Field(allow_inf_nan=False)] = None

        @model_validator(mode="after")
        def _says_something(self) -> "Event":
            if self.action not in ACTIONS:
                raise ValueError(f"action '{self.action}' is none of {', '.join(ACTIONS)}")
            if self.action in (*TAKE_BACK, "tag", "untag", "note") and not self.value:
                raise ValueError(f"'{self.action}' needs a value")
            if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", self.at):
                raise ValueError(f"at: '{self.at[:40]}' is not an ISO time")
            return self

    def event_of(value: Any) -> DecisionRow:
        said = Event.model_validate(value)
        return DecisionRow(0, *(getattr(said, name) for name in FIELDS))

    return event_of
