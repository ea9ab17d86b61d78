"""Text to standard output or to a file: a file is replaced in one step, and only when all of it is there."""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from papertriage.errors import PapertriageError


def written(chunks: Iterable[str | bytes], output: str) -> None:
    """Write text, or a picture's bytes, to a file or to standard output (`-`).

    Raises PapertriageError naming the file.
    """
    if output == "-":
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        sys.stdout.writelines(chunk if isinstance(chunk, str) else chunk.decode() for chunk in chunks)
        return
    target = Path(output)
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=target.parent, prefix=".papertriage-", delete=False
        ) as file:
            try:
                file.writelines(chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)
                file.flush()
                os.fsync(file.fileno())
                _take_mode(file.name, target)
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise PapertriageError(
            f"{output}: cannot be written ({(error.strerror or str(error)).lower()})"
        ) from None


def _take_mode(fresh: str, target: Path) -> None:
    """Give the new file the mode that a newly made, or the replaced, file has.

    A temporary one is its owner's alone.
    """
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    Path(fresh).chmod(mode)
