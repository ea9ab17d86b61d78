"""A cell with all authors of a paper: every program joins them in its own way."""

import re

from papertriage.sources.arxiv_authors import split_authors

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_NAMED = re.compile(r"['\"]name['\"]\s*:\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")")
_NUMBER_BEHIND = re.compile(r"\s*\(\d+\)$")  # Scopus' author ids
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_ET_AL = re.compile(r"[\s,]*(?:\bet al\b\.?|\band others|\u2026|\.\.\.)[\s,]*$", re.IGNORECASE)
_LONGEST = 200_000  # characters


def split_cell(cell: str) -> tuple[str, ...] | None:
    """Split a cell into names, each as it stands there; None for no name."""
    cell = " ".join(cell[:_LONGEST].split())
    if not cell:
        return None
    if cell[0] == "[" and cell[-1] == "]":
        names = _of_a_list(cell)
    elif ";" in cell:
        names = cell.split(";")
    elif "|" in cell:
        names = cell.split("|")
    elif "(" in cell:
        return split_authors(cell)
    else:
        names = _of_commas(_ET_AL.sub("", cell[-300:]) if len(cell) <= 300 else cell)
    kept = [_NUMBER_BEHIND.sub("", name.strip(" ,")) for name in names]
    kept = [name for name in kept if any(sign.isalpha() for sign in name) and not _is_others(name)]
    if len(kept) > 1 and kept[-1][-1] == "." and not any("." in name for name in kept[:-1]):
        kept[-1] = kept[-1][:-1]  # PubMed ends the list with a stop
    return tuple(kept) or None


def _is_others(name: str) -> bool:
    return name.lower() in {"et al", "et al.", "others", "and others"}


def _of_a_list(cell: str) -> list[str]:
    """The strings in `['Marx, Karl', "O'Neil, A."]`; the names in a list of objects that have names."""
    if cell.startswith("[["):  # of Kaggle: [['Last', 'First', 'Jr.'], …]
        parts = [[a or b for a, b in _QUOTED.findall(each)] for each in cell[2:-2].split("], [")]
        return [" ".join(filter(None, (*each[1:2], *each[:1], *each[2:3]))) for each in parts]
    pattern = _NAMED if "name" in cell and _NAMED.search(cell) else _QUOTED
    found = [re.sub(r"\\(.)", r"\1", a or b) for a, b in pattern.findall(cell)]
    return found or _of_commas(cell[1:-1])


def _of_commas(cell: str) -> list[str]:
    pieces = [piece.strip() for piece in re.split(r" (?:and|&) ", cell)]
    are_whole = all(_is_last_first(piece) or "," not in piece for piece in pieces)
    if len(pieces) > 1 and are_whole and any(map(_is_last_first, pieces)):
        return pieces
    parts = [part.strip() for piece in pieces for part in piece.split(",") if part.strip()]
    parts = _with_suffixes(parts)
    if len(pieces) == 1 and _is_last_first(cell):
        return [cell]
    if len(parts) > 2 and len(parts) % 2 == 0 and _in_pairs(parts):
        return [f"{last}, {first}" for last, first in zip(parts[::2], parts[1::2], strict=True)]
    return parts


def _is_last_first(piece: str) -> bool:
    """Whether this is one name, `Last, First`, rather than two names."""
    last, comma, first = piece.partition(",")
    first = first.strip()
    if not comma or "," in first or not first:
        return False
    return bool(_INITIALS.fullmatch(first)) or len(first.split()) == 1 or len(last.split()) == 1


def _in_pairs(parts: list[str]) -> bool:
    """Whether every other part is a first name: `Smith, J., Jones, M.`."""
    return all(_INITIALS.fullmatch(part) for part in parts[1::2]) and not all(
        map(_INITIALS.fullmatch, parts[::2])
    )


def _with_suffixes(parts: list[str]) -> list[str]:
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f" {part}"
        else:
            names.append(part)
    return names
