"""EXPORT: papers to text. One module per format, one explicit table; all stream, none keeps the papers.

A new format is a module with the names of `Format` (protocol.py) and a line in FORMATS (table.py); the
contract tests run over the table. Another package adds one by an entry point.
"""

from papertriage.export.protocol import PLAIN, About, Format, Keys, Note
from papertriage.export.record import Record, record, to_json
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
