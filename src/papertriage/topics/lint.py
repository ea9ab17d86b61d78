"""What is likely wrong with topic files that are valid: each finding names file, line and mend.

Some checks need papers: which phrases never match is a question to a library (`fares`).
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from papertriage.errors import NotFound, TopicError
from papertriage.topics.fares import Text, TopicFare, fares
from papertriage.topics.files import builtin_files
from papertriage.topics.load import MAX_FILE_BYTES, read_topic
from papertriage.topics.match import Matcher
from papertriage.topics.score import MOST_IN_ABSTRACT
from papertriage.topics.topic import Phrase, Topic

CASES_SUFFIX = ".cases.toml"
ERROR, WARNING = "error", "warning"
NEED_LIBRARY = ("dead phrases", "exclusions that never cancel", "topics that share their papers")

_SHORT = 4  # letters: a word as short as this is part of many others, or has many meanings
_SHARED = 0.5  # of the papers, or of the phrases, of two topics
_LEAST_SHARED = 5  # papers


class Finding(NamedTuple):
    """Something to mend in a topic file."""

    file: str
    line: int | None
    topic: str
    kind: str  # which check: "short-word", "dead-phrase" …
    severity: str  # ERROR or WARNING
    says: str  # what is wrong
    mend: str


class Written(NamedTuple):
    """A topic and the file it stands in."""

    topic: Topic
    text: str


def topic_files(folder: Path) -> list[Path]:
    """Return the topic files of a folder by name; tables of cases are none."""
    return [path for path in sorted(folder.glob("*.toml")) if not path.name.endswith(CASES_SUFFIX)]


def builtin_topics() -> list[Written]:
    """Return all built-in topics, checked by the schema as a reader's own are."""
    return [Written(read_topic(raw, name), raw.decode("utf-8")) for name, raw in builtin_files()]


def read_written(path: Path) -> Written:
    """Return the topic of a file. Raises TopicError, naming line and mend."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as fault:
        raise TopicError(f"{path}: cannot be read ({fault.strerror}); mend it or take it away") from None
    if len(raw) > MAX_FILE_BYTES:
        raise TopicError(f"{path}: larger than {MAX_FILE_BYTES} bytes; no topic is, so take it away")
    return Written(read_topic(raw, str(path)), raw.decode("utf-8-sig"))


def chosen(asked: Sequence[str], own: Path) -> tuple[list[Written], list[Finding]]:
    """Return the topics asked for, by file or by name, and a finding for each file that is no topic.

    Nothing asked for is all of the reader's own. Raises NotFound.
    """
    paths = {path.name.removesuffix(".toml"): path for path in topic_files(own)}
    built: dict[str, Written] = {}
    found: list[Written] = []
    faults: list[Finding] = []
    for name in asked or sorted(paths):
        path = paths.get(name, Path(name))
        if path.suffix != ".toml":
            built = built or {each.topic.name: each for each in builtin_topics()}
            if name not in built:
                known = difflib.get_close_matches(name, [*paths, *built], 3)
                hint = (
                    f"did you mean {' or '.join(known)}?"
                    if known
                    else "name a file, or a topic of `topics list`"
                )
                raise NotFound(f"There is no topic {name!r}; {hint}")
            found.append(built[name])
            continue
        try:
            found.append(read_written(path))
        except TopicError as fault:
            faults += _unreadable(str(path), str(fault))
    return found, faults


def all_others(topics: Sequence[Written], own: Path) -> list[Topic]:
    """Return the other topics in use: those built in and the reader's own, as far as they are valid."""
    names = {each.topic.name for each in topics}
    others = {each.topic.name: each.topic for each in builtin_topics()}
    for path in topic_files(own):
        try:
            topic = read_written(path).topic
        except TopicError:
            continue  # said where its file is looked at
        others[topic.name] = topic
    return [topic for name, topic in sorted(others.items()) if name not in names]


def without_library(topics: Sequence[Written], others: Sequence[Topic]) -> Iterator[Finding]:
    """Give what the files alone show."""
    every = [*(each.topic for each in topics), *others]
    claims = _claims(every)
    groups = Counter(parent for topic in every for parent in set(topic.parents))
    for each in topics:
        yield from _short_words(each)
        yield from _threshold(each)
        yield from _aliases(each, claims)
        yield from _parents(each, groups, {topic.name for topic in every})
    pairs = [*combinations(topics, 2), *((each, Written(other, "")) for each in topics for other in others)]
    for first, second in pairs:
        yield from _shared_phrases(first, second.topic)


