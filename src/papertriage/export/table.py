"""The one table of formats, and those that other packages add to it."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, cast

from papertriage.errors import NotFound, PapertriageError
from papertriage.export import (
    atom,
    biblatex,
    bibtex,
    csl_json,
    html_page,
    json_array,
    json_lines,
    markdown,
    markdown_list,
    markdown_table,
    obsidian,
    org,
    parquet,
    plain_text,
    ris,
    spreadsheet,
    tab_separated,
)
from papertriage.export.protocol import Format
from papertriage.text import terminal_safe

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "papertriage.exporters"
"""The group in which another package names its formats: `my-format = "my_package.my_module"`."""

_PARTS = ("name", "extension", "what", "lost", "chunks")

FORMATS: tuple[Format, ...] = (
    spreadsheet,
    tab_separated,
    markdown,
    markdown_table,
    markdown_list,
    plain_text,
    org,
    html_page,
    atom,
    obsidian,
    json_lines,
    json_array,
    bibtex,
    biblatex,
    ris,
    csl_json,
    parquet,
)


@cache
def table() -> tuple[Format, ...]:
    """Give all formats: our own, then those of other packages in order of name.

    Raises PapertriageError, naming the package, for one that cannot be loaded.
    """
    from importlib.metadata import entry_points  # start-up: only where a name is not one of ours

    return (*FORMATS, *added(entry_points(group=ENTRY_POINTS)))


def added(points: "Iterable[EntryPoint]") -> tuple[Format, ...]:
    """Load the formats that entry points name.

    Raises PapertriageError for one that cannot be loaded, is no format, or takes the name of another.
    """
    found: dict[str, Format] = {}
    taken = {format_.name for format_ in FORMATS}
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        format_ = _loaded(point)
        if format_.name in taken or format_.name in found:
            raise PapertriageError(f"{_whose(point)}: there is a format named '{format_.name}' already")
        found[format_.name] = format_
    return tuple(found.values())


def find_format(name: str) -> Format:
    """Give the format of this name or file extension, in any case.

    Raises NotFound, which names all there are and the nearest.
    """
    wanted = name.strip().lower().removeprefix(".")
    if (ours := _named(wanted, FORMATS)) or (ours := _named(wanted, table())):
        return ours
    there_are = ", ".join(format_.name for format_ in table())
    raise NotFound(f"no format named '{terminal_safe(name)[:60]}'; there are: {there_are}{_nearest(wanted)}")


def format_of_file(path: str) -> Format | None:
    """Give the format that a file's name ends like: the longest of the extensions; None for none of them."""
    fits = [each for each in FORMATS if path.lower().endswith(f".{each.extension}")]
    return max(fits, key=lambda each: len(each.extension), default=None)


def _named(wanted: str, formats: Iterable[Format]) -> Format | None:
    return next((each for each in formats if wanted in {each.name, each.extension}), None)


def _loaded(point: "EntryPoint") -> Format:
    try:
        format_ = point.load()
    except Exception as error:  # noqa: BLE001 - whatever another's code raises, the reader is told whose
        raise PapertriageError(
            f"{_whose(point)} cannot be loaded ({type(error).__name__}: {error}); mend or uninstall it"
        ) from None
    missing = [part for part in _PARTS if not hasattr(format_, part)]
    if missing:
        raise PapertriageError(f"{_whose(point)} is no format: it has no {', '.join(missing)}")
    return cast(Format, format_)


def _whose(point: "EntryPoint") -> str:
    package = f" of {point.dist.name}" if point.dist else ""
    return f"the added format {point.name} = {point.value}{package}"


def _nearest(wanted: str) -> str:
    from difflib import get_close_matches  # start-up: only a mistyped name needs it

    names = {word.lower(): format_.name for format_ in table() for word in _names(format_)}
    close = get_close_matches(wanted[:60], names, n=1, cutoff=0.5)
    return f" (did you mean {names[close[0]]}?)" if close else ""


def _names(format_: Format) -> tuple[str, str, str]:
    return format_.what.partition(":")[0], format_.extension, format_.name
