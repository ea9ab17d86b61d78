"""Conditions of phrases and senses of words: what else must stand in a paper for a mention to count."""

from papertriage.topics.locate import Presence
from papertriage.topics.topic import Phrase, Sense


class Around:
    """A paper's words, as far as conditions ask for them; each question is answered once."""

    def __init__(self, text: bytes, presence: Presence) -> None:
        self._text = text
        self._presence = presence
        self._answers: dict[tuple[str, ...], bool] = {}

    def any_of(self, words: tuple[str, ...]) -> bool:
        """Return whether one of these stands in the title or the abstract."""
        answer = self._answers.get(words)
        if answer is None:
            answer = self._answers[words] = self._presence.any_of(words, self._text)
        return answer

    def those_of(self, words: tuple[str, ...]) -> list[str]:
        """Return which of these stand in the title or the abstract."""
        return [word for word in words if self.any_of((word,))]


def has_condition(phrase: Phrase) -> bool:
    """Return whether a phrase counts only in some places or beside some words."""
    return bool(phrase.field or phrase.near or phrase.unless)


def unmet(phrase: Phrase, field: str, around: Around) -> str:
    """Return the condition of a phrase that is not met, in words, or nothing."""
    if phrase.field is not None and phrase.field != field:
        return f"counts in the {phrase.field} only"
    if phrase.near and not around.any_of(phrase.near):
        return f"needs one of these too: {', '.join(phrase.near)}"
    if phrase.unless and around.any_of(phrase.unless):
        return f"does not count beside: {', '.join(phrase.unless)}"
    return ""


def other_sense(sense: Sense, around: Around) -> str:
    """Return why a word does not have this sense in a paper, or nothing.

    More different words of the sense must stand there than of the others; as many are not enough.
    """
    means, against = around.those_of(sense.means), around.those_of(sense.against)
    if len(means) > len(against):
        return ""
    return (
        f"{sense.word!r} may mean something else here: {len(means)} words for this sense "
        f"({', '.join(means) or 'none'}), {len(against)} for others ({', '.join(against) or 'none'})"
    )
