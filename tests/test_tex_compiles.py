"""What is exported for LaTeX compiles, whatever the words are: pdfLaTeX with biber, and with BibTeX."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from papertriage.export import find_format
from papertriage.model import Link, Organization, Paper, TopicHit
from test_export_laws import HOSTILE


def has_tex() -> bool:
    if not all(map(shutil.which, ("pdflatex", "biber", "bibtex", "kpsewhich"))):
        return False
    asked = subprocess.run(["kpsewhich", "biblatex.sty"], capture_output=True, check=False)
    return bool(asked.stdout.strip())


needs_tex = pytest.mark.skipif(
    not has_tex(),
    reason="no pdfLaTeX, BibTeX, biblatex and biber (Debian: texlive-latex-base texlive-bibtex-extra biber)",
)
FORMULAS = [
    "Sorting in $O(n \\log n)$ Steps",
    "An $\\mathcal{O}(n^{1.5})$ Bound",
    "$\\ell_1$-Norms and $x_i^{2}$",
    "On $\\frac{1}{2}$ and $\\mathbb{R}^d$",
    "$x^2^3$ and $\\frac{1}$",
    "$\\input{/etc/passwd}$",
    "$\\def\\x{\\x}\\x$",
    "$ x $ for $5, not $10",
    "$\\write18{touch x}$",
    "μP for H₂O → x²⁺ⁿ on ℝ and 𝒪(n) ≤ ∞",
    "α-Divergence, β ≈ γ",
    "$k$-NN",
    "$\\left( x \\right)$",
    "$\\text{A}\\&B$",
    "$x'^2$",
    "$x_{a_{b_c}}$",
    "$\\mathbb{R}_+^n$",
    "%",
    "#",
    "&",
    "~",
]
SCRIPTS = [
    "Ελλάδα και Ζ",
    "Привет мир",
    "日本語の題",
    "שלום עולם",
    "👍🏽 Emoji",
    "Ærø Łódź Şehir Đặng ñ ß ¿¡ “quotes” – — …",
]
PREAMBLE = (
    "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{amsmath,amssymb}\n"
    "\\makeatletter\\def\\UTFviii@undefined@err#1{\\textbf{?}}\\makeatother\n"
)
BIBER = (
    "\\usepackage[backend=biber,sorting=none]{biblatex}\n\\addbibresource{papers.bib}\n"
    "\\begin{document}\\nocite{*}\\printbibliography\\end{document}\n"
)
BIBTEX = "\\begin{document}\\nocite{*}\\bibliographystyle{plain}\\bibliography{papers}\\end{document}\n"


def hostile_papers() -> list[Paper]:
    """Every hostile word as title, author, abstract, topic, id and link; cut, since TeX is slow."""
    words = [word[:300] for word in (*HOSTILE, *FORMULAS, *SCRIPTS)]
    return [
        Paper(
            f"title:{at:016x}",
            word,
            abstract=f"{word} {word}",
            authors=(word, "Ann Bée") if at % 2 else None,
            organization=Organization("x", word) if at % 3 else None,
            author_count=at,
            published="2024-04-03",
            arxiv_id="2404.02905" if at % 5 else word,
            doi="10.1234/a_b{c}%7bd#$^~&" if at % 7 else word,
            categories=(word,),
            links=(Link("code", word),),
            topics=(TopicHit(word, 1.0, ()),),
        )
        for at, word in enumerate(words)
    ]


def run(folder: Path, *command: str) -> str:
    ended = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=200
    )
    said = (ended.stdout + ended.stderr).decode("utf-8", "replace")
    assert ended.returncode == 0, said[-3000:]
    return said


def compiled(folder: Path, name: str, document: str, tool: str) -> str:
    """Compile a document of nothing but the bibliography; give what TeX wrote into its log."""
    (folder / "papers.bib").write_text("".join(find_format(name).chunks(hostile_papers())), "utf-8")
    (folder / "paper.tex").write_text(PREAMBLE + document, "utf-8")
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper")
    run(folder, *latex)
    run(folder, tool, "paper")
    run(folder, *latex)
    return (folder / "paper.log").read_text("utf-8", "replace")


@needs_tex
@pytest.mark.parametrize(
    ("name", "document", "tool"), [("biblatex", BIBER, "biber"), ("bibtex", BIBTEX, "bibtex")]
)
def test_a_bibliography_of_hostile_papers_compiles(
    name: str, document: str, tool: str, tmp_path: Path
) -> None:
    log = compiled(tmp_path, name, document, tool)
    assert "! " not in re.sub(r"\(.*?\)", "", log)
    keys = re.findall(r"^@misc\{(\w+),", (tmp_path / "papers.bib").read_text("utf-8"), re.MULTILINE)
    entries = (tmp_path / "paper.bbl").read_text("utf-8")
    found = re.findall(r"\\entry\{(\w+)\}|\\bibitem\{(\w+)\}", entries)
    assert {one or other for one, other in found} == set(keys)
    assert (tmp_path / "paper.pdf").stat().st_size > 20_000
