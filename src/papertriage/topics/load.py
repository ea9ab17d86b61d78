"""Topic files -> topics. The built-in ones first, then the user's, which override by name or add."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from papertriage.errors import NotFound, TopicError
from papertriage.topics.files import builtin_files, own_files
from papertriage.topics.passing import PASSING
from papertriage.topics.pattern import GRAMMAR_VERSION
from papertriage.topics.topic import Topic
from papertriage.topics.trusted import trusted_topic

MAX_FILE_BYTES = 1_000_000

_TABLES = ("phrase", "exclude", "sense")


def load_topics(user_folder: Path | None = None) -> tuple[Topic, ...]:
    """Return the built-in topics and those of the user's folder, sorted by name.

    A folder that is not there adds nothing. Raises TopicError, naming file, line and mend.
    """
    found = {topic.name: topic for topic in _builtin_topics()}
    found.update(_user_topics(user_folder) if user_folder else {})
    return tuple(found[name] for name in sorted(found))


@cache
def _builtin_topics() -> tuple[Topic, ...]:
    # The tests check these, not every start: importing the schema takes longer than all the reading.
    return tuple([trusted_topic(_toml(raw, origin)[1], origin) for origin, raw in builtin_files()])


def topics_at(place: Path) -> tuple[Topic, ...]:
    """Return the topics of a file, or of all topic files in a folder, by name.

    Raises TopicError, naming file, line and mend, also where there is no topic at all.
    """
    found = _user_topics(place) if place.is_dir() else _by_name(read_topic(_bytes_of(place), str(place)))
    if not found:
        raise TopicError(f"{place}: has no topic files (*.toml); name a topic file, or a folder of them")
    return tuple(found[name] for name in sorted(found))


def _by_name(topic: Topic) -> dict[str, Topic]:
    return {topic.name: topic}


def read_topic(raw: bytes, origin: str) -> Topic:
    """Return the topic that a file's bytes describe; `origin` is how errors name the file."""
    # Imported here because tomllib and above all pydantic are slow, and only files need them.
    from papertriage.topics.schema import TopicEntry, parse

    text, table = _toml(raw, origin)
    entry = parse(table)
    if isinstance(entry, TopicEntry):
        return entry.topic(origin, PASSING)
    raise TopicError("; ".join(f"{_place(text, path, origin)} {mend}" for path, mend in entry))


def fingerprint(topics: Iterable[Topic]) -> str:
    """Return a hash of all that decides tags, so that a library knows when to tag again."""
    rules = sorted((topic._replace(origin="") for topic in topics), key=lambda topic: topic.name)
    return hashlib.sha256(repr((GRAMMAR_VERSION, rules)).encode()).hexdigest()[:16]


def rules_of(topics: Iterable[Topic]) -> dict[str, str]:
    """Return for each topic the fingerprint of what decides it, to be remembered with the tags it made."""
    return {topic.name: fingerprint([topic]) for topic in topics}


def find_topic(topics: Sequence[Topic], name: str) -> Topic:
    """Return the topic of that name or alias, however it is spelt; raises NotFound.

    The error names the nearest topics and groups, or a group's topics where the name is a group's.
    """
    wanted = _spelling(name)
    by_spelling = {_spelling(word): topic for topic in topics for word in (*topic.aliases, topic.title)}
    by_spelling |= {_spelling(topic.name): topic for topic in topics}
    if wanted in by_spelling:
        return by_spelling[wanted]
    groups = group_members(topics)
    for group, members in groups.items():
        if _spelling(group) == wanted:
            raise NotFound(f"{group!r} is a group of topics and no topic; it has {', '.join(members)}.")
    from rapidfuzz import process  # it costs 20 ms, and only mistakes need it

    names = {spelling: topic.name for spelling, topic in by_spelling.items()}
    names = {_spelling(group): f"the group {group}" for group in groups} | names
    near = process.extract(wanted, list(names), limit=3, score_cutoff=60)
    likely = list(dict.fromkeys(names[spelling] for spelling, _, _ in near))
    hint = f"did you mean {' or '.join(likely)}?" if likely else "`papertriage topics list` shows them all."
    raise NotFound(f"There is no topic {name!r}; {hint}")


