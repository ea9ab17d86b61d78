"""Parquet: the record as a table of typed columns, for pandas, polars and DuckDB. Needs pyarrow, an extra."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from papertriage.errors import PapertriageError
from papertriage.export.printable import whole_characters
from papertriage.export.protocol import PLAIN, About
from papertriage.export.record import record
from papertriage.model import Paper

if TYPE_CHECKING:
    import pyarrow

name = "parquet"
extension = "parquet"
what = "Parquet: the whole records as a table of typed columns (pip install 'papertriage[parquet]')"
lost = "nothing but half surrogate pairs"

GROUP = 5_000  # papers of a row group: what is in memory at a time


def chunks(papers: Iterable[Paper], _: About = PLAIN) -> Iterator[bytes]:
    """Give the file in pieces, a group of rows each. Raises PapertriageError without pyarrow."""
    arrow, parquet = _pyarrow()
    schema = _schema(arrow)
    written: list[bytes] = []
    coming = iter(papers)
    sink = arrow.PythonFile(_Sink(written), mode="w")
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        while group := [_clean(record(paper)) for paper in islice(coming, GROUP)]:
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))
            yield _taken(written)
    yield _taken(written)


class _Sink:
    """A file that only gathers what is written to it."""

    closed = False

    def __init__(self, written: list[bytes]) -> None:
        self._written = written

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""


def _taken(written: list[bytes]) -> bytes:
    taken = b"".join(written)
    written.clear()
    return taken


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise PapertriageError(
            "the format parquet needs pyarrow: pip install 'papertriage[parquet]', or choose another format"
        ) from None
    return pyarrow, pyarrow.parquet


def _schema(arrow: Any) -> "pyarrow.Schema":
    """Give the columns: the names and types of docs/record.md; lists and structures stay what they are."""
    text, whole, number = arrow.string(), arrow.int64(), arrow.float64()
    organization = arrow.struct([("slug", text), ("name", text)])
    link = arrow.struct([("kind", text), ("url", text)])
    evidence = arrow.struct([("field", text), ("start", whole), ("end", whole), ("text", text)])
    topic = arrow.struct([("name", text), ("score", number), ("evidence", arrow.list_(evidence))])
    sighting = arrow.struct(
        [("source", text), ("dump", text), ("batch", whole), ("line_start", whole), ("line_end", whole)]
    )
    others = {
        "authors": arrow.list_(text), "author_count": whole, "organization": organization,
        "published_inferred": arrow.bool_(), "comments": whole, "upvotes": whole, "arxiv_version": whole,
        "categories": arrow.list_(text), "links": arrow.list_(link), "year": whole,
        "topics": arrow.list_(topic), "sightings": arrow.list_(sighting),
    }  # fmt: skip
    return arrow.schema([(field, others.get(field, text)) for field in Paper._fields])


def _clean(value: Any) -> Any:
    """Give the record with text that UTF-8 can hold: only a text that is not ASCII may need it."""
    if isinstance(value, str):
        return value if value.isascii() else whole_characters(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return value
