"""Words of elements."""

import re
from functools import cache
from typing import Any

from papertriage.sources.xml_entries import LONGEST_RAW

BLANKS = " \t\r\n"
"""The white space of XML."""

_MOST_TAGS = 1_000


class Locals(dict[str, str]):
    """Tags to their names without the namespace; most entries have the same few, which are kept."""

    def __missing__(self, tag: str) -> str:
        if len(self) > _MOST_TAGS:
            self.clear()
        self[tag] = name = tag[tag.find("}") + 1 :]
        return name


LOCAL = Locals()


def local(tag: str) -> str:
    """Give a tag's name without its namespace."""
    return LOCAL[tag]


def words(element: Any) -> str:
    """Give all text of an element, that within its markup included, without white space around it."""
    text = element.text if not len(element) else "".join(element.itertext())
    return text.strip(BLANKS) if text else ""


def on_one_line(text: str) -> str:
    """Fold the white space of XML alone: other blanks may be half of a letter that was garbled on its way."""
    return " ".join(_blanks().split(text)) if "\n" in text or "  " in text or "\t" in text else text


def line(element: Any) -> str:
    """Give all text of an element on one line."""
    return on_one_line(words(element))


def shown(element: Any) -> str:
    """Give the beginning of what an element looks like, to show what could not be read."""
    from xml.etree import ElementTree  # start-up: only documents of XML need it

    try:
        text: str = ElementTree.tostring(element, encoding="unicode")[: 8 * LONGEST_RAW]
    except RecursionError:
        text = words(element)[: 8 * LONGEST_RAW]
    text = re.sub(r'\sxmlns(?::[\w.-]+)?="[^"]*"', "", text)
    return re.sub(r"(</?)ns[0-9]+:", r"\1", text)[:LONGEST_RAW].strip()


@cache
def _blanks() -> re.Pattern[str]:
    return re.compile(r"[ \t\r\n]+")
