"""JSON to rows: every shape of document, damaged ones too, small and large."""

import json
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.sources import json_rows
from papertriage.sources.content import Content
from papertriage.sources.json_rows import Row, Rows, rows, sample, shown
from papertriage.sources.python_repr import read_repr

WRAPPERS = frozenset({"data", "message", "items"})

SHAPES = {
    "an array": '[{"a": 1}, {"b": 2}]',
    "a list in an object": '{"status": "ok", "data": [{"a": 1}, {"b": 2}], "total": 2}',
    "a list in an object in an object": '{"message": {"total": 2, "items": [{"a": 1}, {"b": 2}]}, "z": null}',
    "lines": '{"a": 1}\n{"b": 2}\n',
    "lines without a last end": '{"a": 1}\n{"b": 2}',
    "lines with ends of Windows": '{"a": 1}\r\n{"b": 2}\r\n',
    "lines with blank ones": '\n{"a": 1}\n\n\n{"b": 2}\n\n',
    "lines with a mark in front": '\ufeff{"a": 1}\n{"b": 2}\n',
    "lines with commas": '{"a": 1},\n{"b": 2},\n',
    "lines of arrays": '[{"a": 1}]\n[{"b": 2}]\n',
    "lines of wrapped lists": '{"data": [{"a": 1}]}\n{"data": [{"b": 2}]}\n',
    "objects one after another": '{"a": 1}{"b": 2}',
    "printed over several lines": '{\n  "a": 1\n}\n{\n  "b": 2\n}\n',
    "an array of lines": '[\n{"a": 1},\n{"b": 2}\n]\n',
    "an array with a comma too many": '[{"a": 1}, {"b": 2},]',
    "a sequence with record separators": '\x1e{"a": 1}\n\x1e{"b": 2}\n',
    "two lists": '{"data": [{"a": 1}], "items": [{"b": 2}]}',
}


def pieces(text: str | bytes, size: int) -> Iterator[bytes]:
    raw = text.encode() if isinstance(text, str) else text
    return (raw[at : at + size] for at in range(0, len(raw), size))


def values(text: str | bytes) -> list[Any]:
    found = list(rows(Content.of(text), WRAPPERS))
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    assert all(row.fault is None and not row.raw for row in found), found
    return [row.value for row in found]


