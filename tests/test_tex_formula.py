"""Which formulas stay TeX in a bibliography, and which signs are written as one."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.export.tex import tex, tex_plain, tex_title
from papertriage.export.tex_formula import compiles


@pytest.mark.parametrize(
    "span",
    [
        "O(n \\log n)", "\\mathcal{O}(n^{1.5})", "k", "x_i^{2}", "x^2_i", "\\ell_1", "\\frac{1}{2}",
        "\\mathbb{R}^d", "x_{a_{b}}", "\\sqrt{n}", "\\alpha+\\beta", "x'", "f'(x)", "\\text{A}\\&B",
        "10^{-3}", "_2", "^{\\circ}", "\\hat{x}_t", "\\mathrm{SO}(3)", "a \\leq b", "\\{",
        "n\\times n", "\\epsilon", "50\\%",
    ],
)  # fmt: skip
def test_a_formula_stays(span: str) -> None:
    assert compiles(span, "") is (span != "\\{")


@pytest.mark.parametrize(
    "span",
    [
        "\\input{/etc/passwd}", "\\def\\x{\\x}\\x", "\\write18{touch x}", "\\immediate\\write18{x}",
        "\\catcode`\\$=12", "\\csname x\\endcsname", "\\usepackage{x}", "\\include{x}", "\\openin5=x",
        "\\loop\\repeat", "\\newcommand{\\x}{y}", "x^2^3", "x_1_2", "x^2'", "x_1 _2", "\\frac{1}",
        "\\frac12", "\\sqrt", "\\hat", "\\left(", "\\left( x \\right)", "{x", "x}", "}{", "x_", "x^",
        "_", "^^M", "x&y", "x#1", "x%y", "x~y", "\\", "\\\\", "\\unknown", "\\Alpha", "μ", "x\ty",
        " x", "x ", "", "5 and ", "\\mathbb{R", "\\text{\\input{x}}", "{{{{{{{{{{x}}}}}}}}}}",
        "\\alphabet", "$", "a\\$b$", "\\bgroup", "\\egroup", "\\end{document}", "\\par", "\\char`a",
        "\\ensuremath{x}", "\\verb|x|",
    ],
)  # fmt: skip
def test_what_is_no_formula_of_ours_does_not(span: str) -> None:
    assert not compiles(span, "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Sorting in $O(n \\log n)$ Steps", "Sorting in {$O(n \\log n)$} Steps"),
        ("costs $5 to $10", "costs \\$5 to \\$10"),
        ("$\\input{x}$", "\\$\\textbackslash{}input\\textbraceleft{}x\\textbraceright{}\\$"),
        ("μP on ℝ", "{$\\mu$}P on {$\\mathbb{R}$}"),
        ("H₂O, x₁₂", "H{$_{2}$}O, x{$_{12}$}"),
        ("Μάθηση μηχανής", "Μάθηση μηχανής"),
        ("μ for $5", "μ for \\$5"),
        ("x² é – ß", "x² é – ß"),
        ("a\u200fb\u200bc\xadd", "abcd"),
    ],
)
def test_text_as_tex(text: str, written: str) -> None:
    assert tex(text) == written


def test_names_and_what_programs_read_have_no_formulas() -> None:
    assert tex_plain("μ & $k$") == "μ \\& \\$k\\$"


@settings(deadline=None, max_examples=300)
@given(st.text("\\{}$^_ abx12'&%#~", max_size=40) | st.from_regex(r"\$[\\a-z{}^_]{1,20}\$", fullmatch=True))
def test_no_command_comes_through_that_is_not_on_the_list(text: str) -> None:
    ours = "textbackslash|textbraceleft|textbraceright|textasciitilde|textasciicircum"
    for written in (tex(text), tex_title(text)):
        commands = re.findall(r"\\([A-Za-z]+)", written)
        assert [name for name in commands if not re.fullmatch(ours, name)] == [
            name
            for kept in re.findall(r"\{\$(.*?)\$\}", written)
            for name in re.findall(r"\\([A-Za-z]+)", kept)
        ]
        assert all(compiles(kept, "") for kept in re.findall(r"\{\$(.*?)\$\}", written))
        assert written.count("{") == written.count("}")
