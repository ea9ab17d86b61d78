"""The shells' completion: the scripts, and what they are given when they ask."""

from pathlib import Path

import pytest

from cli_program import Program

ASK = {
    "bash": lambda words: {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)},
    "zsh": lambda words: {"_TYPER_COMPLETE_ARGS": words},
    "fish": lambda words: {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
}


@pytest.mark.parametrize("shell", ASK)
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("papertriage se", "search"),
        ("papertriage topics w", "why"),
        ("papertriage search --topic kv-", "kv-cache"),
        ("papertriage topics show quanti", "quantization"),
        ("papertriage search --sort publ", "published"),
        ("papertriage search --state acc", "accepted"),
        ("papertriage export --format bib", "bibtex"),
        ("papertriage search --auth", "--author-count"),
        ("papertriage completion fi", "fish"),
    ],
)
def test_a_shell_is_given_commands_options_and_values(
    shell: str, words: str, answer: str, fresh: Path, process: Program
) -> None:
    ran = process(fresh, _PAPERTRIAGE_COMPLETE=f"complete_{shell}", **ASK[shell](words))
    assert answer in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_script_names_the_program(shell: str, fresh: Path, program: Program) -> None:
    ran = program(fresh, "completion", shell)
    assert ran.code == 0
    assert f"complete_{shell}" in ran.out
    assert "papertriage" in ran.out
