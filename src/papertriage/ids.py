"""arXiv ids and DOIs: recognised, checked, brought to one form. `ArxivId` and `Doi` are made here alone.

The forms of arXiv ids are those of https://info.arxiv.org/help/arxiv_identifier.html: `archive/YYMMNNN`
from July 1991 to March 2007, `YYMM.NNNN` from April 2007 to December 2014, `YYMM.NNNNN` since. The
canonical id has no version, and in the old form no subject class: `math.GT/0309136` is `math/0309136`.
"""

import re
from functools import cache
from typing import NamedTuple, NewType

ArxivId = NewType("ArxivId", str)
Doi = NewType("Doi", str)

# Archives that took papers before April 2007, those since absorbed into others included.
_ARCHIVE_NAMES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs"
    " dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol"
    " physics plasm-ph q-alg q-bio quant-ph solv-int supr-con"
)
_ARCHIVES = frozenset(_ARCHIVE_NAMES.split())
_ID = (
    r"(?:(?P<new>[0-9]{4}\.[0-9]{4,5})"
    r"|(?P<archive>[a-z]{2,8}(?:-[a-z]{2,4})?)(?:\.[a-z-]{2,20})?/(?P<old>[0-9]{7}))"
    r"(?:v(?P<version>[1-9][0-9]{0,2}))?"
)
_PLACES = (
    r"(?:https?://)?(?:"
    r"(?:[a-z]{2,7}\.)?arxiv\.org/(?:abs|pdf|html|format|ps|e-print|src)/"
    r"|xxx\.lanl\.gov/(?:abs|pdf)/"
    r"|(?:www\.)?ar5iv\.org/(?:abs|html)/|ar5iv\.labs\.arxiv\.org/(?:abs|html)/"
    r"|(?:www\.)?alphaxiv\.org/(?:abs|overview|pdf|html)/"
    r"|(?:www\.)?(?:huggingface\.co|hf\.co)/papers/"
    r"|(?:(?:dx\.|www\.)?doi\.org/)10\.48550/arxiv\.)"
    r"|(?:doi:\s?)?10\.48550/arxiv\."
    r"|oai:arxiv\.org:"
    r"|arxiv:\s?"
)
_LONGEST = 2_000  # characters of something that may be one reference: a URL at the most


class ArxivRef(NamedTuple):
    """A paper on arXiv, and the version of it that was named, if one was."""

    id: ArxivId
    version: int | None


@cache
def _whole() -> re.Pattern[str]:
    place = rf"(?:{_PLACES}|/?(?:abs|pdf|papers)/)?"
    rest = r"(?:\.pdf|\.ps(?:\.gz)?)?/?(?:[?#]\S*)?(?:\s?\[[a-z-]+(?:\.[a-z-]+)?\])?"
    return re.compile(place + _ID + rest, re.IGNORECASE | re.ASCII)


@cache
def _inside() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-])(?:{_PLACES}){_ID}(?![0-9])", re.IGNORECASE | re.ASCII)


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"([0-9]{3,4})\.([0-9]{1,20})", re.ASCII)


@cache
def _doi() -> re.Pattern[str]:
    prefix = r"(?:doi:\s?|(?P<url>(?:https?://)?(?:dx\.|www\.)?doi\.org/))?"
    return re.compile(prefix + r"(?P<doi>10\.[0-9]{4,9}(?:\.[0-9]{1,9})*/\S+)", re.IGNORECASE | re.ASCII)


def parse_arxiv(text: str) -> ArxivRef | None:
    """Read a string that is one arXiv reference: an id, `arXiv:…`, a DOI of arXiv's, or a paper's address.

    None when it is anything else, or when its month, archive or number of digits cannot be.
    """
    if len(text) > _LONGEST:
        return None
    found = _whole().fullmatch(text.strip())
    return _checked(found) if found else None


def find_arxiv(text: str) -> ArxivRef | None:
    """Find the first certain arXiv reference inside `text`: one that says so, or that is the whole of it."""
    for found in _inside().finditer(text):
        reference = _checked(found)
        if reference:
            return reference
    return parse_arxiv(text)


def repair_arxiv(text: str) -> ArxivRef | None:
    """Read an id that went through a number: the only one that this number can have come from.

    `704.0001` lost the zero in front, `2503.0213` one at the end, `1512.0307699999998` is how a binary
    fraction prints. How many digits an id has is settled by its month, so each has one way back.
    None for what is an id as it stands, and for anything else.
    """
    found = _number().fullmatch(text.strip()) if len(text) < 40 else None
    if not found or parse_arxiv(text):
        return None
    month, number = found[1].zfill(4), found[2]
    digits = 4 if month < "1501" else 5
    if len(number) > 9:  # no one writes so many: the noise of a binary fraction, far behind the last digit
        number = f"{float('0.' + number):.{digits}f}"[2:] if _is_noise(number, digits) else number
    if len(number) < digits and (len(number) < 3 or number[-1] == "0"):
        return None  # rounded to two places, perhaps; and no number prints a zero at its end
    return parse_arxiv(f"{month}.{number.ljust(digits, '0')}")


def _is_noise(number: str, digits: int) -> bool:
    behind = number[digits : digits + 5]
    return behind in {"00000", "99999"}


def parse_doi(text: str) -> Doi | None:
    """Read a string that is a DOI: plain, with `doi:`, or as an address at doi.org; in lower case.

    None when it is anything else, and for the DOIs arXiv gives its papers, which are arXiv ids.
    """
    if "10." not in text or len(text) > _LONGEST:
        return None
    found = _doi().fullmatch(text.strip())
    if not found:
        return None
    doi = found["doi"]
    if found["url"]:
        from urllib.parse import unquote

        doi = unquote(re.split(r"[?#]", doi, maxsplit=1)[0])
    doi = _without_trailing(doi).lower()
    if not doi.isprintable() or " " in doi or doi.endswith("/") or doi.startswith("10.48550/arxiv."):
        return None
    return Doi(doi)


def arxiv_month(arxiv_id: ArxivId) -> tuple[int, int]:
    """Tell the year and month an arXiv id was given in."""
    digits = arxiv_id.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    return (1900 + year if year >= 91 else 2000 + year), month


def _checked(found: re.Match[str]) -> ArxivRef | None:
    version = int(found["version"]) if found["version"] else None
    if found["new"]:
        return ArxivRef(ArxivId(found["new"]), version) if _possible_new(found["new"]) else None
    archive, number = found["archive"].lower(), found["old"]
    if archive not in _ARCHIVES or not _possible_old(number):
        return None
    return ArxivRef(ArxivId(f"{archive}/{number}"), version)


def _possible_new(digits: str) -> bool:
    """April 2007 (0704) or later, a month that exists, and as many digits as were given out then."""
    month, number = digits[:4], digits[5:]
    if not "01" <= month[2:] <= "12" or not number.strip("0"):
        return False
    return len(number) == (4 if month < "1501" else 5) and "0704" <= month < "9100"


def _possible_old(digits: str) -> bool:
    """July 1991 (9107) to March 2007 (0703), and a month that exists."""
    month, number = digits[:4], digits[4:]
    if not "01" <= month[2:] <= "12" or number == "000":
        return False
    return month >= "9107" or month <= "0703"


def _without_trailing(doi: str) -> str:
    """Take off what belongs to the sentence around a DOI: stops, quotes, brackets not opened in it."""
    while doi:
        last = doi[-1]
        opening = {")": "(", "]": "[", "}": "{", ">": "<"}.get(last)
        if last not in ".,;:!?'\"*" and (opening is None or doi.count(opening) >= doi.count(last)):
            break
        doi = doi[:-1]
    return doi
