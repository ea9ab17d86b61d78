"""Citation keys in the library: found under any id a paper ever had, given once, never given twice."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from papertriage.library.connection import Database
from papertriage.library.rows import to_json

_FOUND = (
    "WITH RECURSIVE names (id, name) AS (SELECT value, value FROM json_each(?) "
    "UNION SELECT id, old FROM names JOIN aliases ON new = name) "
    # Of two papers that turned out to be one, the id that stayed keeps its key; else the older key stays.
    "SELECT id, key FROM names JOIN citation_keys ON paper = name ORDER BY id <> name, seq"
)


def keys_of(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """The keys of these papers (public ids), those that have one, under this id or one they had before."""
    found: dict[str, str] = {}
    for public_id, key in db.rows(_FOUND, [to_json(list(ids))]):
        found.setdefault(public_id, key)
    return found


def former_keys(db: Database, public_id: str) -> list[str]:
    """All keys a paper has: its own first, then those of papers that turned out to be this one."""
    return [key for _, key in db.rows(_FOUND, [to_json([public_id])])]


def is_taken(db: Database, key: str) -> bool:
    """Whether a paper has this key, or had it."""
    return db.value("SELECT 1 FROM citation_keys WHERE key = ?", [key]) is not None


def give(db: Database, wanted: Iterable[tuple[str, str]], suffixed: Callable[[str, int], str]) -> None:
    """Give papers (public id, base key) the base or the next free of its suffixed forms, one by one.

    `suffixed(base, n)` is the n-th form, the base itself for 0. Inside a transaction.
    """
    for public_id, base in wanted:
        key = _free(db, partial(suffixed, base))
        db.run("INSERT INTO citation_keys (key, paper) VALUES (?, ?)", [key, public_id])


def _free(db: Database, form: Callable[[int], str]) -> str:
    return form(next_free(lambda number: is_taken(db, form(number))))


def next_free(taken: Callable[[int], bool]) -> int:
    """The first number that is not taken, where they are taken in order; else one just behind a taken one.

    It asks a few times even where thousands are taken: twice as far until one is free, then halfway back.
    """
    if not taken(0):
        return 0
    low, high = 0, 1  # taken, not known
    while taken(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if taken(middle) else (low, middle)
    return high
