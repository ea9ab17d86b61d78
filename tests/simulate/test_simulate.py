"""Replaying labelled papers: files of every kind, the protocol, whole commands."""

import csv
import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest

from papertriage.cli.run import run
from papertriage.errors import UnreadableDump, UsageFault
from papertriage.rank.features import Text
from papertriage.rank.measures import measured
from papertriage.simulate import Protocol, first_rows, replay
from papertriage.simulate.labelled import Labelled, read_labelled

SHARED = Path(__file__).resolve().parents[3] / "shared" / "bench" / "screening"
SUBJECTS = ("tides and moorings", "kelp forests", "harbour walls", "lighthouse lamps", "ferry crews")


def papers(relevant: int = 8, others: int = 52) -> list[tuple[str, str, int]]:
    """Invent a screening: the relevant papers are about barnacle glue."""
    glue = [
        (
            f"Barnacle glue, part {at}",
            f"How barnacles cement themselves to {SUBJECTS[at % 5]}: adhesive protein {at}.",
            1,
        )
        for at in range(relevant)
    ]
    rest = [
        (f"On {SUBJECTS[at % 5]}, part {at}", f"A long study of {SUBJECTS[at % 5]} in winter, year {at}.", 0)
        for at in range(others)
    ]
    return [paper for pair in zip(glue, rest, strict=False) for paper in pair] + rest[relevant:]


def as_csv(rows: list[tuple[str, str, int]], label: str = "label_included") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([("title", "abstract", label), *rows])
    return out.getvalue().encode()


def clock() -> float:
    return 0.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "barnacles.csv"
    path.write_bytes(as_csv(papers()))
    return path


# --- files ---

READABLE = {
    "asreview": (b"record_id,title,abstract,label_included\n0,A,B,1\n1,C,,0\n", [True, False]),
    "included": (b"Title,Abstract,Included\nA,B,yes\nC,D,no\n", [True, False]),
    "semicolons": (b"title;abstract;label\nA, and more;B;TRUE\nC;D;False\n", [True, False]),
    "tabs": (b"label\tabstract\ttitle\n1.0\tB\tA\n0.0\tD\tC\n", [True, False]),
    "undecided": (b"title,abstract,included\nA,B,1\nC,D,-1\nE,F,\nG,H,0\n", [True, None, None, False]),
    "mark and quotes": (b'\xef\xbb\xbftitle,abstract,label\n"A ""b""","x\ny",1\n', [True]),
    "western letters": ("title,abstract,label\nÜber,é,1\n".encode("cp1252"), [True]),
    "header alone": (b"title,abstract,label\n", []),
}


@pytest.mark.parametrize(("raw", "wanted"), READABLE.values(), ids=READABLE)
@pytest.mark.parametrize("packed", [False, True])
def test_a_labelled_file_is_read(raw: bytes, wanted: list[bool | None], packed: bool) -> None:
    found = read_labelled("folder/some.csv.gz", gzip.compress(raw) if packed else raw)
    assert found.wanted == wanted
    assert found.name == "some"
    assert len(found.texts) == len(wanted)


UNREADABLE = {
    "empty": (b"", "names nothing"),
    "no label": (b"title,abstract\nA,B\n", "label_included"),
    "no title": (b"abstract,label\nA,1\n", "title"),
    "a strange label": (b"title,abstract,label\nA,B,1\nC,D,perhaps\n", "row 1.*'perhaps'"),
    "a missing cell": (b"title,abstract,label\nA,B,1\nC,1\n", "row 1, which ends at line 3: has 2 cells"),
    "a quote without end": (b'title,abstract,label\nA,"B,1\nC,D,0\n', "row 0.*mend"),
    "binary": (b"title,abstract,label\nA\x00,B,1\n", "not text"),
    "damaged gzip": (gzip.compress(b"title,abstract,label\nA,B,1\n" * 99)[:40], "damaged"),
}


