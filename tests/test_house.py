"""The house around the program: docs on every command, dependencies held still, nothing of one machine."""

import importlib.metadata
import platform
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.main import get_command
from validate_pyproject import api

from papertriage.cli.app import COMMANDS, app
from papertriage.cli.run import run

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text("utf-8")
UNCOMMENTED = [line for line in CONSTRAINTS.splitlines() if line and not line.startswith("#")]
PIN = re.compile(r"[A-Za-z0-9][\w.-]*==\d[\w.!+]*")

# Folders of one machine only. An address of a web page does not look so: a host stands before its path.
MACHINE_PATH = re.compile(r"(?<![\w.~$/{}%-])/(?:home|root|Users|work|opt|srv|tmp|var/folders)/\w")
REGISTRY = re.compile(r"python[h]osted|(?:extra-)?index[-]url|find[-]links|pypi[.]org/simple|trusted[-]host")


# --- the commands and their pages ---


def typed(name: str) -> list[str]:
    """Give the command as it is typed, or each of its own: `topics list`, `topics show` …"""
    group: Any = get_command(app)
    inner = getattr(group.get_command(None, name), "commands", {})
    return [f"{name} {sub}" for sub in inner] or [name]


def documents() -> list[Path]:
    """Give the README and the pages of docs/, the decisions left out: those speak of choices, not of use."""
    pages = [page for page in (ROOT / "docs").rglob("*.md") if "decisions" not in page.parts]
    return [ROOT / "README.md", *pages]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_mentioned_in_the_docs(name: str) -> None:
    text = "\n".join(page.read_text("utf-8") for page in documents())
    assert [command for command in typed(name) if f"papertriage {command}" not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_how_it_is_used(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in typed(name):
        assert run([*command.split(), "--help"]) == 0
        assert f"Usage: papertriage {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "page", [*documents(), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=lambda page: page.name
)
def test_a_link_within_the_docs_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


# --- dependencies ---


def pins() -> dict[str, str]:
    """Give the version that constraints.txt names for each package."""
    return {
        canonicalize_name(name): version
        for name, _, version in (line.partition("==") for line in UNCOMMENTED)
    }


def declared() -> list[str]:
    """Give every requirement that pyproject.toml states, the build's included."""
    project = PYPROJECT["project"]
    extras = [requirement for extra in project["optional-dependencies"].values() for requirement in extra]
    return [*PYPROJECT["build-system"]["requires"], *project["dependencies"], *extras]


def needed(requirement: Requirement) -> set[str]:
    """Give the names of what an installed package needs here, directly, without its extras."""
    try:
        stated = map(Requirement, importlib.metadata.requires(requirement.name) or [])
    except importlib.metadata.PackageNotFoundError:
        return set()
    return {needs.name for needs in stated if needs.marker is None or needs.marker.evaluate({"extra": ""})}


def closure(requirements: list[Requirement]) -> set[str]:
    """Give the names of everything that these bring along, as far as it is installed here."""
    reached: set[str] = set()
    waiting = [requirement.name for requirement in requirements]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in reached:
            reached.add(name)
            waiting += needed(Requirement(name))
    return reached


@pytest.mark.parametrize("line", UNCOMMENTED)
def test_a_constraint_is_a_name_and_an_exact_version_and_nothing_else(line: str) -> None:
    assert PIN.fullmatch(line)


@pytest.mark.parametrize(
    "line", ["tantivy>=0.26", "tantivy @ file:x.whl", "-e .", "--hash=sha256:0", "tantivy==0.27.*"]
)
def test_what_is_no_constraint_is_seen_not_to_be_one(line: str) -> None:
    assert not PIN.fullmatch(line)


@pytest.mark.parametrize("stated", declared())
def test_a_dependency_is_constrained_within_its_bounds(stated: str) -> None:
    requirement = Requirement(stated)
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_what_the_dependencies_bring_along_is_constrained_too() -> None:
    stated = [Requirement(line) for line in PYPROJECT["project"]["dependencies"]]
    assert closure(stated) - pins().keys() == set()


# --- the project file ---


def test_the_project_file_is_valid() -> None:
    assert api.Validator()(PYPROJECT)


def test_every_tool_table_is_read_by_a_tool() -> None:
    """A misspelt table is ignored by everyone: the rules in it would hold nothing."""
    assert set(PYPROJECT["tool"]) <= {"hatch", "importlinter", "mypy", "pytest", "ruff"}


def test_ci_runs_what_make_test_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o100
    assert "make test" in script.read_text("utf-8")


# --- nothing of one machine ---


def tracked() -> list[Path]:
    """Give the files that git knows or would add."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a checkout: git cannot say which files are the project's")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [
        path for name in listed.stdout.decode("utf-8").split("\0") if name and (path := ROOT / name).is_file()
    ]


def test_no_file_names_a_machine_or_a_registry() -> None:
    host = platform.node()
    found = []
    for path in tracked():
        text = path.read_text("utf-8", "replace")
        named = len(host) > 8 and host in text
        if named or MACHINE_PATH.search(text) or REGISTRY.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert found == []


@pytest.mark.parametrize("parts", [("see ", "home", "ann/x"), ("'", "tmp", "v/bin'"), ("=", "work", "main")])
def test_a_path_of_a_machine_is_seen(parts: tuple[str, str, str]) -> None:
    before, folder, rest = parts
    assert MACHINE_PATH.search(f"{before}/{folder}/{rest}")


@pytest.mark.parametrize(
    "text", ["https://example.org/work/x", "bench/work/papers.txt", "~/home/x", "a /tmp file", "../opt/x"]
)
def test_what_is_no_path_of_a_machine_is_left_alone(text: str) -> None:
    assert not MACHINE_PATH.search(text)
