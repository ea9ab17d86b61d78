"""Words within XML and HTML: escaped, on one line, and no character that XML forbids."""

from papertriage.export.rest import on_one_line

_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_FORBIDDEN = str.maketrans("", "", "\ufffe\uffff")  # all others that XML forbids are controls, and are gone


def escaped(text: str) -> str:
    """Give words that stand for themselves in an element or in a quoted attribute, of HTML as of XML."""
    words = on_one_line(text)
    if not words.isprintable():
        words = words.translate(_FORBIDDEN)
    return words.translate(_MARKS)


def element(name: str, words: str, attributes: str = "") -> str:
    """Give an element of words on a line of its own; "" where there are none."""
    inner = escaped(words)
    return f"<{name}{attributes}>{inner}</{name}>\n" if inner else ""
