"""Whether two records are one paper, as a sum of evidence that can be read out.

Each piece of evidence adds or takes points; a point is about what one telling word of a title says. From
MERGE on the two are one paper, from SUGGEST on a reader should look. A veto stands above all points.

| evidence | points |
|---|---|
| titles | one for each telling word in common, at most 8; less for words lost, replaced or misspelt |
| abstracts, by the share of three-word runs that the shorter has in common with the longer | from +8 to -4 |
| family names in common / author counts | from +4 to -5 / from +1 to -2 |
| date of first publication, or its year | from +2 to -2 |
| organization | +0.5 or -0.3 |

The weights are those with which records of Hugging Face, stripped of their ids, find their papers on arXiv
(`make bench-identity` prints precision and recall);
`docs/decisions/0010-what-makes-two-records-one-paper.md` has more.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from papertriage.identify.titles import TitleDifference, difference, worth
from papertriage.identify.words import COLON, content, title_words
from papertriage.model import Cleaned
from papertriage.text import search_fold

MERGE = 2.5
"""Points from which two records are one paper: a title of three telling words, and nothing against it."""

SUGGEST = 1.0
"""Points from which a reader is asked."""

NEVER = -99.0
"""The points of what is vetoed."""

_SAME_DAY, _APART = 2.0, -0.5
_MOST_TITLE = 8.0
_GENERIC = 1.0  # a title that tells less than this is that of many papers
_RUN = 3  # words of a run that two abstracts may have in common
_FEW_RUNS = 20  # … of which fewer say nothing
_SOME = 12  # words of an abstract that is a paper's own
_WHOLE = 50  # words of an abstract whose absence elsewhere tells something
_WORD = re.compile(r"[^\W_]+")


class Point(NamedTuple):
    """One piece of evidence: what was compared, what was found, and what it adds."""

    what: str
    found: str
    points: float


class Comparison(NamedTuple):
    """Two records compared: their points, what made them, and the veto, if there is one."""

    points: float
    evidence: tuple[Point, ...]
    veto: str | None = None

    @property
    def verdict(self) -> str:
        """`same`, `perhaps` or `different`."""
        return "same" if self.points >= MERGE else "perhaps" if self.points >= SUGGEST else "different"


class Facts:
    """What comparing needs of a record; each piece is worked out when it is first asked for."""

    def __init__(self, cleaned: Cleaned) -> None:
        self.cleaned = cleaned

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the title, in one spelling."""
        return title_words(self.cleaned.title)

    @cached_property
    def parts(self) -> frozenset[tuple[str, ...]]:
        """The words left of the title without its subtitle, or without what stands before a colon."""
        pieces = [title_words(piece) for piece in COLON.split(self.cleaned.title)]
        heads = {sum(pieces[:at], ()) for at in range(1, len(pieces))}
        return frozenset(heads | {sum(pieces[at:], ()) for at in range(1, len(pieces))})

    @cached_property
    def abstract_words(self) -> tuple[str, ...]:
        """The words of the authors' abstract; none of a summary."""
        if not self.cleaned.abstract or self.cleaned.is_summary:
            return ()
        return tuple(_WORD.findall(search_fold(self.cleaned.abstract)))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Three words of the abstract that follow each other."""
        words = self.abstract_words
        return frozenset(zip(words, words[1:], words[2:], strict=False))

    @cached_property
    def family_names(self) -> frozenset[str]:
        """The family names of the authors, folded."""
        return frozenset([name for each in self.cleaned.authors or () if (name := _family_name(each))])


def compare(first: Facts, second: Facts) -> Comparison:
    """Weigh the evidence that two records are one paper; the order of the two makes no difference."""
    a, b = first.cleaned, second.cleaned
    if veto := _id_veto(a, b):
        return Comparison(NEVER, (), veto)
    if a.title_key and a.title_key == b.title_key:
        found = TitleDifference(worth(min(first.words, second.words)))
    else:
        first, second = sorted((first, second), key=lambda facts: facts.words)
        found = difference(first.words, second.words, (first.parts, second.parts))
    title = _title_points(found)
    others = [point for weigh in _WEIGHED if (point := weigh(first, second))]
    evidence = (title, *others)
    if found.veto:
        return Comparison(NEVER, evidence, found.veto)
    points = _sum(found, title, others)
    if points < MERGE and found.shared >= _GENERIC and said(a) == said(b):
        alike = Point("everything", "the same, word for word", round(MERGE - points, 3))
        return Comparison(MERGE, (*evidence, alike))
    return Comparison(points, evidence)


def said(cleaned: Cleaned) -> tuple[object, ...]:
    """Give what a record says of itself beside its ids: two that say the same cannot be told apart."""
    count = len(cleaned.authors) if cleaned.authors else cleaned.author_count
    return cleaned.title_key, cleaned.abstract, cleaned.authors, count, cleaned.published, cleaned.year


def _id_veto(a: Cleaned, b: Cleaned) -> str | None:
    for name, mine, theirs in (("arXiv ids", a.arxiv_id, b.arxiv_id), ("DOIs", a.doi, b.doi)):
        if mine and theirs and mine != theirs and not (a.repaired_from or b.repaired_from):
            return f"different {name}: {min(mine, theirs)} and {max(mine, theirs)}"
    return None


def _sum(found: TitleDifference, title: Point, others: list[Point]) -> float:
    """Add up. What agrees beside the title counts for less where the title is many papers', or another."""
    points = {each.what: each.points for each in others}
    abstracts, same_day = points.get("abstracts", 0.0), points.get("published") == _SAME_DAY
    if found.differs and not same_day:
        # One group's next paper has its authors, some of its words, and another date.
        if abstracts < 6.0:
            points["authors"] = min(points.get("authors", 0.0), 1.0)
        if points.get("published", 0.0) == _APART:
            points["published"] = -3.0
    rest = sum(points.values())
    if found.replaced and abstracts < 4.0 and not same_day:
        rest = min(rest, MERGE - 0.1 - title.points)  # another word in its place is another paper's title
    if found.differs and found.shared < 1.0 and not same_day and points.get("authors", 0.0) < 1.0:
        rest = min(rest, MERGE - 0.1 - title.points)  # one abstract under two titles may be a page's fault
    if found.shared < _GENERIC and not found.part:
        rest = min(rest, max(abstracts, 2.0 if same_day and points.get("authors", 0.0) >= 3.0 else 1.0))
    return round(title.points + rest, 3)


