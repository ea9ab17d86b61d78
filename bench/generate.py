"""Invented papers without end: the same ones for the same seed, no two with one title.

    python bench/generate.py --papers 200000 --seed 1 > dump.txt
    python bench/generate.py --papers 200000 --seed 1 --format jsonl > papers.jsonl

The text form is a "Daily Papers" page as resiliparse leaves it; JSON lines carry the export contract's names.
Words come from vocabulary.toml and are drawn by rank (Zipf's law); proper names grow with the number
of papers, as they do in life, so that an index of these papers has a long tail of rare words.
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TextIO

CAPTURED = date(
    2025, 10, 30
)  # the page's own date: what is printed without a year lies before it, in that year
EARLIEST = date(2019, 1, 1)
HEADER = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
    "byAK and the research community\n\nOct 30\n\n"
)
SYLLABLES = [c + v for c in "bdfghjklmnprstvwyz" for v in "aeiou"]
POOL = 3000  # phrases made in advance for each slot; drawing one is then an index into a list
KNOWN = 300_000  # proper names that papers speak of, besides their own
SLOT = re.compile(r"\{(\w+)\}")

Draw = Callable[[], str]


class Paper(NamedTuple):
    """A paper that does not exist; `published` is always before CAPTURED."""

    title: str
    abstract: str
    author_count: int | None
    organization: tuple[str, str] | None  # slug and name
    published: date
    comments: int
    upvotes: int


class Template(NamedTuple):
    """A sentence with its slots taken out: `form % (words for each of slots)`."""

    form: str
    slots: tuple[str, ...]


class Shuffle(NamedTuple):
    """The numbers below `size` in an order that looks random and repeats none."""

    size: int
    step: int
    start: int

    def at(self, index: int) -> int:
        """Give the number at this place of the order."""
        return (index * self.step + self.start) % self.size


def papers(count: int, seed: int) -> Iterator[Paper]:
    """Yield `count` papers, each with a title of its own; ValueError above the 11 million there are."""
    writer = Writer(seed)
    if count > writer.limit:
        raise ValueError(f"{count:,} papers asked for; the vocabulary has {writer.limit:,} titles")
    return map(writer.paper, range(count))


class Writer:
    """One seed's vocabulary, cut and dried into pools to draw from."""

    def __init__(self, seed: int) -> None:
        words = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))
        self.random = Random(seed)
        self.words = words
        self.terms = [(term, theme) for theme, topic in enumerate(words["theme"]) for term in topic["terms"]]
        self.draws = [self._draws(topic["terms"]) for topic in words["theme"]]
        self.sentences = {
            kind: [_template(text) for text in texts] for kind, texts in words["sentences"].items()
        }
        self.names = _shuffle(len(SYLLABLES) ** 3 * len(words["suffixes"]), seed)
        self.cores = _shuffle(
            len(words["adjectives"])
            * len(self.terms)
            * len(words["tasks"])
            * len(words["joints"])
            * len(words["aspects"]),
            seed,
        )
        self.limit = min(self.names.size, self.cores.size)
        self.places = [
            (place, kind)
            for place in words["organizations"]["places"]
            for kind in words["organizations"]["kinds"]
        ]

    def paper(self, index: int) -> Paper:
        """Make the paper of this number; in order, since each draws on from the last."""
        random = self.random.random
        name = self._name(self.names.at(index))
        title, theme = self._title(self.cores.at(index), name if random() < 0.6 else None)
        organization = self._organization() if random() < 0.12 else None
        upvotes = int(1 / (1 - random() * 0.998)) - 1
        return Paper(
            title=title,
            abstract=self._abstract(name, self.draws[theme]),
            author_count=None if organization else 1 + int(random() * random() * 14),
            organization=organization,
            published=self._published(),
            comments=int(upvotes * random() / 2),
            upvotes=upvotes,
        )

    def _title(self, number: int, name: str | None) -> tuple[str, int]:
        """Make a title of 6 to 12 words, no two the same, and give its theme.

        A core can be read back word by word (the joints and "for" stand between its parts), hence two numbers
        never give one title; a name stands in front of one core only, and no adjective is a name.
        """
        words = self.words
        number, adjective = divmod(number, len(words["adjectives"]))
        number, task = divmod(number, len(words["tasks"]))
        number, aspect = divmod(number, len(words["aspects"]))
        joint, term = divmod(number, len(self.terms))
        phrase, theme = self.terms[term]
        core = f"{words['adjectives'][adjective]} {phrase} for {words['tasks'][task]}"
        if not name or core.count(" ") < 6:
            core = f"{core} {words['joints'][joint]} {words['aspects'][aspect]}"
        return (f"{name}: " if name else "") + _headline(core), theme

    def _abstract(self, name: str, draws: dict[str, Draw]) -> str:
        """Write 120 to 220 words: opening, problem, proposal, methods and results, a closing, a link."""
        random = self.random.random
        goal = 116 + int(random() * 56)  # what ends the abstract adds 9 to 51 words
        kinds = iter(("opening", "problem", "proposal", *("method", "method", "result") * 5))
        said: list[str] = []
        length = 0
        while length < goal:
            said.append(self._sentence(next(kinds), name, draws))
            length += said[-1].count(" ") + 1
        said.append(self._sentence("closing", name, draws))
        if random() < 0.25:
            said.append(self._link(name))
        return " ".join(said)

    def _sentence(self, kind: str, name: str, draws: dict[str, Draw]) -> str:
        templates = self.sentences[kind]
        form, slots = templates[int(self.random.random() * len(templates))]
        return form % tuple([name if slot == "name" else draws[slot]() for slot in slots])

    def _link(self, name: str) -> str:
        form, slots = self.random.choice(self.sentences["code"])
        values = {"org": _slug(*self.random.choice(self.places)), "slug": name.lower()}
        return form % tuple(values[slot] for slot in slots)

    def _organization(self) -> tuple[str, str]:
        place, kind = self.random.choice(self.places)
        return _slug(place, kind), f"{place} {kind}"

    def _published(self) -> date:
        """Draw a date: nearly half within the year of capture, the others ever rarer as they get older."""
        random = self.random.random
        if random() < 0.45:
            return date(CAPTURED.year, 1, 1) + timedelta(days=int(random() * 300))
        span = (date(CAPTURED.year, 1, 1) - EARLIEST).days
        return EARLIEST + timedelta(days=int(span * max(random(), random())))

    def _name(self, number: int) -> str:
        """Make three syllables of two letters and an ending: every number another name."""
        number, ending = divmod(number, len(self.words["suffixes"]))
        number, first = divmod(number, len(SYLLABLES))
        third, second = divmod(number, len(SYLLABLES))
        return f"{SYLLABLES[first]}{SYLLABLES[second]}{SYLLABLES[third]}".capitalize() + str(
            self.words["suffixes"][ending]
        )

    def _draws(self, terms: list[str]) -> dict[str, Draw]:
        """Give, for each slot of a sentence in a theme, what draws the next words for it."""
        words, random = self.words, self.random
        pools = {slot: zipf(random, words[plural]) for slot, plural in _LISTS.items()}
        pools["term"] = zipf(random, terms)
        pools["Term"] = [term[:1].upper() + term[1:] for term in pools["term"]]
        pools["thing"] = [
            f"{a} {b}" for a, b in zip(pools["adjective"], zipf(random, words["nouns"]), strict=True)
        ]
        pools["nouns"] = [_plural(noun) for noun in pools["noun"]]
        for slot in ("thing", "adjective"):
            pools[f"a_{slot}"] = [_article(phrase) for phrase in pools[slot]]
            pools[f"A_{slot}"] = [phrase.capitalize() for phrase in pools[f"a_{slot}"]]
        pools["percent"] = [f"{random.uniform(1, 99):.1f}" for _ in range(POOL)]
        pools["factor"] = [f"{random.uniform(1.1, 19):.2f}" for _ in range(POOL)]
        pools["number"] = [str(int(2 ** random.uniform(1, 9))) for _ in range(POOL)]
        draws = {slot: _endless(random, pool).__next__ for slot, pool in pools.items()}
        return {**draws, "rare": self._rare}

    def _rare(self) -> str:
        """Draw a proper name: a few of them everywhere, most of them seldom."""
        return self._name(int(KNOWN ** self.random.random()) * 7919 % self.names.size)


