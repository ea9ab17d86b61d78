"""How fast a dump's text becomes records: the reader alone, no clean-up, nothing stored.

    python bench/parse_rate.py dump.txt

Prints MB (of a million bytes) a second, and the records read.
"""

import sys
import time
from pathlib import Path

from papertriage.model import Sighting
from papertriage.sources.reading import DailyPapers


def parse_rate(path: Path) -> tuple[float, int]:
    """Read the dump as `ingest` does, line by line, from a warm file: MB/s and the number of records."""
    started = time.perf_counter()
    with path.open(encoding="utf-8") as dump:
        records = sum(isinstance(item, Sighting) for item in DailyPapers(line[:-1] for line in dump))
    return path.stat().st_size / 1e6 / (time.perf_counter() - started), records


def main() -> None:
    rate, records = parse_rate(Path(sys.argv[1]))
    print(f"{rate:.1f} {records}")


if __name__ == "__main__":
    main()
