"""What `papertriage.text` changes, what it must leave alone, and the laws it keeps."""

import gzip
import json
import re
import time
from itertools import islice
from pathlib import Path

import pytest
from ftfy.badness import BADNESS_RE, is_bad
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.model import LINK_KINDS
from papertriage.text import (
    display,
    find_links,
    latex,
    link_kind,
    plain,
    search_fold,
    shown,
    shown_key,
    terminal_safe,
    tidy_url,
    title_hash,
    title_key,
)

SHARED = Path(__file__).resolve().parents[1] / "../shared"
NASTY = [
    "\\", "$", "{", "}", "`", "'", '"', "~", "-", "--",
    "&", ";", "amp;", "#", "36;", "\\(", "\\)", "\\[", "$a$", "x_2", "^",
    "\\alpha", "\\emph{", "\\\"", "\\'e", "{\\i}", "\\textbf",
    "\\url{", "\\href{", "http://", "a.org", "\x1b", "[31m", "]8;;",
    "\x9b", "\x9d", "\x07", "\u202e", "\u200d", "\u200c", "\u00ad", "\u0301",
    "e", "é", "Ã©", "â€œ", "Â", "\u212a", "ﬁ", "\ud83d",
    "\ude00", "漢", "ا", "क्", "😀", " ", "\u00a0", "\n", "µ",
    "₂", "\x85", "5", "C:\\", ".txt", "//", "ℒ", "\u2061", "+", "++",
]  # fmt: skip
anything = st.one_of(st.text(st.characters()), st.lists(st.sampled_from(NASTY)).map("".join))

