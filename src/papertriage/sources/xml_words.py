"""Words of elements."""

import re
from typing import Any

from papertriage.sources.xml_entries import LONGEST_RAW


def local(tag: str) -> str:
    """Give a tag's name without its namespace."""
    return tag[tag.find("}") + 1 :]


def words(element: Any) -> str:
    """Give all text of an element, that within its markup included, without white space around it."""
    text = element.text if not len(element) else "".join(element.itertext())
    return text.strip() if text else ""


def line(element: Any) -> str:
    """Give all text of an element on one line."""
    return " ".join(words(element).split())


def shown(element: Any) -> str:
    """Give the beginning of what an element looks like, to show what could not be read."""
    from xml.etree import ElementTree  # start-up: only documents of XML need it

    try:
        text: str = ElementTree.tostring(element, encoding="unicode")[: 8 * LONGEST_RAW]
    except RecursionError:
        text = words(element)[: 8 * LONGEST_RAW]
    text = re.sub(r'\sxmlns(?::[\w.-]+)?="[^"]*"', "", text)
    return re.sub(r"(</?)ns[0-9]+:", r"\1", text)[:LONGEST_RAW].strip()