# -- the pieces ----------------------------------------------------------------------------------------------


def _title_points(found: TitleDifference) -> Point:
    points = min(found.shared, _MOST_TITLE)
    said = []
    if found.veto:
        return Point("titles", found.veto, 0.0)
    if found.typos:
        points -= 0.4 * len(found.typos)
        said.append(f"spelt differently: {', '.join(found.typos)}")
    if found.part:
        points = min(points - 1.0, 4.0)
        said.append("one is the other without a part")
    elif found.lost:
        points = min(points, 7.0) - 1.5 * worth(found.lost) - 2.5
        said.append(f"only in one: {' '.join(found.lost)}")
    if found.replaced:
        points = min(points, 6.0) - 4.0 * len(found.replaced)
        said.append(f"instead of each other: {', '.join(found.replaced)}")
    if found.doubt and not found.part:
        points -= 3.0
        said.append(found.doubt)
    return Point("titles", "; ".join(said) or "the same", max(points, -2.0))


def _abstract_points(first: Facts, second: Facts) -> Point | None:
    if first.abstract_words and first.cleaned.abstract == second.cleaned.abstract:
        words = len(first.abstract_words)
        return Point("abstracts", "the same", 8.0 if words >= _WHOLE else 4.0 if words >= _SOME else 0.5)
    few = min(len(first.runs), len(second.runs))
    if few < _FEW_RUNS:
        return None
    share = len(first.runs & second.runs) / few
    whole = min(len(first.abstract_words), len(second.abstract_words)) >= _WHOLE
    for least, points in ((0.8, 8.0), (0.5, 6.0), (0.25, 4.0), (0.1, 2.0), (0.04, 0.0)):
        if share >= least:
            return Point("abstracts", f"{share:.0%} in common", points)
    return Point("abstracts", f"{share:.0%} in common", -4.0 if whole else -1.0)


def _author_points(first: Facts, second: Facts) -> Point | None:
    mine, theirs = first.family_names, second.family_names
    if not mine or not theirs:
        return _count_points(first.cleaned, second.cleaned)
    common = mine & theirs
    share = len(common) / min(len(mine), len(theirs))
    if not common:
        return Point("authors", "none in common", -5.0)
    said = f"{len(common)} of {min(len(mine), len(theirs))} family names in common"
    if share < 0.5:
        return Point("authors", said, -1.0)
    return Point("authors", said, min(4.0, 1.0 + len(common)) if share > 0.8 else 1.5)


def _count_points(a: Cleaned, b: Cleaned) -> Point | None:
    mine, theirs = (len(each.authors) if each.authors else each.author_count for each in (a, b))
    if not mine or not theirs:
        return None
    if mine == theirs:
        return Point("authors", f"{mine} both", 1.0 if mine >= 4 else 0.5)
    near = abs(mine - theirs) <= max(1, max(mine, theirs) // 5)
    return Point("authors", f"{min(mine, theirs)} and {max(mine, theirs)}", -0.5 if near else -2.0)


def _date_points(first: Facts, second: Facts) -> Point | None:
    a, b = first.cleaned, second.cleaned
    if a.published and b.published and not (a.published_inferred or b.published_inferred):
        apart = abs((date.fromisoformat(a.published) - date.fromisoformat(b.published)).days)
        if apart <= 1:
            return Point("published", "the same day", _SAME_DAY)
        return Point(
            "published", f"{apart} days apart", -2.0 if apart > 1000 else _APART if apart > 31 else 0.3
        )
    mine, theirs = a.year, b.year
    if not mine or not theirs:
        return None
    apart = abs(mine - theirs)
    return Point("published", f"{apart} years apart", -2.0) if apart > 3 else None


def _organization_points(first: Facts, second: Facts) -> Point | None:
    a, b = first.cleaned.organization, second.cleaned.organization
    if a is None or b is None:
        return None
    same = bool(a.slug and a.slug == b.slug) or search_fold(a.name) == search_fold(b.name)
    return Point("organization", "the same" if same else "another", 0.5 if same else -0.3)


_WEIGHED: tuple[Callable[[Facts, Facts], Point | None], ...] = (
    _abstract_points,
    _author_points,
    _date_points,
    _organization_points,
)


def _family_name(name: str) -> str:
    """The last word of a name, or what stands before its comma; without accents."""
    before, comma, _ = name.partition(",")
    words = _WORD.findall(search_fold(before if comma else name))
    while len(words) > 1 and words[-1] in ("jr", "sr", "ii", "iii", "iv"):
        words.pop()
    return "".join(words) if comma else words[-1] if words else ""


def tells_enough(cleaned: Cleaned) -> bool:
    """Whether a title tells one paper from others: *Introduction* does not."""
    return worth(content(title_words(cleaned.title))) >= MERGE
