"""Killed at any step between the record and its index, the next opening makes the index right."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LEAST = {"change": 20, "rebuild": 20}  # steps: fewer would mean that the scenario skips something


@pytest.mark.parametrize("scenario", LEAST)
def test_an_index_is_right_after_a_kill_at_each_step(scenario: str, tmp_path: Path) -> None:
    script = Path(__file__).with_name("index_steps.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "library"), scenario],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert (ended.returncode, ended.stderr) == (0, "")
    *looks, last = said
    assert last["steps"] >= LEAST[scenario], said[-3:]
    for look in looks:
        assert look["same"], look
        assert [look["renamed"], look["accepted"]] == look["expected"]
        assert look["problems"] == []
    assert {look["papers"] for look in looks} <= {60, 89, 90}
    assert looks[-1]["papers"] == (89 if scenario == "change" else 60)
