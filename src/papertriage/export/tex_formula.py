r"""Which formulas may stand in a bibliography as they are, and letters and signs written as formulas.

What a dump wrote between two dollars runs in somebody's TeX, so only commands of a list are let through, with
their arguments, balanced, and no two scripts on one sign: nothing that reads a file or stops the run.
"""

import re
from functools import cache

_GROUP = "\x01"  # stands for a group that was found good
_DEPTH = 8  # of groups in groups
_BASE = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi"
    " varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi"
    " Sigma Upsilon Phi Psi Omega infty partial nabla ell hbar emptyset varnothing forall exists neg top"
    " bot aleph Re Im sum prod int ldots dots cdots prime star dagger ddagger bullet checkmark sharp flat"
    " lceil rceil lfloor rfloor langle rangle triangle square times cdot div pm mp ast circ oplus ominus"
    " otimes odot wedge land vee lor cap cup setminus leq le leqslant geq ge geqslant neq ne ll gg lesssim"
    " gtrsim approx sim simeq cong equiv propto asymp prec succ in notin ni subset supset subseteq"
    " supseteq mid parallel perp vdash models to rightarrow longrightarrow leftarrow gets leftrightarrow"
    " Rightarrow implies Leftarrow Leftrightarrow iff mapsto uparrow downarrow updownarrow nearrow searrow"
    " hookrightarrow rightsquigarrow arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim"
    " liminf limsup ln log max min bmod Pr sec sin sinh sup tan tanh quad qquad"
)
_WITH_GROUP = (
    "mathrm mathbf mathsf mathtt mathit mathcal mathbb mathfrak boldsymbol operatorname mbox text textbf"
    " textit textrm sqrt hat widehat tilde widetilde bar overline dot ddot vec check breve underline"
)


def compiles(span: str, after: str) -> bool:
    """Whether what stands between two dollars is mathematics that compiles; `after` is what follows them."""
    from papertriage.text.tex_math import is_math  # start-up: only where there are dollars

    if not span.isascii() or not is_math(span, after):
        return False
    for _ in range(_DEPTH):
        if "{" not in span:
            return _flat().fullmatch(span) is not None
        simpler = _innermost().sub(_judged, span)
        if simpler == span:
            return False
        span = simpler
    return False


def signs(found: str) -> str:
    r"""Give letters and signs that `sign_pattern` found as a formula: `\mu`, `_{12}`."""
    from papertriage.text import tex_signs

    place = found[0]
    for script, table in (("_", tex_signs.SUBSCRIPTS), ("^", tex_signs.SUPERSCRIPTS)):
        back = {raised: chr(plain) for plain, raised in table.items()}
        if ord(place) in _codes(table):
            return f"{script}{{{''.join([back[ord(c)] for c in found])}}}"
    return _names()[place]


@cache
def sign_pattern() -> re.Pattern[str]:
    """Match what pdfLaTeX has in mathematics alone: a Greek letter by itself, a sign, a run of scripts."""
    from papertriage.text import tex_signs

    greek = "\u0370-\u03ff\u1f00-\u1fff"
    names = _names()
    letters = "".join([c for c in names if "\u0370" <= c <= "\u03ff"])
    others = re.escape("".join([c for c in names if c not in letters]))
    below, above = (
        re.escape("".join(map(chr, _codes(table))))
        for table in (tex_signs.SUBSCRIPTS, tex_signs.SUPERSCRIPTS)
    )
    return re.compile(f"(?<![{greek}])[{letters}](?![{greek}])|[{others}]|[{below}]+|[{above}]+")


def _codes(table: dict[int, int]) -> set[int]:
    """The characters of a table of scripts that only mathematics has."""
    return {raised for raised in table.values() if raised > 0xFF and chr(raised) not in "′*"}


@cache
def _names() -> dict[str, str]:
    r"""Give, by sign, the formula that prints it: those of the list above, and `\\mathbb{R}`."""
    from papertriage.text import tex_signs

    allowed = set(_BASE.split())
    found: dict[str, str] = {}
    for name, sign in tex_signs.SIGNS.items():
        if name in allowed and not sign.isascii() and ord(sign) > 0xFF and sign not in "…†‡•":
            found.setdefault(sign, f"\\{name}")
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        for alphabet in ("mathbb", "mathcal"):
            hole = tex_signs.ALPHABET_HOLES[alphabet].get(letter)
            drawn = hole or chr(tex_signs.ALPHABETS[alphabet] + ord(letter) - ord("A"))
            found.setdefault(drawn, f"\\{alphabet}{{{letter}}}")
    return found


def _judged(found: re.Match[str]) -> str:
    return _GROUP if _flat().fullmatch(found[1]) else found[0]


@cache
def _innermost() -> re.Pattern[str]:
    return re.compile(r"(?<!\\)\{([^{}]*)\}")


@cache
def _flat() -> re.Pattern[str]:
    name = rf"\\(?:{'|'.join(_BASE.split())})(?![A-Za-z])"
    with_group = rf"\\(?:{'|'.join(_WITH_GROUP.split())})\s*{_GROUP}|\\frac\s*{_GROUP}\s*{_GROUP}"
    sign = r"[A-Za-z0-9.,:;+\-=<>/|!*()\[\]]"
    atom = rf"(?:{sign}|{name}|{with_group}|{_GROUP}|\\[%_\#$&])'*"
    script = rf"(?:[A-Za-z0-9+\-*]|{_GROUP}|{name})"
    scripted = rf"{atom}(?:_{script}(?:\^{script})?|\^{script}(?:_{script})?)?"
    # A formula may begin with a script: the base stands in the words before it, as in `H$_2$O`.
    return re.compile(rf"(?:[_^]{script})?(?:{scripted}| |\\[,;:! ])*")
