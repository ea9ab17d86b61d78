"""Names of files, made from ids: small ASCII letters, nothing that a system takes for something else."""

import hashlib
import re

_PLAIN = re.compile(r"arxiv:[0-9]{4}\.[0-9]{4,5}|title:[0-9a-f]{16}")
_TOPIC = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHERS = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def paper_file(paper: str) -> str:
    """Give the file of a paper's page. Different ids have different files."""
    return f"papers/{paper.replace(':', '-') if _PLAIN.fullmatch(paper) else _slug(paper)}.html"


def topic_file(topic: str, page: int = 1) -> str:
    """Give the file of a page of a topic; the pages count from 1."""
    fits = _TOPIC.fullmatch(topic) and len(topic) <= _LONGEST
    return f"topics/{topic if fits else _slug(topic)}{'' if page == 1 else f'.{page}'}.html"


def _slug(text: str) -> str:
    """Give a readable name that a hash makes the only one; its dot tells it from a plain name."""
    words = _OTHERS.sub("-", text.lower()[: 4 * _LONGEST])[:_LONGEST].strip("-")
    return f"{words or 'x'}.{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
