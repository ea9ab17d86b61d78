"""Makes the generated parts of docs/ and README.md again: commands' help, sources, the picture of a search.

Generated parts stand between `<!-- generated: KEY -->` and `<!-- end -->`; the words around them are by hand.
`python docs/build.py --check` changes nothing and exits with 1 where a page is out of date.
"""

import datetime
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from typer.main import get_command

from papertriage import export, ingest, search, sources
from papertriage.cli import on_terminal
from papertriage.cli.app import COMMANDS, app
from papertriage.library import open_library
from papertriage.topics import Matcher, load_topics

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "search.svg"
_BLOCK = re.compile(r"(<!-- generated: ([^>]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_FONT = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_NOW = datetime.datetime(2025, 10, 30, 12, tzinfo=datetime.UTC)  # the day of the demo dump
_ASKED = "quantization"


def pages() -> list[Path]:
    """Give every page that may hold generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def regenerated(text: str) -> str:
    """Give a page's text with its generated parts made anew. Raises KeyError for a part that is unknown."""
    return _BLOCK.sub(lambda found: f"{found[1]}{_generate(found[2])}{found[4]}", text)


def _generate(key: str) -> str:
    kind, _, name = key.partition(" ")
    makers: dict[str, Callable[[str], str]] = {
        "help": _help,
        "commands": _commands,
        "sources": _sources,
        "topics": _topics,
        "formats": _formats,
        "why": _why,
    }
    return makers[kind](name)


def _help(name: str) -> str:
    return f"\n```text\n{help_of(name.split())}\n```\n\n"


def help_of(names: list[str]) -> str:
    """Give a command's help as it prints at 80 columns."""
    command: Any = get_command(app)
    context = typer.Context(command, info_name="papertriage", terminal_width=80)
    for name in names:
        command = command.get_command(context, name)
        context = typer.Context(command, info_name=name, parent=context, terminal_width=80)
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines()).strip()


def _commands(_: str) -> str:
    rows = [f"| `papertriage {name}` | {words} |" for name, words in _summaries()]
    return "\n".join(["", "| command | what it does |", "|---|---|", *rows, "", ""])


def _summaries() -> Iterator[tuple[str, str]]:
    group: Any = get_command(app)
    context = typer.Context(group, info_name="papertriage")
    for name in COMMANDS:
        yield name, group.get_command(context, name).get_short_help_str(200)


def _sources(_: str) -> str:
    rows = [
        f"| `{each.name}` | {each.reads} | {each.cannot_know} | {each.unit} |" for each in sources.SOURCES
    ]
    return "\n".join(["", "| source | reads | cannot know | counts |", "|---|---|---|---|", *rows, "", ""])


def _formats(_: str) -> str:
    rows = [f"| `{each.name}` | {each.extension} | {each.what} | {each.lost} |" for each in export.FORMATS]
    head = "| format | extension | what it is | what it cannot hold |"
    return "\n".join(["", head, "|---|---|---|---|", *rows, "", ""])


def _topics(_: str) -> str:
    rows = [
        f"| `{each.name}` | {each.definition} | {', '.join(each.parents)} |".replace("  |", " |")
        for each in load_topics()
    ]
    return "\n".join(["", "| name | definition | parents |", "|---|---|---|", *rows, "", ""])


def _why(query: str) -> str:
    console = Console(width=100, file=StringIO(), highlight=False)
    _search(query, 2, console)
    drawn = console.file.getvalue()  # type: ignore[attr-defined]
    lines = "\n".join(line.rstrip() for line in drawn.splitlines()).strip()
    return f"\n```text\n$ papertriage search {query} --limit 2 --why\n{lines}\n```\n\n"


def picture() -> str:
    """Draw a search in the demo library as the program draws it on a terminal."""
    console = Console(record=True, width=100, file=StringIO(), force_terminal=True, highlight=False)
    console.print(f"[bold green]$[/] papertriage search {_ASKED} --limit 6 --why")
    _search(_ASKED, 6, console)
    drawn = console.export_svg(title="papertriage", unique_id="papertriage")
    return _FONT.sub("", drawn)  # a picture in a README must not fetch fonts from anywhere


def _search(query: str, limit: int, console: Console) -> None:
    """Show what `papertriage search QUERY --why` finds in the demo library."""
    with tempfile.TemporaryDirectory() as folder:
        tagger = Matcher(load_topics())
        with open_library(Path(folder), write=True) as library, ingest.ingesting(library, tagger) as reading:
            list(reading.read_all(str(ROOT / "fixtures" / "demo" / "daily.txt"), ingest.Options(_NOW)))
        with open_library(Path(folder)) as library:
            found = search.ask(library, search.plan(query))
            on_terminal.answer(found, [found.page(limit, why=True).hits], why=True, console=console)


def main() -> int:
    """Write what changed, or with --check only say so."""
    check = "--check" in sys.argv[1:]
    made = {page: regenerated(page.read_text("utf-8")) for page in pages()} | {PICTURE: picture()}
    stale = [page for page, text in made.items() if not page.exists() or page.read_text("utf-8") != text]
    for page in stale:
        print(f"{'out of date' if check else 'written'}: {page.relative_to(ROOT)}")
        if not check:
            page.write_text(made[page], "utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
