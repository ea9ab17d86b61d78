"""EXPORT: papers to text. One module per format, one explicit table; all stream, none keeps the papers.

A new format is a module with the four names of `Format`, a line in FORMATS and its row in docs/export.md; the
contract test runs over the table.
"""

from papertriage.errors import NotFound
from papertriage.export import bibtex, csl_json, json_array, json_lines, markdown, ris, spreadsheet
from papertriage.export.address import paper_address, web_address
from papertriage.export.protocol import Format
from papertriage.export.record import Record, record, to_json
from papertriage.text import terminal_safe

__all__ = ["FORMATS", "Format", "Record", "find_format", "paper_address", "record", "to_json", "web_address"]

FORMATS: tuple[Format, ...] = (
    spreadsheet,
    markdown,
    json_lines,
    json_array,
    bibtex,
    ris,
    csl_json,
)


def find_format(name: str) -> Format:
    """Give the format of this name or file extension, in any case.

    Raises NotFound, which names all there are and the nearest.
    """
    wanted = name.strip().lower().removeprefix(".")
    for format_ in FORMATS:
        if wanted in {format_.name, format_.extension}:
            return format_
    there_are = ", ".join(format_.name for format_ in FORMATS)
    raise NotFound(f"no format named '{terminal_safe(name)[:60]}'; there are: {there_are}{_nearest(wanted)}")


def _nearest(wanted: str) -> str:
    from difflib import get_close_matches  # start-up: only a mistyped name needs it

    names = {word.lower(): format_.name for format_ in FORMATS for word in _names(format_)}
    close = get_close_matches(wanted[:60], names, n=1, cutoff=0.5)
    return f" (did you mean {names[close[0]]}?)" if close else ""


def _names(format_: Format) -> tuple[str, str, str]:
    return format_.what.partition(":")[0], format_.extension, format_.name
