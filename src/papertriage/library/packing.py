"""Long texts as they lie in the file: deflated, each by itself, half as large as they are."""

import zlib

_SHORTEST = 200  # characters: a shorter text hardly gets smaller
_LEVEL = 1  # the higher ones take longer and save one per cent more
_RAW = -zlib.MAX_WBITS  # without header and checksum: SQLite keeps whole what it is given


def pack(text: str | None) -> bytes | None:
    """A long text packed; None for a short one, for none, and for what gets no smaller.

    Raises UnicodeEncodeError for half a surrogate pair.
    """
    if text is None or len(text) < _SHORTEST:
        return None
    plain = text.encode()
    packed = zlib.compress(plain, _LEVEL, _RAW)
    return packed if len(packed) < len(plain) else None


def unpack(packed: bytes | None) -> str | None:
    """The text that `pack` packed; None for None. Raises zlib.error for what is damaged."""
    return None if packed is None else zlib.decompress(packed, _RAW).decode()
