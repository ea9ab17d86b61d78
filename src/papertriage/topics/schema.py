"""What a topic file may say: the border at which it is checked.

Imported only when files are read, because pydantic is slow to import.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from papertriage.topics.pattern import MAX_REACH, BadPhrase, phrase_pattern
from papertriage.topics.topic import Exclude, Phrase, Sense, Topic

MAX_PHRASES = 400
MAX_WORDS = 20  # of a condition
MAX_SENSES = 40

Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, Field(min_length=1, max_length=500)]


def _fits_the_grammar(text: str) -> str:
    try:
        phrase_pattern(text)
    except BadPhrase as fault:
        raise ValueError(f"{text[:60]!r} {fault}") from None
    return text


def _has_no_gap(text: str) -> str:
    if "..." in text:
        raise ValueError("may not have gaps (...); name the words that must stand in the text")
    return _fits_the_grammar(text)


Words = Annotated[str, AfterValidator(_fits_the_grammar)]
Sign = Annotated[str, AfterValidator(_has_no_gap)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PhraseEntry(_Strict):
    """One `[[phrase]]`."""

    text: Words
    weight: float = Field(default=2.0, ge=-10, le=10)
    case: Literal["any", "exact"] = "any"
    field: Literal["title", "abstract"] | None = None
    near: list[Sign] = Field(default_factory=list, max_length=MAX_WORDS)
    unless: list[Sign] = Field(default_factory=list, max_length=MAX_WORDS)

    @field_validator("weight")
    @classmethod
    def _weight(cls, weight: float) -> float:
        if weight == 0:
            raise ValueError("is 0 and would do nothing; give it a weight or delete the phrase")
        return weight

    def phrase(self) -> Phrase:
        """Return the plain value."""
        exact, near, unless = self.case == "exact", tuple(self.near), tuple(self.unless)
        return Phrase(self.text, self.weight, exact=exact, field=self.field, near=near, unless=unless)


class ExcludeEntry(_Strict):
    """One `[[exclude]]`."""

    text: Words
    reach: int = Field(default=0, ge=0, le=MAX_REACH)
    list: bool = False
    case: Literal["any", "exact"] = "any"

    def exclude(self) -> Exclude:
        """Return the plain value."""
        return Exclude(self.text, self.reach, list=self.list, exact=self.case == "exact")


class SenseEntry(_Strict):
    """One `[[sense]]`."""

    word: Sign
    means: list[Sign] = Field(min_length=1, max_length=MAX_WORDS)
    against: list[Sign] = Field(default_factory=list, max_length=MAX_WORDS, alias="not")

    @model_validator(mode="after")
    def _tells_them_apart(self) -> Self:
        both = {text.lower() for text in self.means} & {text.lower() for text in self.against}
        if both:
            raise ValueError(f"{min(both)!r} stands in both means and not; take it out of one")
        return self

    def sense(self) -> Sense:
        """Return the plain value; a word named twice counts once."""
        return Sense(self.word, tuple(dict.fromkeys(self.means)), tuple(dict.fromkeys(self.against)))


class TopicEntry(_Strict):
    """One topic file."""

    name: Name
    title: Line
    definition: Line
    applies: list[Line] = Field(default_factory=list)
    does_not: list[Line] = Field(default_factory=list)
    aliases: list[Line] = Field(default_factory=list)
    parents: list[Name] = Field(default_factory=list)
    threshold: float = Field(default=3.0, gt=0, le=100)
    title_boost: float = Field(default=2.0, ge=1, le=10)
    passing: bool = True
    phrase: list[PhraseEntry] = Field(min_length=1, max_length=MAX_PHRASES)
    exclude: list[ExcludeEntry] = Field(default_factory=list, max_length=MAX_PHRASES)
    sense: list[SenseEntry] = Field(default_factory=list, max_length=MAX_SENSES)

    @field_validator("sense")
    @classmethod
    def _one_for_each_word(cls, senses: list[SenseEntry]) -> list[SenseEntry]:
        words = [sense.word.lower() for sense in senses]
        twice = next((word for place, word in enumerate(words) if word in words[:place]), None)
        if twice is not None:
            raise ValueError(f"has {twice!r} twice; put all its words into one [[sense]]")
        return senses

    @model_validator(mode="after")
    def _can_fire(self) -> Self:
        if not any(phrase.weight > 0 for phrase in self.phrase):
            raise ValueError(
                "no phrase has a positive weight, so it can never apply; give one a weight above 0"
            )
        if self.name in self.parents:
            raise ValueError(f"{self.name} cannot be its own parent; take it out of parents")
        return self

    def topic(self, origin: str, passing: tuple[Exclude, ...]) -> Topic:
        """Return the plain value; `passing` are the exclusions every topic shares."""
        return Topic(
            name=self.name,
            title=self.title,
            definition=self.definition,
            applies=tuple(self.applies),
            does_not=tuple(self.does_not),
            aliases=tuple(self.aliases),
            parents=tuple(self.parents),
            phrases=tuple(entry.phrase() for entry in self.phrase),
            excludes=tuple(entry.exclude() for entry in self.exclude) + (passing if self.passing else ()),
            threshold=self.threshold,
            title_boost=self.title_boost,
            origin=origin,
            senses=tuple(entry.sense() for entry in self.sense),
        )


Fault = tuple[tuple[str | int, ...], str]


def parse(table: dict[str, Any]) -> TopicEntry | list[Fault]:
    """Return the checked topic, or every fault as (path of the key, what to mend)."""
    try:
        return TopicEntry.model_validate(table)
    except ValidationError as faults:
        return [(fault["loc"], _in_words(fault)) for fault in faults.errors(include_url=False)]


def _in_words(fault: Any) -> str:
    """Say a pydantic error as this project would, with the mend."""
    kind, limits = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        return "is missing; add it"
    if kind == "extra_forbidden":
        return "is not a key a topic file knows; take it out or mend its spelling"
    if kind == "value_error":
        return str(limits["error"])
    if kind == "string_pattern_mismatch":
        return "must be kebab-case: small letters, digits and single hyphens"
    message = fault["msg"]
    return f"{message[0].lower()}{message[1:]}, but it says {fault['input']!r:.60}"
