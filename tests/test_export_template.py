"""A reader's own templates: what they are given, what they may not do, and how their faults are told."""

import time

import pytest
from hypothesis import given, settings

from export_readers import shown
from papertriage.errors import PapertriageError
from papertriage.export import About, template_sandbox
from papertriage.export.template import Template, is_markup
from papertriage.model import Link, Paper, TopicHit
from test_export_laws import papers

PAPER = Paper(
    "arxiv:2404.09999",
    "GridMix: <b>DiT</b> & 50% of $5",
    authors=("Ann Bée", "Smith and Sons"),
    published="2024-04-14",
    arxiv_id="2404.09999",
    links=(Link("code", "https://grid.example/a"),),
    topics=(TopicHit("efficiency", 1.0, ()),),
)


def made(source: str, *exported: Paper, name: str = "my.txt", about: About | None = None) -> str:
    return "".join(Template(name, source).chunks(exported, about or About(title="Grids")))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ title }}: {% for p in papers %}{{ p.id }}{% endfor %}", "Grids: arxiv:2404.09999"),
        (
            "{% for p in papers %}{{ p.key }} {{ p.address }}{% endfor %}",
            "bee2024gridmix https://arxiv.org/abs/2404.09999",
        ),
        ("{% for p in papers %}[{{ p.abstract }}{{ p.doi }}]{% endfor %}", "[]"),
        ("{% for p in papers %}{{ p.authors | join('; ') }}{% endfor %}", "Ann Bée; Smith and Sons"),
        (
            "{% for p in papers %}{{ p.topics[0].name }} {{ p.links[0].url }}{% endfor %}",
            "efficiency https://grid.example/a",
        ),
        (
            "{% for p in papers %}{{ p.title | tex_title }}{% endfor %}",
            "{GridMix}: \\textless{}b\\textgreater{}{DiT}\\textless{}/b\\textgreater{} \\& 50\\% of \\$5",
        ),
        (
            "{% for p in papers %}{{ p.authors | map('tex_name') | join(' and ') }}{% endfor %}",
            "Ann Bée and {Smith and Sons}",
        ),
        ("{% for p in papers %}{{ p.title | md }}{% endfor %}", "GridMix: &lt;b>DiT&lt;/b> & 50% of \\$5"),
        ("{{ '=1' | csv }} {{ 'a' | json }} {{ [1, none] | json }}", '"\'=1" "a" [1,null]'),
        ("{% set all = papers | list %}{{ all | length }}", "1"),
        ("{% for n in range(3) %}{{ n }}{% endfor %}\n", "012"),
        ("{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f(1) }}{{ f(2) }}", "<1><2>"),
        ("{{ 'ab' | replace('a', 'c') }}{{ 3 * 4 }}{{ 7 % 4 }}{{ 'a' + 'b' }}", "cb123ab"),
    ],
)
def test_a_template_writes(source: str, text: str) -> None:
    assert made(source, PAPER) == text


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("a.html", True),
        ("a.xml", True),
        ("a.html.j2", True),
        ("a.SVG.jinja", True),
        ("dir.html/a.txt", False),
        ("a.tex", False),
        ("a", False),
        ("a.j2", False),
        ("a.html.txt", False),
        ("html", False),
    ],
)
def test_markup_is_told_by_the_ending(name: str, markup: bool) -> None:
    assert is_markup(name) is markup
    if name == "a.html.j2":
        assert made("{% for p in papers %}{{ p.title }}{% endfor %}", PAPER, name=name).startswith(
            "GridMix: &lt;b&gt;"
        )


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ papers.gi_frame }}",
        "{{ papers.__class__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum() }}",
        "{{ range.__self__ }}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ '{:9999999999}'.format(1) }}",
        "{{ 'a'.center(99999999) }}",
        "{{ 'a' | center(999999999) }}",
        "{{ range(999999999) | list }}",
        "{{ 'aaaa'.replace('a', 'b' * 9999999) }}",
        "{{ ('a' * 9999) | replace('a', 'b' * 9999) }}",
        "{{ [1] * 99999999 }}",
        "{{ papers | random }}",
        "{% for p in papers %}{{ p.update({'id': 1}) }}{% endfor %}",
        "{{ missing }}",
        "{{ none.x }}",
        "{% for p in papers %}{{ p.titel }}{% endfor %}",
        "{% for p in papers %}",
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
        "{{ [] | first | upper }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ title | nonsense }}",
        "{{ 'x' | attr('__class__') }}",
        "{{ title['__class__'] }}",
        "{{ '1' | json(2) }}",
        "{{ {}[1] }}",
        "{% set x = 'a' * 9999999 %}{{ x + x }}",
        "{{ namespace(a=1).a.b.c }}",
        "{{ 1 | tex | format(2) }}",
    ],
)
def test_a_fault_or_a_trespass_is_one_line_that_names_the_file(source: str) -> None:
    with pytest.raises(PapertriageError) as caught:
        made("\n" + source, PAPER)
    said = str(caught.value)
    assert said.startswith("my.txt")
    assert said.endswith("; mend the template")
    assert "\n" not in said
    assert len(said) < 400


def test_a_fault_names_its_line() -> None:
    with pytest.raises(PapertriageError, match=r"^my\.txt:3: "):
        made("\n\n{{ missing }}", PAPER)
    with pytest.raises(PapertriageError, match=r"^my\.txt:2: "):
        made("\n{% for %}", PAPER)


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    ],
    ids=["loops", "calls"],
)
def test_a_template_without_end_is_ended(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_sandbox, "STEPS", 20_000)
    began = time.process_time()
    with pytest.raises(PapertriageError, match="more than 20,000 steps"):
        made(source, PAPER)
    assert time.process_time() - began < 20


@settings(deadline=None, max_examples=40)
@given(papers)
def test_no_words_become_markup_in_a_page(paper: Paper) -> None:
    from lxml import html

    source = '<p title="{{ p.title }}">{{ p.title }}</p>'
    page = made("{% for p in papers %}" + source + "{% endfor %}", paper, name="a.html")
    element = html.fragment_fromstring(page)
    assert (element.tag, len(element)) == ("p", 0)
    assert (
        element.get("title", "")
        == (element.text or "")
        == (shown(paper.title) if not paper.title.isprintable() else paper.title)
    )


@settings(deadline=None, max_examples=30)
@given(papers)
def test_the_same_template_gives_the_same(paper: Paper) -> None:
    template = Template(
        "x.txt", "{% for p in papers %}{{ p | json }}{{ p.title | tex }}{{ p.title | org }}{% endfor %}"
    )
    assert list(template.chunks([paper])) == list(template.chunks([paper]))
