"""`papertriage stats --calendar` in a pipe, on a terminal and as JSON."""

import json
from pathlib import Path

from cli_program import Program


def test_a_pipe_gets_a_letter_for_each_day(prepared: Path, program: Program) -> None:
    ran = program(prepared, "stats", "--calendar")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[:2] for row in rows] == [["daily-papers", "2025-10"], ["daily-papers", "2025-11"]][
        : len(rows)
    ]
    assert {letter for row in rows for letter in row[2]} <= set(" o.Mpse")
    assert "o" in rows[0][2]
    assert "\x1b" not in ran.out


def test_json_has_every_day_with_its_status(prepared: Path, program: Program) -> None:
    (source,) = json.loads(program(prepared, "stats", "--calendar", "--json").out)["sources"]
    assert source["source"] == "daily-papers"
    assert sum(source["counts"].values()) == len(source["days"])
    assert source["days"][0]["status"] == "ok"


def test_a_terminal_gets_colours_and_what_they_mean(prepared: Path, terminal: Program) -> None:
    ran = terminal(prepared, "stats", "--calendar")
    assert ran.code == 0
    assert "\x1b[32mo\x1b[0m" in ran.out
    assert "missing" in ran.out
    plain = terminal(prepared, "stats", "--calendar", NO_COLOR="1")
    assert "\x1b[32m" not in plain.out
