"""What LaTeX's names stand for, where one character or one short word says it all.

Names are those of plain TeX, LaTeX's textcomp and amssymb (https://ctan.org/pkg/comprehensive), less those
whose sign would not be understood without its layout.
"""

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa"
    " κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ"
    " varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ"
    " Psi Ψ Omega Ω"
)
_LETTERLIKE = (
    " infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬ top"
    " ⊤ bot ⊥ aleph ℵ Re ℜ Im ℑ sum ∑ prod ∏ int ∫ ldots … dots … cdots ⋯ prime ′ degree ° star ⋆ dagger"
    " † ddagger ‡ bullet • checkmark ✓ sharp ♯ flat ♭ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ langle ⟨ rangle"
    " ⟩ lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ square □ triangle △"
)
_BETWEEN = (
    " times × cdot · div ÷ pm ± mp ∓ ast ∗ circ ∘ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ boxplus ⊞ wedge ∧"
    " land ∧ vee ∨ lor ∨ cap ∩ cup ∪ setminus ∖ leq ≤ le ≤ leqslant ⩽ geq ≥ ge ≥ geqslant ⩾ neq ≠ ne ≠"
    " ll ≪ gg ≫ lesssim ≲ gtrsim ≳ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ asymp ≍ prec ≺ succ ≻"
    " in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ mid | parallel ∥ perp ⟂ vdash ⊢ models ⊨"
    " to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ implies ⟹"
    " Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ mapsto ↦ uparrow ↑ downarrow ↓ updownarrow ↕ nearrow ↗ searrow"
    " ↘ hookrightarrow ↪ rightsquigarrow ⇝ lt < gt > colon : coloneqq ≔"
)


def _pairs(words: str) -> dict[str, str]:
    names = words.split()
    return dict(zip(names[::2], names[1::2], strict=True))


LETTERS = _pairs(_GREEK + _LETTERLIKE)  # a space after one of these is only the end of its name
BETWEEN = _pairs(_BETWEEN)  # relations and operators: a space after one is meant when there is one before it
SIGNS = LETTERS | BETWEEN
_FUNCTIONS = (
    "arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min mod"
    " bmod Pr sec sin sinh sup tan tanh"
)
FUNCTIONS = frozenset(_FUNCTIONS.split())
SPACES = {
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "!": "",
    "quad": " ",
    "qquad": " ",
    "thinspace": " ",
    "enspace": " ",
}
_NOTHING = (
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle textstyle limits"
    " nolimits rm bf it xspace"
)
NOTHING = frozenset(_NOTHING.split())

# In text: the names that swallow the space after them, as TeX does.
TEXT_SIGNS = _pairs(
    "textemdash — textendash – textquotedblleft “ textquotedblright ” textquoteleft ‘ textquoteright ’"
    " textbar | textless < textgreater > textasciitilde ~ textasciicircum ^ textunderscore _ textdegree"
    " ° textregistered ® texttrademark ™ textcopyright © textbullet • textellipsis … textmu µ texttimes"
    " × textpm ± textperiodcentered · textdollar $ textdagger † LaTeX LaTeX TeX TeX guillemotleft «"
    " guillemotright » textsection § textparagraph ¶ textexclamdown ¡ textquestiondown ¿ texteuro €"
    " textsterling £"
)
# Macros that many papers define alike, always with the space after them kept (xspace).
SHORT_FORMS = {
    "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "etc": "etc.", "cf": "cf.", "vs": "vs.",
    "aka": "a.k.a.", "wrt": "w.r.t.", "iid": "i.i.d.",
}  # fmt: skip
FOREIGN_LETTERS = {
    "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł",
    "L": "Ł", "ss": "ß", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ",
    "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip
ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "b": "\u0331", "d": "\u0323",
}  # fmt: skip
MATH_ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "Tilde": "\u0303",
    "bar": "\u0304", "overline": "\u0304", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7",
    "check": "\u030c", "breve": "\u0306",
}  # fmt: skip

SUPERSCRIPTS = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW*'",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ*′",
)
SUBSCRIPTS = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
RAISED_SIGNS = {
    "circ": "°",
    "star": "⋆",
    "ast": "*",
    "top": "ᵀ",
    "intercal": "ᵀ",
    "dagger": "†",
    "ddagger": "‡",
    "prime": "′",
}

# The first letter of an alphabet of mathematical letters, and the holes Unicode filled elsewhere.
ALPHABETS = {"mathbb": 0x1D538, "mathcal": 0x1D49C, "mathscr": 0x1D49C, "mathfrak": 0x1D504}
ALPHABET_HOLES = {
    "mathbb": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "mathcal": dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True)),
    "mathscr": dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True)),
    "mathfrak": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}  # fmt: skip