def topics_meant(topics: Sequence[Topic], name: str) -> tuple[str, ...]:
    """Return the topic of that name or alias; of a group's name, all topics of the group. Raises NotFound."""
    wanted = _spelling(name)
    if all(wanted != _spelling(topic.name) for topic in topics):
        for group, members in group_members(topics).items():
            if _spelling(group) == wanted:
                return members
    return (find_topic(topics, name).name,)


def group_members(topics: Iterable[Topic]) -> dict[str, tuple[str, ...]]:
    """Return each group that topics name as a parent, by name, with the names of its topics, sorted."""
    found: dict[str, list[str]] = {}
    for topic in topics:
        for group in dict.fromkeys(topic.parents):
            found.setdefault(group, []).append(topic.name)
    return {group: tuple(sorted(found[group])) for group in sorted(found)}


def _spelling(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.casefold())


def _user_topics(folder: Path) -> dict[str, Topic]:
    """Return the user's topics by name; two files with one name are an error."""
    found: dict[str, Topic] = {}
    for path in own_files(folder):
        topic = read_topic(_bytes_of(path), str(path))
        if topic.name in found:
            raise TopicError(
                f"{path}: {found[topic.name].origin} has the name {topic.name!r} too; rename one"
            )
        found[topic.name] = topic
    return found


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as fault:
        raise TopicError(f"{path}: cannot be read ({fault.strerror}); mend it or take it away") from None
    if len(raw) > MAX_FILE_BYTES:
        raise TopicError(f"{path}: larger than {MAX_FILE_BYTES} bytes; no topic is, so take it away")
    return raw


def _toml(raw: bytes, origin: str) -> tuple[str, dict[str, Any]]:
    import tomllib  # with the rest of what only files need

    try:
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise TopicError(f"{origin}: line {line}: is not UTF-8; save the file as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise TopicError(f"{origin}: is not TOML: {fault}; mend that line") from None


def _place(text: str, path: Sequence[str | int], origin: str) -> str:
    """Return `file: line 12: phrase 3, weight` for a key path such as ("phrase", 2, "weight")."""
    keys = [key for key in path if isinstance(key, str)]
    number = next((key for key in path if isinstance(key, int)), None)
    line = _line_of(text, keys, number)
    in_table = number is not None and keys[0] in _TABLES
    words = ", ".join([f"{keys[0]} {number + 1}", *keys[1:]] if in_table and number is not None else keys)
    return f"{origin}: {f'line {line}: ' if line else ''}{words}".rstrip(": ")


def _line_of(text: str, keys: Sequence[str], number: int | None) -> int | None:
    """Return the line on which a key stands, or its table's heading where the key is missing."""
    lines = text.splitlines()
    start = 0
    if keys and keys[0] in _TABLES:
        heading = re.compile(rf"\s*\[\[\s*{keys[0]}\s*\]\]")
        headings = [place for place, line in enumerate(lines) if heading.match(line)]
        if number is None:  # a fault of all these tables together: their last
            return headings[-1] + 1 if headings else None
        if number >= len(headings):
            return None
        start, keys = headings[number], keys[1:]
        lines = lines[
            : next((p for p in range(start + 1, len(lines)) if lines[p].lstrip().startswith("[[")), None)
        ]
    wanted = re.compile(rf"\s*\"?{re.escape(keys[0])}\"?\s*=") if keys else None
    at = (place for place in range(start, len(lines)) if wanted and wanted.match(lines[place]))
    fallback = start + 1 if start or (lines and lines[0].startswith("[[")) else None
    return next((place + 1 for place in at), fallback)
