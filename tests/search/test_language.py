"""The query language: what is typed, what it means, and where it cannot be read."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.errors import NotFound, QueryFault, UsageFault
from papertriage.index import words_of
from papertriage.search import FIELDS, HAS, SORTS, Filters, Names, plan
from papertriage.search.explain import explained
from papertriage.search.terms import Term
from papertriage.search.tree import All, Either, Ids, Known, NewVersion, Node, Not, Numbered, Range, Value

TODAY = datetime.date(2025, 10, 30)
GROUPS = {"quant": ("quantization",), "efficiency": ("kv-cache", "quantization")}
SAVED = {
    "weekly": "topic:quant listed:7d",
    "both": "@weekly OR survey",
    "loop": "@pool",
    "pool": "a @loop",
    "broken": "published:soon",
}


def topics(name: str) -> tuple[str, ...]:
    if name in GROUPS:
        return GROUPS[name]
    if name == "nothing":
        raise NotFound("There is no topic 'nothing'; did you mean something?")
    return (name,)


def saved(name: str) -> str:
    if name not in SAVED:
        raise NotFound(f"no saved search @{name}")
    return SAVED[name]


NAMES = Names(TODAY, topics, saved)


def nodes(text: str) -> tuple[Node, ...]:
    return plan(text, names=NAMES).tree.nodes


def shape(node: Node) -> object:
    """A tree as plain values: words as text, a *not* as ("not", …), alternatives as ("or", …)."""
    match node:
        case Term():
            return _words(node)
        case Not():
            return ("not", shape(node.node))
        case Either():
            return ("or", *map(shape, node.nodes))
        case All():
            return [*map(shape, node.nodes)]
        case _:
            return _condition(node)


def _words(term: Term) -> str:
    words = " ".join(term.words) + "*" * term.prefix
    words = f'"{words}"' if term.exact and term.fields[0] not in ("authors", "org") else words
    return words if term.fields == ("title", "abstract") else f"{'/'.join(term.fields)}:{words}"


def _condition(node: Value | Range | Known | Ids | Numbered | NewVersion) -> object:
    if isinstance(node, Range):
        return (node.field, node.low, node.high)
    if isinstance(node, Value):
        return f"{node.field}={','.join(node.values)}"
    if isinstance(node, NewVersion):
        return "a newer version"
    if isinstance(node, Numbered):
        return node.about
    return f"{'/'.join(node.fields)}?" if isinstance(node, Known) else f"id={','.join(node.names)}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("kv cache", ["kv", "cache"]),
        ("KV-Cache", ["kv cache"]),
        ('"visual autoregressive" model', ['"visual autoregressive"', "model"]),
        ("“visual autoregressive”", ['"visual autoregressive"']),
        ("-video", [("not", "video")]),
        ("--video", [("not", "video")]),
        ("NOT video", [("not", "video")]),
        ("NOT NOT video", ["video"]),
        ('-"visual tokens" x', [("not", '"visual tokens"'), "x"]),
        ("cats OR dogs", [("or", "cats", "dogs")]),
        ("big cats OR dogs eat", ["big", ("or", "cats", "dogs"), "eat"]),
        ("a OR b OR -c", [("or", "a", "b", ("not", "c"))]),
        ("(big cats) OR dogs", [("or", ["big", "cats"], "dogs")]),
        ("(a (b c)) d", ["a", "b", "c", "d"]),
        ("-(a b)", [("not", ["a", "b"])]),
        ("a AND b", ["a", "b"]),
        ("quant*", ["quant*"]),
        ('"visual auto*"', ['"visual auto*"']),
        ("title:cache", ["title:cache"]),
        ("TITLE:cache", ["title:cache"]),
        ('title:"the cache"', ['title:"the cache"']),
        ("title:(a OR b) c", [("or", "title:a", "title:b"), "c"]),
        ("abstract:(x y)", ["abstract:x", "abstract:y"]),
        ("author:lovelace", ["authors:lovelace"]),
        ('author:"ada lovelace"', ["authors:ada lovelace"]),
        ('author:"Lovelace, Ada"', ["authors:ada lovelace"]),
        ("org:acme", ["org:acme"]),
        ("organization:acme", ["org:acme"]),
        ("topic:quant", ["topic=quantization"]),
        ("topic:efficiency", ["topic=kv-cache,quantization"]),
        ("topic:a,b", ["topic=a,b"]),
        ("topic:(a OR b) -topic:c", [("or", "topic=a", "topic=b"), ("not", "topic=c")]),
        ("category:cs.CL", ["category=cs.CL"]),
        ("state:Unread", ["state=unread"]),
        ("source:hf-json", ["source=hf-json"]),
        ("id:2404.02905v2", ["id=arxiv:2404.02905"]),
        ("doi:10.1000/XYZ", ["id=doi:10.1000/xyz"]),
        ("id:2404.*", ["id=arxiv:2404.*,doi:2404.*"]),
        ("has:code", ["has=code"]),
        ("has:code,doi", [("or", "has=code", "has=doi")]),
        ("has:date", ["published/year?"]),
        ("published:2024..", [("published", 20240101, None)]),
        ("published:2024-02", [("published", 20240201, 20240229)]),
        ("listed:7d", [("listed", 20251023, 20251030)]),
        ("listed:2026-W34", [("listed", 20260817, 20260823)]),
        ("updated:last-month", [("updated", 20250901, 20250930)]),
        ("seen:>2024", [("first_seen", 20250101, None)]),
        ("comments:>5", [("comments", 6, None)]),
        ("votes:>20", [("upvotes", 21, None)]),
        ("authors:1..3", [("author_count", 1, 3)]),
        ("year:2024", [("year", 2024, 2024)]),
        ("-comments:0", [("not", ("comments", 0, 0))]),
        ("(topic:a OR b)", [("or", "topic=a", "b")]),
        ("x (published:2024),", ["x", ("published", 20240101, 20241231)]),
        ("@weekly", ["topic=quantization", ("listed", 20251023, 20251030)]),
        ("@both", [("or", ["topic=quantization", ("listed", 20251023, 20251030)], "survey")]),
        ("-@weekly", [("not", ["topic=quantization", ("listed", 20251023, 20251030)])]),
    ],
)
def test_what_is_typed_means(text: str, meant: list[object]) -> None:
    assert [shape(node) for node in nodes(text)] == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("c++ (2024): what?", ["c", "2024", "what"]),
        ('"', []),
        ('a 5" disk', ["a", "5", "disk"]),
        ("(unclosed", ["unclosed"]),
        ("closed)", ["closed"]),
        (":)", []),
        ("()", []),
        ("(((deep", ["deep"]),
        ("f(x) = g(x)", ["f x", "g x"]),
        ("cats OR", ["cats"]),
        ("OR cats", ["cats"]),
        ("cats NOT", ["cats"]),
        ("- a -", ["a"]),
        ("state: of the art", ["state", "of", "the", "art"]),
        ("foo:bar", ["foo bar"]),
        ("https://example.org/a?b=c", ["https example org a b c"]),
        ("What's new?", ["what s", "new"]),
        ("50% of 1,000", ["50", "of", "1 000"]),
        ("cells at -20, not -80.", ["cells", "at", "20", "not", "80"]),
        ("recall @10", ["recall", "10"]),
        ("nDCG @ ten", ["ndcg", "ten"]),
        ("*", []),
        ("", []),
    ],
)
def test_plain_text_is_words_whatever_signs_it_has(text: str, meant: list[object]) -> None:
    assert [shape(node) for node in nodes(text)] == meant


ABSTRACT = (
    'We show that the "not bad" of a review is not a -praise- of it, and (unlike others) that what is said '
    "in state:of and on the whole OR in part, does not follow"
)


def test_sentences_are_words_whatever_signs_are_in_them() -> None:
    asked = plan(ABSTRACT, names=NAMES)
    assert all(isinstance(node, Term) and not node.exact for node in asked.tree.nodes)
    assert [word for node in asked.tree.nodes for word in node.words] == [  # type: ignore[union-attr]
        word for word in words_of(ABSTRACT) if word != "state"
    ]
    assert asked.notes == ("read as plain text: quotes, - and OR are no signs in sentences",)


def test_sentences_keep_the_fields_beside_them() -> None:
    asked = plan(f"{ABSTRACT} published:2024..", names=NAMES)
    assert asked.tree.nodes[-1] == Range("published", 20240101, None, "2024..")


def test_a_query_of_many_words_put_together_is_not_taken_for_sentences() -> None:
    alternatives = " OR ".join(f'"the art of {number}"' for number in range(12))
    assert shape(nodes(f"({alternatives}) -survey")[1]) == ("not", "survey")
    assert nodes("what is the art of " + " ".join(f"w{number}" for number in range(20)) + " -x")[-1] == Not(
        Term(("x",), "x")
    )


def test_a_list_of_words_with_ors_reads_whatever_signs_are_in_it() -> None:
    text = 'what "is said" of (a thing beside b and c'
    listed = " OR ".join(text.split())
    assert [shape(node) for node in nodes(listed)] == [("or", *words_of(text))]
    whole = " OR ".join(['"onetwo"', "-a", "(b)", "c", "d", "e", "f", "g", "h"])
    [either] = nodes(whole)
    assert isinstance(either, Either)
    assert shape(either)[1:3] == ('"onetwo"', ("not", "a"))  # type: ignore[index]


def test_an_arxiv_id_or_address_in_plain_text_finds_the_paper_too() -> None:
    for text in ("2404.02905", "https://arxiv.org/abs/2404.02905v2", "arXiv:2404.02905"):
        [found] = nodes(text)
        ids = found.nodes[0] if isinstance(found, Either) else found
        assert isinstance(ids, Ids)
        assert ids.names == ("arxiv:2404.02905",)


@pytest.mark.parametrize(
    ("text", "wrong", "mend"),
    [
        ("cache published:20x4", "20x4", "write 2024"),
        ("published:2024-02-30", "2024-02-30", "not a date"),
        ("comments:many", "many", "3, 1..3, >5 or <=2"),
        ("authors:lovelace", "lovelace", "author:lovelace"),
        ("state:reed", "reed", "did you mean read"),
        ("has:cod", "cod", "did you mean code"),
        ("topic:nothing", "nothing", "did you mean something"),
        ("title:()", "title:", "needs a value"),
        ('title:"..."', '"..."', "needs a word"),
        ("a OR (b", "(", "never closed"),
        ("a OR b)", ")", "leave it out"),
        ('state:read "a b', '"', "never closed"),
        ("topic:a OR", "OR", "A OR B"),
        ("state:read -", "-", ""),
        ("@nobody", "@nobody", "no saved search"),
        ("x @loop", "@loop", "a part of itself"),
        ("@broken", "@broken", "in the saved search @broken"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, wrong: str, mend: str) -> None:
    if not mend:
        assert nodes(text)  # a sign by itself is no fault
        return
    with pytest.raises(QueryFault, match=mend.replace("(", r"\(")) as raised:
        nodes(text)
    assert text[raised.value.start : raised.value.end] == wrong
    assert raised.value.exit_code == 2


TRICKY = st.lists(
    st.sampled_from([
        "(", ")", '"', "-", "OR", "NOT", "AND", " ", "*", ":", "title:", "topic:", "published:", "comments:",
        "has:", "2024", "..", "7d", ">", "<=", "a", "code", "@", "@weekly", "@loop", "état", "2404.02905",
        ",",
        "\x00", "\ud800",
    ]),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=80), TRICKY))
def test_any_text_is_a_plan_or_a_fault_that_points_into_it(text: str) -> None:
    try:
        said = explained(plan(text, names=NAMES))
    except QueryFault as fault:
        said = [str(fault), text[fault.start : fault.end]]
    assert len(said) > 1
    assert all(said)


@given(st.text(max_size=80).filter(lambda text: ":" not in text and "OR" not in text and "@" not in text))
def test_a_text_without_fields_and_operators_never_fails(text: str) -> None:
    assert plan(text, names=NAMES).text == text


@pytest.mark.parametrize(
    "text", ["(" * 5000, ")" * 5000, "(" * 40 + "a" + ")" * 40, "-" * 5000 + "a", '"' * 5001]
)
def test_signs_without_end_are_no_danger(text: str) -> None:
    assert len(nodes(text)) <= 1


def test_groups_too_deep_for_the_language_are_refused_where_it_is_meant() -> None:
    with pytest.raises(QueryFault, match="deep"):
        nodes("topic:a " + "(" * 40 + "a" + ")" * 40)


def test_words_beyond_what_is_searched_for_are_left_out_with_a_note() -> None:
    asked = plan(" ".join(f"w{number}" for number in range(500)))
    assert len(asked.tree.nodes) == 400
    assert asked.notes == ("only the first 400 words are searched for",)


def test_a_field_there_is_not_is_words_and_the_nearest_is_named() -> None:
    asked = plan("auther:smith")
    assert [shape(node) for node in asked.tree.nodes] == ["auther smith"]
    assert "did you mean author:?" in asked.notes[0]
    assert plan("https://example.org foo:bar").notes == ()


def test_flags_ask_for_what_fields_ask_for() -> None:
    flags = Filters(
        ("quant",), since="2024-01-01", until="2024-12-31", authors=(1, 3), organization="Acme Labs",
        state="read",
    )  # fmt: skip
    typed = nodes('topic:quant published:2024 authors:1..3 org:"Acme Labs" state:read')
    assert [shape(node) for node in plan("", flags, names=NAMES).tree.nodes] == [*map(shape, typed)]
    either = Filters(("quant", "kv-cache"), any_topic=True)
    assert [shape(node) for node in plan("", either, names=NAMES).tree.nodes] == [
        "topic=quantization,kv-cache"
    ]


def test_without_words_the_newest_come_first() -> None:
    assert plan("topic:a author:b", names=NAMES).sort == "published"
    assert plan("-x").sort == plan("").sort == "published"
    assert plan("x").sort == plan("title:x").sort == plan("(x OR topic:a)").sort == "relevance"


def test_ages_need_a_today() -> None:
    with pytest.raises(UsageFault, match="not a date"):
        plan("listed:7d")
    assert plan("listed:2024").tree.nodes


def test_the_topics_that_are_asked_about_are_known() -> None:
    assert plan("topic:efficiency OR -topic:x y", names=NAMES).topics == ("kv-cache", "quantization", "x")


def test_every_field_can_be_asked_and_explained() -> None:
    values = {
        "words": "x",
        "names": "x",
        "values": "unread",
        "numbers": "3",
        "dates": "2024",
        "ids": "2404.02905",
        "has": "code",
    }
    for field in FIELDS:
        lines = explained(plan(f"{field.name}:{values[field.kind]}", names=NAMES))
        assert len(lines) == 3
        assert lines[0] == "papers with:"
    for what in HAS:
        assert plan(f"has:{what}").tree.nodes


def test_every_field_and_everything_a_paper_may_have_stands_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "search.md").read_text("utf-8")
    assert [field.name for field in FIELDS if f"`{field.name}:`" not in manual] == []
    assert [what for what in HAS if f"`{what}`" not in manual] == [
        "other"
    ]  # a kind of link that says nothing
    assert [sort for sort in SORTS if f"`{sort}`" not in manual] == []


def test_a_plan_is_explained_in_words() -> None:
    asked = plan(
        'kv-cache "paged attention" (a OR -b) quant* author:ada votes:>20 listed:..2024 has:authors',
        names=NAMES,
    )
    assert explained(asked) == [
        "papers with all of this:",
        "  kv cache side by side, the last in any form, in title or abstract",
        '  "paged attention", exactly, in title or abstract',
        "  any of:",
        "    a in any form, in title or abstract",
        "    not:",
        "      b in any form, in title or abstract",
        "  words that begin with quant, in title or abstract",
        "  ada in author",
        "  upvotes at least 21",
        "  listed on or before 2024-12-31",
        "  number of authors known",
        "closer look: the best 50 are read and ordered by these words in title and abstract, by words near "
        "one another, and by words that go with them in the best of these papers",
        "order: best match first; equal ones as they were first read",
    ]
    question = explained(plan("how do the sparse models trade accuracy for speed"))
    assert question[0] == (
        "papers with some of these words, as it is a question (and all that is not a word):"
    )
    assert explained(plan(""))[1] == "  any paper"
