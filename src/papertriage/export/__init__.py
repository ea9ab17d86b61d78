"""EXPORT: papers to text. One module per format, one explicit table; all stream, none keeps the papers.

A new format is a module with the names of `Format` (protocol.py) and a line in FORMATS (table.py); the
contract tests run over the table. Another package adds one by an entry point.
"""

from typing import TYPE_CHECKING, Any

from papertriage.export.protocol import PLAIN, About, Format, Keys, Note
from papertriage.export.record import Record, record, to_json

if TYPE_CHECKING:
    from papertriage.export.table import FORMATS, find_format, format_of_file

__all__ = [
    "FORMATS",
    "PLAIN",
    "About",
    "Format",
    "Keys",
    "Note",
    "Record",
    "find_format",
    "format_of_file",
    "record",
    "to_json",
]

_OF_THE_TABLE = frozenset(["FORMATS", "find_format", "format_of_file"])


def __getattr__(name: str) -> Any:
    """Give what the table has: all formats are imported with it, which `search` and `show` need not pay."""
    if name not in _OF_THE_TABLE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from papertriage.export import table

    return getattr(table, name)
