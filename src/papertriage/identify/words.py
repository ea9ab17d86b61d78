"""A title as identity reads it: its words in one spelling, and what kind of word each is.

Case, accents, hyphens, Greek letters, British spellings and the plural of acronyms make no other title.
Numbers, negations and words such as *reply* or *erratum* do, so they are told apart from the rest.
"""

import re
from functools import lru_cache

from papertriage.text import search_fold


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLON = re.compile(r": | [-–—] |\? ")
"""What parts a title from its subtitle, or a name from what it names."""

_ALONE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+(?:(?:\+{{1,2}}|#)(?![\w+#]))?")
"""Chinese and Japanese do not part words, so each of their letters is one; `C++` is one too."""

STOP = _set(
    """
    a an the of in on for to and or with via by from at as is are be its it into using towards toward through
    over under between we you your our their this that these those do does can how what why when where who
    which all some
    """
)
"""Words that a converter or a careless typist loses without making another title."""

GENERIC = _set(
    """
    introduction error errors reply response erratum corrigendum comment comments preface editorial foreword
    survey review overview report note notes discussion conclusion conclusions abstract untitled appendix
    acknowledgements contents index proceedings workshop tutorial lecture summary paper article study approach
    method methods analysis technical introductory supplement supplementary material
    """
)
"""Words that stand in titles of many papers and tell little of one."""

NEGATIONS = _set("not no non never without nor cannot neither nothing none")

KINDS = _set(
    """
    reply response comment comments erratum errata corrigendum correction corrections addendum retraction
    retracted rebuttal rejoinder commentary supplement supplementary appendix reproducibility reproduction
    reproducing replication replicating critique reanalysis reassessment revisited revisiting workshop poster
    demo thesis dissertation slides
    """
)
"""Words that make a paper one *about* another; a title that has one is not the title without it."""

CHANGING = _set(
    """
    improved improving efficient efficiently fast faster better rethinking generalized extended beyond robust
    deep hierarchical adaptive unified simple scalable dynamic multilingual multimodal online offline
    """
)
"""Words that follow-up papers put before, or take from, the title they follow."""

BEFORE = _set(
    """
    a ab an anti auto bi co de di dis dys em hyper hypo il im in inter intra ir macro meta micro mini mis mono
    multi non omni over per post pre pseudo quasi re self semi sub super supra trans tri ultra un under uni
    """
)
"""What, put before a word, makes another of it: `supervised`, `unsupervised`."""

OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in _set(
        """
        encoder/decoder encoding/decoding encode/decode micro/macro intra/inter maximal/minimal
        maximum/minimum maximize/minimize maximizing/minimizing maximization/minimization upper/lower
        left/right even/odd input/output forward/backward convex/concave neural/neutral inductive/deductive
        implicit/explicit discrete/continuous male/female internal/external homogeneous/heterogeneous
        import/export increase/decrease increasing/decreasing word/world words/worlds text/test image/video
        audio/video language/vision tuning/turning
        """
    )
)

_NUMBERS = {
    word: str(number)
    for number, names in enumerate(
        (
            "zero", "one first", "two second", "three third", "four fourth", "five fifth", "six sixth",
            "seven seventh", "eight eighth", "nine ninth", "ten tenth",
        )
    )
    for word in names.split()
}  # fmt: skip
_ROMANS = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
}  # fmt: skip
_SINGLE_ROMANS = {"i": "1", "v": "5", "x": "10"}
_ROMAN = frozenset([*_ROMANS, *_SINGLE_ROMANS])
_COUNTED = _set(
    "part parts vol volume chapter phase stage type class book section paper episode version number no"
)
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron",
    "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK_LETTER = re.compile("[" + "".join(_GREEK) + "]")
_OUR = re.compile(r"(behavi|col|neighb|fav|flav|tum|lab|arm|hon|hum|vap|harb|rum|vig|endeav|parl|sav)our")
_BRITISH = (
    (re.compile(r"is(ation|ations|ing|ed|er|ers|es|e)$"), r"iz\1"),
    (re.compile(r"ys(ing|ed|er|ers|es|e)$"), r"yz\1"),
    (re.compile(r"(?<=[aeiou])ll(ing|ed|er|ers)$"), r"l\1"),
    (re.compile(r"^(cent|fib|theat|calib|lit|met)re(s?)$"), r"\1er\2"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"^defence"), "defense"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^ageing$"), "aging"),
)
_ACRONYMS = re.compile(r"\b([A-Z][A-Z0-9]+)s\b")


def title_words(title: str) -> tuple[str, ...]:
    """Give the words of a title (as `text.display` leaves it) in their one spelling, in order."""
    folded = search_fold(_ACRONYMS.sub(r"\1", title))
    return _numbered([_one_spelling(word) for word in _WORD.findall(folded)])


def content(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words that carry the title; all of them where that would leave none."""
    return tuple([word for word in words if word not in STOP]) or words


def is_number(word: str) -> bool:
    """Whether a word counts or names a version: `2`, `3d`, `gpt4`, `v++`."""
    return not word.isalpha() and (word[-1] in "+#" or any(c.isdigit() for c in word))


@lru_cache(maxsize=65_536)
def _one_spelling(word: str) -> str:
    if not word.isascii():
        word = _GREEK_LETTER.sub(lambda found: _GREEK[found[0]], word)
    word = _OUR.sub(r"\1or", word)
    if len(word) > 3 and word.isalpha():
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return _NUMBERS.get(word, word)


def _numbered(words: list[str]) -> tuple[str, ...]:
    """Roman numerals as numbers: long ones anywhere, `I`, `V`, `X` after *part* and such, or at the end."""
    if _ROMAN.isdisjoint(words):
        return tuple(words)
    last = len(words) - 1
    return tuple([_ROMANS.get(word) or _single(word, words, at, last) for at, word in enumerate(words)])


def _single(word: str, words: list[str], at: int, last: int) -> str:
    if word in _SINGLE_ROMANS and at and (words[at - 1] in _COUNTED or at == last):
        return _SINGLE_ROMANS[word]
    return word