_LISTS = {
    "adjective": "adjectives", "noun": "nouns", "verb": "verbs", "task": "tasks", "aspect": "aspects",
    "eponym": "eponyms", "oddity": "oddities",
}  # fmt: skip


def zipf(random: Random, words: list[str]) -> list[str]:
    """Draw POOL words, the word of rank r about 1/r as often as the first."""
    return random.choices(
        words, cum_weights=list(accumulate(1 / rank for rank in range(3, len(words) + 3))), k=POOL
    )


def _endless(random: Random, pool: list[str]) -> Iterator[str]:
    while True:
        yield from random.choices(pool, k=1000)


def _plural(noun: str) -> str:
    if noun.endswith("y"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch")) else "s")


def _article(phrase: str) -> str:
    silent = phrase.startswith(tuple("aeio")) or (phrase.startswith("un") and not phrase.startswith("uni"))
    return f"{'an' if silent else 'a'} {phrase}"


def _shuffle(size: int, seed: int) -> Shuffle:
    """Visit every number below `size` once: the step is a prime that does not divide it."""
    step = next(prime for prime in (982_451_653, 961_748_941, 941_083_987) if size % prime)
    return Shuffle(size, step, Random(seed).randrange(size))


def _template(text: str) -> Template:
    return Template(SLOT.sub("%s", text.replace("%", "%%")), tuple(SLOT.findall(text)))


def _headline(text: str) -> str:
    """Title case that leaves small words small and acronyms alone."""
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in text.split())


_SMALL = frozenset(["for", "via", "with", "through", "under", "beyond", "without", "of", "in"])


def _slug(place: str, kind: str) -> str:
    return f"{place} {kind}".lower().replace(" ", "-")


def as_text(paper: Paper) -> str:
    """Write the paper as a search page's text has it; `Oct 6 2` is 6 October with two comments."""
    by = " ".join(paper.organization) if paper.organization else f"  • {paper.author_count} authors"
    day = f"{paper.published:%b} {paper.published.day}"
    if paper.published.year != CAPTURED.year:
        day = f"{day}, {paper.published.year}"
    comments = f" {paper.comments}" if paper.comments else ""
    return f"{paper.title}\n\n{paper.abstract}\n\n{by}\n·\n{day}{comments}\n\n"


def as_json(paper: Paper) -> str:
    """Write the paper as one line of JSON, under the names of the export contract."""
    fields: dict[str, Any] = paper._asdict()
    fields["published"] = paper.published.isoformat()
    if paper.organization:
        fields["organization"] = {"slug": paper.organization[0], "name": paper.organization[1]}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def write(stream: TextIO, made: Iterator[Paper], form: str) -> None:
    """Stream the papers out in one form, "text" or "jsonl"."""
    if form == "text":
        stream.write(HEADER)
    stream.writelines(map(as_text if form == "text" else as_json, made))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=1000, help="how many (default 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other papers (default 1)")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    write(sys.stdout, papers(arguments.papers, arguments.seed), arguments.format)


if __name__ == "__main__":
    main()
