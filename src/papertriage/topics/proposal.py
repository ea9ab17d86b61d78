"""A proposed topic as a topic file, with comments on where each phrase stood."""

import json
import re
from collections.abc import Sequence

from papertriage.text import terminal_safe
from papertriage.topics.propose import Draft, Proposed, acronyms_of


def as_toml(made: Draft) -> str:
    """Write the topic file, which says of itself that it is a proposal; the schema holds it to be valid."""
    words = [each.text for each in made.phrases]
    against = [title for _, _, title, _ in made.against if _one_line(title)]
    title = made.asked.strip() if not re.fullmatch(r"[a-z0-9-]+", made.asked.strip()) else _titled(made)
    lines = [
        f"# A proposal of `papertriage topics new`, from {_papers(len(made.examples))}:",
        *(f"#   {_one_line(f'{public_id} {title}')}" for _, public_id, title, _ in made.examples),
        "# Read it, mend it, and take these lines out.",
        f"name = {_quoted(made.name)}",
        f"title = {_quoted(title)}",
        "# Proposed: say in a sentence of your own what a paper must contribute or study.",
        f"definition = {_quoted(f'{title}: {_listed(words[:3])}.')}",
        f"applies = [{', '.join(map(_quoted, words[:5]))}]",
        f"does_not = [{', '.join(map(_quoted, against))}]",
        "aliases = []",
        "parents = []",
    ]
    for each in made.phrases:
        lines += ["", *_phrase_lines(each, made)]
    return "\n".join(lines) + "\n"


def _phrase_lines(each: Proposed, made: Draft) -> list[str]:
    lines = [
        f"# in {each.examples} of {_papers(len(made.examples), 'example')}, and in {each.others} of "
        f"{_papers(made.papers, 'other paper')}",
        "[[phrase]]",
        f"text = {_quoted(each.text)}",
        f"weight = {each.weight:g}",
    ]
    lines += ['case = "exact"'] * each.exact
    return lines + ([f"near = [{', '.join(map(_quoted, each.near))}]"] if each.near else [])


def _titled(made: Draft) -> str:
    acronyms = acronyms_of(made.examples)
    words = [acronyms.get(word, word) for word in made.name.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def _papers(number: int, noun: str = "paper") -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _one_line(text: str) -> str:
    return " ".join(terminal_safe(text).split())[:200]


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's too, but for the delete character, which goes."""
    return json.dumps(_one_line(text).replace("\x7f", ""), ensure_ascii=False)
