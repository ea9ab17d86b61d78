"""The two tables beside a topic: invented papers on which it must fire, and on which it must not.

`honey-bees.cases.toml` beside `honey-bees.toml`:

    fires = ["A title", "A title || and its abstract"]
    does_not = ["Spelling bees || A contest."]
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.errors import TopicError
from papertriage.topics.match import Explanation, Matcher
from papertriage.topics.topic import Topic

SUFFIX = ".cases.toml"
KEYS = ("fires", "does_not")

_MOST_BYTES = 1_000_000


class Case(NamedTuple):
    """An invented paper and what is expected of the topic."""

    fires: bool
    title: str
    abstract: str
    line: int | None


class Failed(NamedTuple):
    """A case that does not hold, and how the topic judged it."""

    case: Case
    why: Explanation


class Outcome(NamedTuple):
    """How a topic fares on its tables."""

    topic: str
    file: str
    cases: int
    failed: tuple[Failed, ...]


def table_of(topic_file: Path) -> Path:
    """Return where the tables of a topic file stand: beside it."""
    return topic_file.with_name(topic_file.name.removesuffix(".toml") + SUFFIX)


def table_in(folder: Path, name: str) -> Path | None:
    """Return the tables of a topic in a folder of them, `name.cases.toml` or `name.toml`, if any."""
    files = (folder / f"{name}{SUFFIX}", folder / f"{name}.toml")
    return next((file for file in files if file.is_file()), None)


def read_cases(file: Path) -> list[Case]:
    """Return the cases of a file. Raises TopicError, naming file and mend."""
    text, table = _read(file)
    unknown = sorted(table.keys() - set(KEYS))
    if unknown:
        raise TopicError(f"{file}: {unknown[0]!r} is no table of cases; there are fires and does_not")
    cases = []
    for key in KEYS:
        entries = table.get(key, [])
        if not isinstance(entries, list) or not all(
            isinstance(each, str) and each.strip() for each in entries
        ):
            raise TopicError(f'{file}: {key} must be a list of texts; write "title" or "title || abstract"')
        for entry in entries:
            title, _, abstract = entry.partition("||")
            cases.append(Case(key == "fires", title.strip(), abstract.strip(), _line(text, title.strip())))
    if not cases:
        raise TopicError(f"{file}: has no cases; list some papers under fires and does_not")
    return cases


def run(topic: Topic, file: Path) -> Outcome:
    """Return how a topic fares on the tables of a file. Raises TopicError where they cannot be read."""
    cases = read_cases(file)
    matcher = Matcher([topic])
    hits = matcher.match_all([(case.title, case.abstract) for case in cases])
    failed = [
        Failed(case, matcher.why(case.title, case.abstract, topic.name))
        for case, found in zip(cases, hits, strict=True)
        if bool(found) is not case.fires
    ]
    return Outcome(topic.name, str(file), len(cases), tuple(failed))


def because(failed: Failed) -> Sequence[str]:
    """Say in lines what was found, or what was missing."""
    why = failed.why
    lines = [f"{each.weight:+g} '{each.text}' in the {each.field}" for each in why.mentions]
    lines += [f"cancelled '{each.text}' in the {each.field}, by '{words}'" for each, words in why.cancelled]
    lines += [f"held back '{each.text}' in the {each.field}: {reason}" for each, reason in why.held_back]
    last = why.missing if failed.case.fires else f"{why.points:g} of {why.threshold:g} points"
    return [*lines, last]


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    import tomllib  # only this needs it

    try:
        with file.open("rb") as opened:
            raw = opened.read(_MOST_BYTES + 1)
    except OSError as fault:
        raise TopicError(f"{file}: cannot be read ({fault.strerror}); write its cases there") from None
    if len(raw) > _MOST_BYTES:
        raise TopicError(f"{file}: larger than {_MOST_BYTES} bytes; no table of cases is")
    try:
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise TopicError(f"{file}: is not UTF-8; save the file as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise TopicError(f"{file}: is not TOML: {fault}; mend that line") from None


def _line(text: str, title: str) -> int | None:
    """Return the line on which a case begins; None where it is written with escapes."""
    place = text.find(f'"{title}')
    return text.count("\n", 0, place) + 1 if place >= 0 else None