def with_library(
    topics: Sequence[Written], others: Sequence[Topic], papers: Iterable[Sequence[Text]]
) -> Iterator[Finding]:
    """Give what the papers of a library show; they are read once."""
    hits: dict[str, set[int]] = {each.name: set() for each in (*(each.topic for each in topics), *others)}
    matcher = Matcher([*(each.topic for each in topics), *others])

    def matched() -> Iterator[Sequence[Text]]:
        for some in papers:
            words = [(title, abstract) for _, _, title, abstract in some]
            for text, found in zip(some, matcher.match_all(words), strict=True):
                for hit in found:
                    hits[hit.name].add(text[0])
            yield some

    made = fares([each.topic for each in topics], matched())
    for each, fare in zip(topics, made, strict=True):
        yield from _dead_phrases(each, fare)
        yield from _idle_exclusions(each, fare)
    yield from _shared_papers(topics, hits)


def line_of(text: str, key: str, number: int = 0) -> int | None:
    """Return the line of a key at the top of a topic file, or of the table so called of that number."""
    wanted = re.compile(rf"\s*(?:\[\[\s*{key}\s*\]\]|{key}\s*=)")
    lines = [place for place, line in enumerate(text.splitlines(), 1) if wanted.match(line)]
    return lines[number] if number < len(lines) else None


def choices(text: str) -> list[str]:
    """Return the words that a phrase of one choice may be; itself where it is no choice."""
    inner = text.strip()
    if inner.startswith("(") and inner.endswith(")") and inner.count("(") == 1:
        return [choice.strip() for choice in inner[1:-1].split("|") if choice.strip()]
    return [inner]


# -- by the file alone ---------------------------------------------------------------------------------------


def _short_words(each: Written) -> Iterator[Finding]:
    for place, phrase in enumerate(each.topic.phrases):
        bare = [word for word in choices(phrase.text) if re.fullmatch(r"[A-Za-z0-9]+\*?", word)]
        for word in bare if phrase.weight > 0 else ():
            wrong = _bare(word, phrase)
            if wrong:
                severity, says, mend = wrong
                line = line_of(each.text, "phrase", place)
                yield _finding(
                    each, line, ("short-word", severity, f"phrase {place + 1}, {word!r}: {says}", mend)
                )


def _bare(word: str, phrase: Phrase) -> tuple[str, str, str] | None:
    """Return what is wrong with a word that stands alone, if anything is: severity, words and mend."""
    stem, capitals = word.rstrip("*"), sum(letter.isupper() for letter in word)
    if word.endswith("*") and len(stem) <= _SHORT and not phrase.near:
        return ERROR, f"any word that begins with {stem!r} matches", "write more of the word, or add near"
    if len(stem) > _SHORT:
        return None
    word_like = len(stem) < _SHORT and not phrase.near and not re.search(r"\d|^[^aeiouy]+$", stem.lower())
    if not phrase.exact and capitals > 1:
        severity = ERROR if word_like else WARNING
        return severity, "an acronym that matches in any letter case", 'add case = "exact"'
    if len(stem) == _SHORT or phrase.near:
        return None
    if not (phrase.exact and capitals > 1):
        severity = ERROR if word_like else WARNING
        return severity, "a short word alone has many meanings", 'add near, or an acronym\'s case = "exact"'
    return (
        WARNING,
        "a short acronym has several meanings",
        "add near: words of which one must stand there too",
    )


def _threshold(each: Written) -> Iterator[Finding]:
    topic = each.topic
    most = sum(
        phrase.weight * _most_times(phrase, topic.title_boost)
        for phrase in topic.phrases
        if phrase.weight > 0
    )
    if most < topic.threshold:
        says = f"its phrases give {most:g} points at most, and it needs {topic.threshold:g}"
        mend = f"lower the threshold to {most / 2:g} or raise weights"
        line = line_of(each.text, "threshold") or line_of(each.text, "name")
        yield _finding(each, line, ("threshold", ERROR, says, mend))


def _most_times(phrase: Phrase, title_boost: float) -> float:
    return {"title": title_boost, "abstract": MOST_IN_ABSTRACT}.get(
        phrase.field or "", title_boost + MOST_IN_ABSTRACT
    )


def _claims(topics: Iterable[Topic]) -> dict[str, list[str]]:
    """Return for each name or alias, small letters and digits alone, the topics that have it."""
    found: dict[str, list[str]] = {}
    for topic in topics:
        for word in dict.fromkeys(_spelling(word) for word in (topic.name, *topic.aliases)):
            found.setdefault(word, []).append(topic.name)
    return found