SHOWN = [
    ("two  spaces\tand\na line", "two spaces and a line"),
    ("\u3000no\u00a0break\u2003space ", "no break space"),
    ("soft\u00adhyphen zero\u200bwidth \ufeffbom", "softhyphen zerowidth bom"),
    ("bell\x07 nul\x00 delete\x7f", "bell nul delete"),
    ("\x1b[1;31mred\x1b[0m and \x9b32mgreen", "red and green"),
    ("\x1b]8;;https://a.org\x1b\\link\x1b]8;;\x1b\\ \x1b]0;title\x07x", "link x"),
    ("abc\u202edef\u2066ghi", "abcdefghi"),
    ("e\u0301 A\u030a", "é Å"),
    ("schÃ¶n â€œquotedâ€\x9d itâ€™s", "schön “quoted” it’s"),
    ("R&amp;D, a &lt; b, it&#39;s, &#x3b1;, &eacute;", "R&D, a < b, it's, α, é"),
    ("\ud83d\ude00 and \ud800", "😀 and \ufffd"),
    ("eﬃcient ﬁne-tuning", "efficient fine-tuning"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("👩\u200d🔬 la\u200db", "👩\u200d🔬 lab"),
]
UNTOUCHED = [
    "",
    "plain words, with “curly” and 'straight' quotes",
    "AT&T; x &and; y; Q&A &unknown; & alone",
    "R&D in &#0; and &#xD800;",
    "日本語の論文、Ελληνικά, русский, العربية, हिन्दी, ไทย",
    "½ ² ™ Ａ １",
    "<b>not HTML's business</b> **nor Markdown's** \\* \\- \\[x\\]",
]

LATEX = [
    (r"na\"{\i}ve, na\"ive, G\"odel, Erd\H{o}s, Fran\c{c}ois, {\'E}lie, L\'evy",
     "naïve, naïve, Gödel, Erdős, François, Élie, Lévy"),
    (r"\v{S}koda, \c{c}, {\v s}, Pawe\l{} \L{}ukasz, S\o ren, {\O}rsted, stra{\ss}e",
     "Škoda, ç, š, Paweł Łukasz, Søren, Ørsted, straße"),
    ("$μ$P, $\\mu$P", "μP, μP"),
    ("H$_2$O, mm$^2$, $R^2$, $10^{-3}$, $x_{t+1}$, R$^3$L", "H₂O, mm², R², 10⁻³, xₜ₊₁, R³L"),
    (r"$O(n\log n)$, $O(n^2)$, $\log^2 T$, $\mathcal{O}(1)$, $\tilde{O}(\sqrt{T})$",
     "O(n log n), O(n²), log² T, 𝒪(1), Õ(√T)"),
    (r"$3\times$, $2.5 \times$, 16$\times$16, $\sim$3, ${\sim}3$, $\pm$0.1",
     "3×, 2.5 ×, 16×16, ∼3, ∼3, ±0.1"),
    (r"$p < 0.05$, $p \leq 0.05$, $\alpha \in [0,1)$, $N{=}1000$, $\{0,1\}^n$",
     "p < 0.05, p ≤ 0.05, α ∈ [0,1), N=1000, {0,1}ⁿ"),
    (r"$k$-NN, $k$NN, $\mathbb{R}^d$, $\ell_2$, $90^\circ$, $A^\top$, $V^*$, $σ_{\max}$",
     "k-NN, kNN, ℝᵈ, ℓ₂, 90°, Aᵀ, V*, σₘₐₓ"),
    (r"$\textit{in situ}$, $\text{NSE}$, $d_{\mathrm{max}}$x $\dots$", "in situ, NSE, dₘₐₓx …"),
    (r"tokens\textemdash discrete units\textemdash a, a\textendash b", "tokens—discrete units—a, a–b"),
    ("``quoted'' and ``next-token prediction\" and `one'",
     "“quoted” and “next-token prediction” and ‘one’"),
    ("Byte-~and Word, models~(LLMs), Figure~3, 10~GB, e.g.~this",
     "Byte- and Word, models (LLMs), Figure 3, 10 GB, e.g. this"),
    ("Models -- From, a---b, 1--10, Gromov--Wasserstein", "Models – From, a—b, 1–10, Gromov–Wasserstein"),
    (r"40\%, R\&D, a\_b, \#1, \$5", "40%, R&D, a_b, #1, $5"),
    (r"\emph{x} \textbf{\emph{y}} {\em z w} \textsc{Name} \texttt{c}", "x y z w Name c"),
    (r"(\eg text, \ie, Smith \etal. and \etal", "(e.g. text, i.e., Smith et al. and et al."),
    (r"118\times lower, 5\,GB, vs.\ this", "118× lower, 5 GB, vs. this"),
    (r"\url{https://a.org/x\_y} \href{https://a.org}{code}", "https://a.org/x_y code (https://a.org)"),
    (r"\(x^2\)", "x²"),
    ("$1 - p$, $1-δ$, $1 - δ$", "1 - p, 1-δ, 1 - δ"),
]  # fmt: skip
NOT_LATEX = [
    "from $5 and $10 to $1,000, or $5/$6, $5M-$7M, 5$ or 6$",
    "it costs $20 (or $30 with \N{EURO SIGN}5 off)",
    "https://x.org/~user/a_b--c$d$?q=~1 www.x.org/a~b",
    r"C:\temp\alpha\new.txt and src\alpha\beta.py",
    "run `git log --oneline $HOME` with --flag or foo --bar --",
    "``one model for all`` `code` ~3% 3.4~10% 27%~37% 8B~70B x~y step1~step3 ~/bin",
    r"it\'s, we\'re, he said \"Attention\" and \"example\", a\.exe",
    r"\cite{x} \ref{y} $\frac{1}{2}$ $d_{\text{model}}$ $\mathfrak{S$ \unknown{x} \method",
    r"$\sum_{i=1}^{n} \frac{a_i}{b_i}$ and $$x^2$$ and \[x^2\]",
    r"regex \d+\.\d+ \w \b \n \t and \\alpha",
    "$HOME/$USER and A$AP Rocky with Ke$ha",
    "isn't 'quoted' rock 'n' roll, don''t",
    "C-- and x-- ; ---- rule ----",
]


@pytest.mark.parametrize(("raw", "shown"), SHOWN + LATEX)
def test_what_is_certain_is_decoded(raw: str, shown: str) -> None:
    assert display(raw) == shown


@pytest.mark.parametrize("raw", UNTOUCHED + NOT_LATEX)
def test_what_is_not_certain_is_left_exactly_as_it_is(raw: str) -> None:
    assert display(raw) == raw


@given(anything)
@settings(max_examples=600, deadline=None)
def test_showing_twice_is_showing_once(raw: str) -> None:
    once = display(raw)
    assert display(once) == once


@given(anything)
@settings(max_examples=300, deadline=None)
def test_what_is_shown_holds_nothing_unseen(raw: str) -> None:
    shown = display(raw)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|  |^ | $", shown)
    assert plain(shown) == shown


MOJIBAKE_SIGNS = "ÂÃâ€™œŒ°×²√±‚Ä¢ØÙ§ВГ à®»a B.é│Ò"


@settings(max_examples=500)
@given(
    st.lists(st.text(MOJIBAKE_SIGNS, max_size=4) | st.text("ab. ", min_size=6, max_size=30), max_size=8).map(
        "".join
    )
)
def test_mojibake_is_found_around_letters_beyond_ascii_where_it_is_found_at_all(raw: str) -> None:
    around = [
        raw[max(0, found.start() - shown.REACH) : found.end() + shown.REACH]
        for found in shown._beyond_ascii().finditer(raw)
    ]
    assert any(map(is_bad, around)) is is_bad(raw)


def test_ftfy_looks_no_further_than_that() -> None:
    longest = re._parser.parse(BADNESS_RE.pattern, BADNESS_RE.flags).getwidth()[1]  # type: ignore[attr-defined]
    assert longest <= shown.REACH


@given(anything)
@settings(max_examples=300, deadline=None)
def test_folding_is_idempotent_and_a_key_is_its_own_key(raw: str) -> None:
    assert search_fold(search_fold(raw)) == search_fold(raw)
    assert title_key(raw) == shown_key(display(raw))
    assert " " not in title_key(raw)
    assert len(title_hash(title_key(raw))) == 16


@given(anything)
@settings(max_examples=300, deadline=None)
def test_a_terminal_gets_one_harmless_line(raw: str) -> None:
    safe = terminal_safe(raw)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]", safe)
    assert terminal_safe(safe) == safe