@pytest.mark.parametrize(("raw", "says"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_one_clear_line(raw: bytes, says: str) -> None:
    with pytest.raises(UnreadableDump, match=says) as fault:
        read_labelled("some.csv", raw)
    assert str(fault.value).startswith("some.csv: ")
    assert "\n" not in str(fault.value)


# --- the protocol ---


def labelled(rows: list[tuple[str, str, int]]) -> Labelled:
    return Labelled(
        "set", [Text(title, abstract) for title, abstract, _ in rows], [bool(row[2]) for row in rows]
    )


def test_the_first_papers_are_those_that_asreview_draws() -> None:
    """It asks NumPy's old generator, seeded anew, for each kind of paper."""
    set_of = labelled(papers())
    relevant, rest = (np.flatnonzero([wanted is kind for wanted in set_of.wanted]) for kind in (True, False))
    drawn = [np.random.RandomState(7).choice(rows, 1, replace=False)[0] for rows in (relevant, rest)]
    assert first_rows(set_of, Protocol(7)) == tuple(drawn)


def test_first_papers_can_be_named_and_are_not_in_the_pool() -> None:
    found = replay(labelled(papers()), Protocol(rows=(0, 1, 5)), clock)
    assert found.prior == (0, 1, 5)
    assert sorted(found.order) == [row for row in range(60) if row not in {0, 1, 5}]
    assert found.measures.papers == 57
    assert found.measures == measured(found.found)


def test_a_replay_reads_until_the_last_relevant_paper() -> None:
    set_of = labelled(papers())
    found = replay(set_of, Protocol(), clock)
    assert [set_of.wanted[row] for row in found.order] == list(found.found)
    assert sum(found.found[: found.read]) == 7
    assert found.found[found.read - 1 :].count(True) <= found.learned
    assert found.measures.loss < 0.02  # barnacle glue is easily told from ferry crews


def test_the_same_replay_is_the_same_again() -> None:
    assert replay(labelled(papers()), Protocol(3), clock) == replay(labelled(papers()), Protocol(3), clock)


def test_papers_without_a_label_are_not_read() -> None:
    set_of = labelled(papers())
    set_of.wanted[2] = set_of.wanted[3] = None
    assert {2, 3}.isdisjoint(replay(set_of, Protocol(), clock).order)


@pytest.mark.parametrize(
    ("relevant", "others", "protocol"),
    [
        (1, 9, Protocol()),
        (0, 9, Protocol()),
        (9, 1, Protocol()),
        (5, 9, Protocol(each=5)),
        (5, 9, Protocol(rows=(99,))),
        (2, 9, Protocol(rows=(0, 2))),
    ],
)
def test_a_set_with_nothing_to_find_is_one_clear_fault(
    relevant: int, others: int, protocol: Protocol
) -> None:
    rows = [(f"A {at}", "b", int(at < relevant)) for at in range(relevant + others)]
    if protocol.rows == (0, 2):
        rows = [("A", "b", 1), ("C", "d", 0), ("E", "f", 1), *[("G", "h", 0)] * 8]
    with pytest.raises(UsageFault, match="set: "):
        replay(labelled(rows), protocol, clock)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled sets are not here: ../shared/bench/screening")
def test_a_real_set_is_ranked_at_least_as_well_as_by_asreview() -> None:
    """ASReview 3's default, from the same first papers: recall@10 % 0.625, WSS@95 0.717, loss 0.042."""
    path = SHARED / "cohen_NSAIDS.csv.gz"
    found = replay(read_labelled(path.name, path.read_bytes()), Protocol(42), clock)
    assert found.prior == (210, 256)
    assert found.measures.recall_10 >= 0.625
    assert found.measures.wss_95 >= 0.717
    assert found.measures.loss <= 0.042


# --- whole commands ---


def test_simulate_prints_a_line_a_set_and_the_mean(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", str(file), str(file)]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines] == ["set", "barnacles", "barnacles", "mean"]
    assert {len(line) for line in lines} == {10}
    assert lines[1][1:3] == ["58", "7"]


def test_simulate_as_json_has_everything(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", str(file), "--json", "--seed", "5", "--n-prior", "2"]) == 0
    said = json.loads(capsys.readouterr().out)
    [found] = said["sets"]
    assert len(found["prior_rows"]) == 4
    assert len(found["order"]) == found["read"]
    assert said["mean"]["loss"] == found["loss"]
    assert found["curve"][-1] == [1, 1]


def test_simulate_prints_curves_in_numbers(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", str(file), "--curve"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["read", "barnacles"]
    assert lines[-1] == ["1.00", "1.000"]
    assert len(lines) == 22


def test_simulate_reads_standard_input(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(file.read_bytes()))))
    assert run(["simulate", "-", "--prior-rows", "0,1"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("standard input\t58\t7\t")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_simulate_draws_the_same_picture_again(file: Path, tmp_path: Path, kind: str) -> None:
    pytest.importorskip("matplotlib")
    pictures = []
    for name in ("one", "two"):
        assert run(["simulate", str(file), "--plot", str(tmp_path / f"{name}.{kind}")]) == 0
        pictures.append((tmp_path / f"{name}.{kind}").read_bytes())
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith({"svg": b"<?xml", "png": b"\x89PNG"}[kind])
    assert sorted(path.suffix for path in tmp_path.iterdir()) == sorted([".csv", f".{kind}", f".{kind}"])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere.csv"], 1, "nowhere.csv: no such file"),
        (["{file}", "--prior-rows", "1,x"], 2, "--prior-rows '1,x'"),
        (["{file}", "--prior-rows", ""], 2, "--prior-rows"),
        (["{file}", "--prior-rows", "999"], 2, "no labelled row 999"),
        (["{file}", "--plot", "curve.pdf"], 2, ".svg or .png"),
        (["{file}", "--plot", "{folder}/no/curve.svg"], 1, "cannot be written"),
        (["{file}", "--n-prior", "50"], 2, "fewer than the 50"),
        (["{folder}"], 1, "is a directory"),
        ([], 2, "FILE"),
    ],
)
def test_simulate_says_what_is_wrong_in_a_line(
    arguments: list[str], code: int, says: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if "--plot" in arguments:
        pytest.importorskip("matplotlib")
    given = [each.format(file=file, folder=file.parent) for each in arguments]
    assert run(["simulate", *given]) == code
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_a_name_from_a_file_cannot_drive_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a\x1b[31mred.csv"
    path.write_bytes(as_csv(papers()))
    assert run(["simulate", str(path)]) == 0
    assert "\x1b" not in capsys.readouterr().out