def _aliases(each: Written, claims: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for alias in each.topic.aliases:
        rivals = [name for name in claims.get(_spelling(alias), ()) if name != each.topic.name]
        if rivals:
            says = f"alias {alias!r}: {rivals[0]} has it too"
            line = line_of(each.text, "aliases")
            yield _finding(each, line, ("alias", ERROR, says, "take it out of one of them"))


def _parents(each: Written, groups: Mapping[str, int], names: set[str]) -> Iterator[Finding]:
    for parent in each.topic.parents:
        known = [name for name in (*groups, *names) if name != parent and groups.get(name, 2) > 1]
        if groups[parent] > 1 or parent in names:
            continue
        near = difflib.get_close_matches(parent, known, 1, 0.8)
        if near:
            says, mend = f"parent {parent!r} looks misspelt: no other topic has it", f"write {near[0]}"
            yield _finding(each, line_of(each.text, "parents"), ("parent", WARNING, says, mend))


def _shared_phrases(each: Written, other: Topic) -> Iterator[Finding]:
    own, theirs = ({phrase.text.casefold() for phrase in topic.phrases} for topic in (each.topic, other))
    both = own & theirs
    if len(both) > 1 and len(both) >= _SHARED * min(len(own), len(theirs)):
        says = f"{len(both)} of its {len(own)} phrases are those of {other.name}"
        mend = "make one topic of both, or tell them apart by near and unless"
        yield _finding(each, line_of(each.text, "name"), ("overlap", WARNING, says, mend))


# -- by the papers of a library ------------------------------------------------------------------------------


def _dead_phrases(each: Written, fare: TopicFare) -> Iterator[Finding]:
    for place, phrase in enumerate(each.topic.phrases):
        counts, cancelled, held_back, within = fare.phrases[place]
        if counts:
            continue
        if cancelled:
            says, mend = f"all {cancelled} mentions are cancelled by exclusions", "narrow the exclusion"
        elif held_back:
            says = f"its conditions are met by none of its {held_back} mentions"
            mend = "mend field, near or unless"
        elif within is not None:
            longer = each.topic.phrases[within]
            if longer.weight != phrase.weight:
                continue
            says, mend = f"it stands only within {longer.text[:60]!r}, of the same weight", "delete it"
        else:
            says, mend = "it stands in no paper of this library", "look for a misspelling, or delete it"
        says = f"phrase {place + 1}, {phrase.text[:60]!r}: {says}"
        line = line_of(each.text, "phrase", place)
        yield _finding(each, line, ("dead-phrase", WARNING, says, mend))


def _idle_exclusions(each: Written, fare: TopicFare) -> Iterator[Finding]:
    for place, cancels in enumerate(fare.cancels):
        if not cancels:
            says = (
                f"exclusion {place + 1}, {each.topic.excludes[place].text[:60]!r}: it cancels no mention here"
            )
            mend = "look for a misspelling, or delete it"
            line = line_of(each.text, "exclude", place)
            yield _finding(each, line, ("idle-exclusion", WARNING, says, mend))


def _shared_papers(topics: Sequence[Written], hits: Mapping[str, set[int]]) -> Iterator[Finding]:
    names = {each.topic.name for each in topics}
    for each in topics:
        own = hits[each.topic.name]
        for other, theirs in sorted(hits.items()):
            twice = other in names and other <= each.topic.name
            both = len(own & theirs)
            if twice or both < _LEAST_SHARED or both < _SHARED * len(own | theirs):
                continue
            says = f"{both} of its {len(own)} papers have {other} too, which has {len(theirs)}"
            mend = "make one topic of both, or tell them apart by near and exclusions"
            yield _finding(each, line_of(each.text, "name"), ("overlap", WARNING, says, mend))


def _finding(each: Written, line: int | None, said: tuple[str, str, str, str]) -> Finding:
    return Finding(each.topic.origin, line, each.topic.name, *said)


def _unreadable(file: str, message: str) -> Iterator[Finding]:
    """Give a finding for each fault of a file that is no valid topic."""
    for part in message.split(f"{file}: ")[1:]:
        line = re.match(r"line (\d+): ", part)
        said = part[line.end() :] if line else part
        says, _, mend = said.removesuffix("; ").partition("; ")
        yield Finding(file, int(line[1]) if line else None, "", "invalid", ERROR, says, mend or "mend it")


def _spelling(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.casefold())