def test_printable_text_reaches_a_terminal_unchanged() -> None:
    assert terminal_safe("μP: “H₂O” – 漢字  two spaces") == "μP: “H₂O” – 漢字  two spaces"
    assert terminal_safe("a\nb\tc\x1b[2Jd\u202ee") == "a b cde"
    assert terminal_safe("👩\u200d🔬") == "👩\u200d🔬"


SAME_TITLE = [
    ("$μ$P", "μP", "$\\mu$P", "µP"),
    ("H$_2$O", "H2O", "H_2O", "H₂O", "h2o"),
    ("Byte-~and Word", "Byte- and Word", "byteandword"),
    ("Models -- From", "Models – From", "Models—From", "MODELS: from"),
    ('Na\\"{\\i}ve G\\"odel', "naive Godel", "Naïve Gödel"),
    ("$\\textbf{ABC}$", "ABC"),
    ("256^3 grids", "256$^3$ grids", "256³ grids"),
    ("Ελληνικά", "ελληνικα"),
    ("Łódź", "Lodz"),
    ("Programming in C++: Why", "programming in c++ why"),
]
OTHER_TITLE = [
    ("C", "C++"), ("C", "C#"), ("LoRA", "LoRA+"), ("GPT-4", "GPT-5"), ("注意", "注目"), ("कि", "की"),
    ("सुर", "सर"), ("Внимание", "Понимание"),
]  # fmt: skip


@pytest.mark.parametrize("titles", SAME_TITLE)
def test_spelling_of_one_title_makes_one_key(titles: tuple[str, ...]) -> None:
    assert len({title_key(title) for title in titles}) == 1


@pytest.mark.parametrize(("one", "other"), OTHER_TITLE)
def test_different_titles_have_different_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize("title", ["", "???", " – … ", "\u200b", "+#", "👩\u200d🔬", "\u0301"])
def test_a_title_without_letters_and_digits_has_an_empty_key(title: str) -> None:
    assert title_key(title) == ""


@pytest.mark.parametrize("title", ["注意力", "Внимание", "انتباه", "ध्यान", "ความสนใจ", "42"])
def test_every_script_keeps_its_letters(title: str) -> None:
    assert title_key(title) != ""


def test_searching_folds_case_accents_width_and_scripts() -> None:
    assert (
        search_fold("Gödel  H₂O ＧＰＴ Ångström STRASSE straße") == "godel h2o gpt angstrom strasse strasse"
    )
    assert search_fold("Α Ω μ µ") == "α ω μ μ"


