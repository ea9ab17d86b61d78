"""Cells of a table: words that a spreadsheet would run as a formula, disarmed and restored.

Spreadsheets run a cell that begins with a formula's sign
(https://owasp.org/www-community/attacks/CSV_Injection), so such a cell gets an apostrophe in front.
`unguarded` takes it off again, and nothing else.
"""

_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")  # full-width signs too: some locales take them for the plain ones
_SUSPECT = _SIGNS | frozenset("' ")


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run. `unguarded` of it is the cell."""
    return "'" + cell if cell and cell[0] in _SUSPECT and _runs(cell) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that `guarded` put there."""
    return cell[1:] if cell[:1] == "'" and _runs(cell) else cell


def _runs(cell: str) -> bool:
    """Whether a formula's sign stands first, or behind apostrophes, not all then the cell's own."""
    return cell.lstrip("'").lstrip(" ")[:1] in _SIGNS
