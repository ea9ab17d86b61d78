"""The authors line of arXiv's metadata, `A. Author (Univ. A), B. Author and C. Author (1) ((1) Inst. B)`.

The rules are those of https://info.arxiv.org/help/prep#author: names in natural order, separated by commas
or "and"; affiliations in brackets behind a name, or numbered, with the list of them in brackets at the end;
a collaboration first, with a colon.
"""

import re

_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_DEGREE = re.compile(r"(?:M\.?D|Ph\.?D|M\.?Sc|B\.?Sc|F\.?R\.?S)\.?")
# Patterns are for words with one blank between them: nothing here can be tried twice at one place.
_SEPARATOR = re.compile(
    r" ?(?:(?<!\\),|\x00|;(?= |$)|:(?= )) ?(?:(?:and|\\?&) )?| (?:and|\\?&|with (?:an )?appendix by) ",
    re.IGNORECASE,
)
_ET_AL = re.compile(r"(?:^| )(?:et\.? ?al\b\.?|and others|others)$", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:(?:and|\\?&) )?(?:(?:with )?(?:an )?appendix by )?(?:(?:presented )?by (?=the ))?", re.IGNORECASE
)
_FOR = re.compile(
    r"(?:^| )(?:for|on behalf of|representing) (?:the )?(?=\S.*\b(?:collab|team|group|consort|survey))",
    re.IGNORECASE,
)
_MARKS = re.compile(r" ?(?:\$?\^\{?[\d,* ]{1,20}\}?\$?|\[[\d, ]{1,20}\]|[*†‡§¶]{1,9})(?= |$)")
_LONGEST = 300  # characters of a name, or of what is said in place of one
_PAGES = re.compile(r" # ?(?:pages?|figures?)\b.*", re.IGNORECASE)


def split_authors(line: str) -> tuple[str, ...] | None:
    """Split an authors line into the names; without affiliations, index marks and `et al.`.

    `for the X Collaboration` behind a name is the collaboration as an author of its own. None for no name.
    """
    line = " ".join(line.split())
    if "(" in line or ")" in line:
        line = " ".join(_without_brackets(line).split())
    if " # " in line:
        line = _PAGES.sub("", line)
    names: list[str] = []
    for part in _SEPARATOR.split(line):
        _add(part, names)
    return tuple(names) or None


def _add(part: str, names: list[str]) -> None:
    part = part.strip(" ,;")
    if names and _SUFFIX.fullmatch(part):
        names[-1] += f" {part}"
    elif len(part) > _LONGEST:
        _keep(part, names)
    elif part and not _DEGREE.fullmatch(part):
        part = _MARKS.sub("", _ET_AL.sub("", _LEADING.sub("", part, count=1)))
        found = _FOR.search(part)
        if found:
            _keep(part[: found.start()], names)
            part = part[found.end() :]
        _keep(part, names)


def _keep(name: str, names: list[str]) -> None:
    name = name.strip()
    if any(sign.isalpha() for sign in name):
        names.append(name)


def _without_brackets(line: str) -> str:
    r"""Put `\0` in place of each bracket, nested ones with it; one that is never closed takes the rest.

    A word in the middle of a name, `Yi (Robert) Wang`, is what somebody goes by, and parts no names.
    """
    outside, inside = _parted(line)
    kept = [outside[0]]
    for words, after in zip(inside, outside[1:], strict=True):
        kept.append(" " if words.isalpha() and _is_within_a_name(kept[-1], after) else "\0")
        kept.append(after)
    return "".join(kept)


def _parted(line: str) -> tuple[list[str], list[str]]:
    """What stands outside brackets, and what inside of each; one more of the former."""
    outside, inside = [""], [""]
    depth = 0
    for piece in re.split(r"([()])", line):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
            if depth == 0 and len(inside) == len(outside):
                outside.append("")
                inside.append("")
        elif depth:
            inside[-1] += piece
        elif len(inside) == len(outside):
            outside[-1] += piece
    return outside, inside[: len(outside) - 1]


def _is_within_a_name(before: str, after: str) -> bool:
    first = before.rpartition(",")[2].split()
    last = after.partition(",")[0].partition(" and ")[0].split()
    if first[:1] == ["and"]:
        first = first[1:]
    return len(first) == 1 and len(last) == 1 and last[0] not in {"and", "&"} and last[0][:1].isupper()