LINKS = [
    ("Code: https://github.com/a/b.", [("code", "https://github.com/a/b")]),
    ("(https://github.com/a/b).", [("code", "https://github.com/a/b")]),
    ("at https://github.com/a/b{our webpage}.", [("code", "https://github.com/a/b")]),
    ("see https://en.wikipedia.org/wiki/A_(b), and", [("other", "https://en.wikipedia.org/wiki/A_(b)")]),
    ("bare github.com/a/b, and a-b.github.io.", [("code", "https://github.com/a/b"), ("project", "https://a-b.github.io")]),
    ("gained https: //github.com/a/b", [("code", "https://github.com/a/b")]),
    ("https://a.org,https://b.org", [("other", "https://a.org"), ("other", "https://b.org")]),
    (r"\url{https://github.com/a\_b/c} \href{https://x.github.io/}{page}",
     [("code", "https://github.com/a_b/c"), ("project", "https://x.github.io/")]),
    ("[text](https://gitlab.com/x) **https://codeberg.org/x**", [("code", "https://gitlab.com/x"), ("code", "https://codeberg.org/x")]),
    ("twice https://github.com/a/b and http://www.github.com/a/b/", [("code", "https://github.com/a/b")]),
    ("Project page: https://lab.example.edu/x/", [("project", "https://lab.example.edu/x/")]),
    ("HTTPS://GitHub.com/A/b", [("code", "https://github.com/A/b")]),
    ("https://huggingface.co/org/name https://huggingface.co/datasets/o/n https://huggingface.co/papers/2404.18922",
     [("model", "https://huggingface.co/org/name"), ("dataset", "https://huggingface.co/datasets/o/n"),
      ("paper", "https://huggingface.co/papers/2404.18922")]),
    ("https://web.archive.org/web/2020/https://x.org/a", [("other", "https://web.archive.org/web/2020/https://x.org/a")]),
    ("代码：https://github.com/a/b。", [("code", "https://github.com/a/b")]),
]  # fmt: skip
NO_LINKS = [
    "no link", "and/or", "ftp://a.org/x", "javascript://a.org", "http://localhost", "https://", "https://github.com@evil.com/x",
    "https: //unknown.example/x", "notgithub.com/a", "me@github.com/a", "1.5 https:// a.org",
]  # fmt: skip


@pytest.mark.parametrize(("text", "links"), LINKS)
def test_links_are_found_typed_and_trimmed(text: str, links: list[tuple[str, str]]) -> None:
    assert [tuple(link) for link in find_links(text)] == links


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_is_no_link_is_not_found(text: str) -> None:
    assert find_links(text) == ()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://anonymous.4open.science/r/x", "code"),
        ("https://zenodo.org/records/1", "dataset"),
        ("https://doi.org/10.5281/zenodo.1", "dataset"),
        ("https://www.kaggle.com/datasets/a/b", "dataset"),
        ("https://modelscope.cn/models/a/b", "model"),
        ("https://export.arxiv.org/abs/1", "paper"),
        ("https://aclanthology.org/x", "paper"),
        ("https://openreview.net/forum?id=x", "paper"),
        ("https://sites.google.com/view/x", "project"),
        ("https://huggingface.co/spaces/a/b", "project"),
        ("https://huggingface.co/docs/x", "other"),
        ("https://fakegithub.com/x", "other"),
    ],
)
def test_a_host_tells_what_stands_behind_a_link(url: str, kind: str) -> None:
    assert link_kind(url) == kind


@given(anything)
@settings(max_examples=300, deadline=None)
def test_every_link_is_tidy_and_has_a_kind(text: str) -> None:
    for link in find_links(text):
        assert link.kind in LINK_KINDS
        assert tidy_url(link.url) == link.url


@pytest.mark.parametrize(
    "pattern",
    [*NASTY, "$5 ", "\\(a", "\\a\\b", "a`", "``a", "https://a.b/(", "a.github.io", "\\textbf{\\emph{"],
)
def test_a_hundred_thousand_characters_of_anything_takes_moments(pattern: str) -> None:
    text = (pattern * 100_000)[:100_000]
    start = time.perf_counter()
    for function in (display, latex, search_fold, title_key, terminal_safe, find_links):
        function(text)
    assert (
        time.perf_counter() - start < 12
    )  # seconds for all six; linear is under two, quadratic would be minutes


def test_nesting_beyond_reason_is_shown_as_it_stands() -> None:
    deep = "\\emph{" * 40 + "x" + "}" * 40
    assert display(deep) == deep


def test_real_titles_and_abstracts_settle() -> None:
    folder = SHARED / "dumps/expected"
    if not folder.is_dir():
        pytest.skip("the real dumps are not beside this checkout")
    for path in sorted(folder.glob("*.json")):
        for record in json.loads(path.read_text())["records"]:
            for text in (record["title"], record["abstract"] or ""):
                shown = display(text)
                assert display(shown) == shown
                assert find_links(shown) == find_links(text)
                assert title_key(shown) == title_key(text) != "" or not text


def test_a_sample_of_arxiv_settles() -> None:
    path = SHARED / "real/bulk/arxiv_2025-11_2026-08.jsonl.gz"
    if not path.is_file():
        pytest.skip("the arXiv sample is not beside this checkout")
    with gzip.open(path, "rt") as lines:
        for line in islice(lines, 0, 10_000, 10):
            record = json.loads(line)
            for text in (record["title"], record["abstract"], *record["authors"]):
                assert display(display(text)) == display(text)
