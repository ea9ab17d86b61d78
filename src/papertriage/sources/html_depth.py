"""How deep the elements of a page stand within each other: a parser's time grows with the square of it."""

import re

from papertriage.errors import UnreadableDump

DEEPEST = 5_000  # elements; pages have fewer than a hundred, and 20,000 take half a second
_MANY = 4 * DEEPEST  # signs of tags below which no page is worth a look
_TAG = re.compile(
    rb"<(/?)(?!(?:area|br|circle|col|embed|hr|img|input|li|line|link|meta|option|p|path|rect|source|t[dhr]|wbr)\b)[a-z]",
    re.IGNORECASE,
)


def refuse_depth(page: bytes, name: str) -> None:
    """Raise UnreadableDump for a page that no site has made; in time that grows with its length alone."""
    if page.count(b"<") < _MANY:
        return
    depth = 0
    for tag in _TAG.finditer(page):
        depth += -1 if tag[1] else 1
        if depth < 0:
            depth = 0
        elif depth > DEEPEST:
            raise UnreadableDump(
                f"{name}: more than {DEEPEST} elements of HTML within each other; not a page"
            )
