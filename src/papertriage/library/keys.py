"""Identity keys as the library keeps them: 64-bit numbers. Apart from `rows`: reading need not import it."""

from hashlib import blake2b


def key_number(key: str) -> int:
    """64 bits that stand for an identity key, as SQLite's signed integer."""
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