@pytest.fixture(params=["small", "large"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Documents of either size take their own ways: here, large is beyond 60 bytes."""
    if request.param == "large":
        monkeypatch.setattr(json_rows, "_WHOLE", 60)
    return str(request.param)


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.usefixtures("held")
def test_every_shape_gives_its_rows(text: str) -> None:
    assert values(text) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("text", [text for text in SHAPES.values() if '{"a": 1}' in text])
def test_rows_that_do_not_fit_are_found_by_their_brackets(text: str) -> None:
    long = {"a": 'x]}{[\\"' * 20}
    padded = text.replace('{"a": 1}', json.dumps(long))
    found = Rows(pieces(padded, 7), WRAPPERS)
    assert [row.value for row in found] == [long, {"b": 2}]


@pytest.mark.usefixtures("held")
def test_the_scalars_of_the_object_around_are_kept() -> None:
    found = rows(
        Content.of('{"date": "2025-01-10", "count": 1, "data": [{"a": "' + "x" * 80 + '"}]}'), WRAPPERS
    )
    assert len(list(found)) == 1
    assert found.outer == {"date": "2025-01-10", "count": 1}


@pytest.mark.parametrize("text", ['{"a": 1}', '{"title": "x", "abstract": "y", "data": [1]}', '{"data": 3}'])
def test_an_object_without_a_list_of_rows_is_the_row(text: str) -> None:
    assert values(text) == [json.loads(text)]


@pytest.mark.parametrize("text", ["", " \n", "[]", '{"data": []}', '{"message": {"items": []}}'])
@pytest.mark.usefixtures("held")
def test_nothing_has_no_rows(text: str) -> None:
    assert values(text) == []


DAMAGED = [
    ('[{"a": 1}, {"b": ', ['{"b": '], "the JSON breaks off here"),
    ('[{"a": 1}', [""], "the JSON breaks off here"),
    ('{"status": "ok", "data": [{"a": 1}, {"b', ['{"b'], "the JSON breaks off here"),
    ('{"data": [{"a": 1}], "cou', [""], "the JSON breaks off here"),
    ('{"a": 1}\n{"b": [2', ['{"b": [2'], "the JSON breaks off here"),
    ('{"a": 1}\n{"b": tru}\n{"a": 1}\n', ['{"b": tru}'], "not JSON"),
    ('[{"a": 1}, {"b": tru}, {"a": 1}]', ['{"b": tru}'], "not JSON"),
    ('{"data": [{"a": 1}, {"b": tru}, {"a": 1}]}', ['{"b": tru}'], "not JSON"),
    ('{"a": 1}\n{"b\n{"a": 1}\n{"a": 1}\n', ['{"b'], "not JSON"),
    ('{"b\n{"a": 1}\n{"a": 1}\n', ['{"b'], "not JSON"),
    ('{"a": 1}\nhello\n', ["hello"], "not JSON"),
]


@pytest.mark.parametrize(("text", "raw", "reason"), DAMAGED)
def test_what_is_damaged_is_said_and_the_rest_is_read(text: str, raw: list[str], reason: str) -> None:
    found = list(rows(Content.of(text), WRAPPERS))
    assert {json.dumps(row.value) for row in found if row.fault is None} == {'{"a": 1}'}
    assert [(row.raw, row.fault) for row in found if row.fault is not None] == [
        (each, reason) for each in raw
    ]


IDS = [
    ('[{"id": 2503.02130}]', "2503.02130"),
    ('{"id": 704.0001, "x": 1.5}\n', "704.0001"),
    ('{"data": [{"arxiv_id": 2503.02130}]}', "2503.02130"),
    ('[{"eprint": 1512.0307699999998}]', "1512.0307699999998"),
    ('[{"paper": {"id": 2503.02130}}]', "2503.02130"),
]


@pytest.mark.parametrize(("text", "digits"), IDS)
@pytest.mark.usefixtures("held")
def test_a_number_in_place_of_an_id_keeps_its_digits(text: str, digits: str) -> None:
    (row,) = values(text)
    first = row.get("paper", row)
    (number,) = [value for value in first.values() if isinstance(value, Decimal)]
    assert str(number) == digits


def test_other_numbers_are_numbers() -> None:
    (row,) = values('{"id": 2503.02130, "score": 1.0, "n": 3}')
    assert (type(row["score"]), row["score"], row["n"]) == (float, 1.0, 3)


def test_what_only_some_tools_call_json_is_read() -> None:
    assert values(b'[{"a": NaN, "b": "one\ntwo", "c": "\\ud83d", "d": "caf\xe9"}]') == [
        {"a": None, "b": "one\ntwo", "c": "\ud83d", "d": "caf\ufffd"}
    ]


DEEP = [
    '{"data":' * 3000 + "1" + "}" * 3000,
    '{"data":' * 3000,
    "[" * 100_000,
    '{"paper":' * 900 + "1" + "}" * 900,
]


@pytest.mark.parametrize("text", DEEP, ids=["wrapped", "open", "arrays", "papers"])
def test_depth_is_survived(text: str) -> None:
    assert len(list(rows(Content.of(text), WRAPPERS | {"paper"}))) == 1
    sample(text, WRAPPERS)


def test_a_row_that_is_too_long_is_said_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from papertriage.sources import json_feed

    monkeypatch.setattr(json_feed, "_LONGEST", 1_000)
    monkeypatch.setattr(json_feed, "_PIECE", 100)
    monkeypatch.setattr(json_rows, "_WHOLE", 100)
    long = json.dumps({"a": ["x" * 50] * 100})
    for text in (f'[{{"b": 1}}, {long}, {{"c": 2}}]', f'{{"b": 1}}\n{long}\n{{"c": 2}}\n'):
        found = list(Rows(pieces(text, 64), WRAPPERS))
        assert [row.value for row in found] == [{"b": 1}, None, {"c": 2}]
        assert found[1].fault == "longer than 16 MB"
        assert found[1].raw.startswith('{"a": ["xxx')


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text("abc", min_size=1, max_size=3), json_values, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(objects, min_size=1, max_size=6), st.integers(1, 40), st.sampled_from([None, 1]))
def test_however_a_list_is_written_and_cut_into_pieces_its_rows_are_the_same(
    listed: list[dict[str, Any]], size: int, indent: int | None
) -> None:
    array = json.dumps(listed, indent=indent, ensure_ascii=False)
    texts = [array, f'{{"n": 1, "data": {array}}}', "\n".join(json.dumps(each) for each in listed)]
    texts.append("\n".join(json.dumps(each, indent=indent) for each in listed))
    for text in texts:
        walked = Rows(pieces(text.encode("utf-8", "replace"), size), WRAPPERS)
        assert list(walked._walked()) == list(json.loads(array))
        assert [row.value for row in rows(Content.of(text), WRAPPERS)] == json.loads(array)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80) | st.text('[]{}",:\\ntru1\n ', max_size=60).map(str.encode))
def test_any_bytes_are_survived(raw: bytes) -> None:
    for row in rows(Content.of(raw), WRAPPERS):
        assert (row.fault is None) or row.value is None
    assert len(list(Rows(pieces(raw, 3), WRAPPERS)._walked())) <= len(raw) + 1


def test_a_sample_takes_what_is_whole_of_a_beginning() -> None:
    text = '{"total": 9, "data": [{"a": 1}, {"b": 2}, {"c": '
    assert sample(text, WRAPPERS) == ({"total": 9}, [{"a": 1}, {"b": 2}])
    assert sample("[" + ",".join(['{"a": 1}'] * 9), WRAPPERS) == ({}, [{"a": 1}] * 5)
    assert sample('{"a": 1}\n{"b": 2}\n{"c', WRAPPERS) == ({}, [{"a": 1}, {"b": 2}])


@pytest.mark.parametrize(
    "text", ["", "prose", "<html>", "@article{x,", "[a link](x)", "{a: 1}", "1", "{{x}}"]
)
def test_a_sample_of_what_is_no_json_is_empty(text: str) -> None:
    assert sample(text, WRAPPERS) == ({}, [])


def test_a_row_is_shown_in_one_line_and_cut() -> None:
    assert shown({"a": Decimal("2503.02130")}) == '{"a": "2503.02130"}'
    assert len(shown(["x" * 9_000])) == 2_000
    assert "\n" not in shown({"a": "b\nc"})


@pytest.mark.parametrize("form", ["lines", "array"])
def test_memory_does_not_grow_with_the_document(form: str) -> None:
    row = b'{"id": "2503.02130", "title": "' + b"x" * 900 + b'"}'
    between, count = (b"\n", 40_000) if form == "lines" else (b",\n", 90_000)

    def document() -> Iterator[bytes]:
        yield b"" if form == "lines" else b"["
        for _ in range(count // 1_000):
            yield (row + between) * 1_000

    tracemalloc.start()
    read = sum(row.fault is None for row in Rows(document(), WRAPPERS))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read == count
    assert peak < (30 if form == "lines" else 80) << 20


REPRS = [
    ({"a": 'it\'s "so"', "b": None, "c": [True, False, 1, -2.5]}, None),
    ({"a": "back\\slash\n", "ü": ("x",)}, None),
    ("{'a': nan, 'b': -inf}", {"a": None, "b": None}),
    ("{'a': datetime.datetime(2024, 5, 1, 13, 58)}", {"a": "2024-05-01T13:58:00"}),
    (
        "{'a': datetime.datetime(2024, 5, 1, 0, 0, tzinfo=datetime.timezone.utc)}",
        {"a": "2024-05-01T00:00:00"},
    ),
    ("{'a': 'datetime.date(2024, 5, 1) nan'}", {"a": "datetime.date(2024, 5, 1) nan"}),
]


@pytest.mark.parametrize(("printed", "value"), REPRS)
def test_a_printed_value_is_read_back(printed: Any, value: Any) -> None:
    text = printed if isinstance(printed, str) else repr(printed)
    assert read_repr(text) == (printed if value is None else value)


@pytest.mark.parametrize(
    "text",
    [
        "{'a': __import__('os')}",
        "{'a': open('x')}",
        "[x for x in (1, 2)]",
        "{'a': 'b'",
        "{'a' 'b': }",
        "{**{}}",
        "'text'",
        "12",
        "",
        "[" * 300 + "]" * 300,
        "[" + "-" * 5_000 + "1]",
        "[9" + "9" * 6_000 + "]",
        "{'a': 'x'}" + " " * (1 << 20),
    ],
)
def test_what_is_no_printed_value_is_none(text: str) -> None:
    assert read_repr(text) is None or read_repr(text) == {"a": "x"}


def test_a_row_is_a_plain_tuple_of_four() -> None:
    (row,) = rows(Content.of('[{"a": 1}]'), WRAPPERS)
    assert row == Row(1, {"a": 1}, "", None)
    assert type(row) is Row
