"""Invented papers for a site, one of them hostile."""

from collections.abc import Sequence

from papertriage.model import Evidence, Link, Paper, SightingRef, TopicHit
from papertriage.site import Plan

HOSTILE = '</title><img src=x onerror="alert(1)"><script>alert(2)</script>&lt;b&gt;  "quoted" \u202eright'
TOPICS = {"kv-cache": ("KV cache", "Keys and values kept."), "quantization": ("Quantization", "Fewer bits.")}


def samples(count: int) -> list[Paper]:
    """So many papers, the newest first, and a hostile one after them."""
    return [*(_sample(number) for number in range(count)), hostile()]


def _sample(number: int) -> Paper:
    title = f"Paper number {number:05d} on caches"
    abstract = f"We keep the keys and values of case {number} in fewer bits, as nobody did."
    start = abstract.index("keys and values")
    hit = TopicHit("kv-cache", 2.0, (Evidence("abstract", start, start + 15, "keys and values"),))
    other = TopicHit("quantization", 1.0, (Evidence("abstract", 0, 2, "We"),))
    return Paper(
        f"arxiv:25{number // 10_000 + 1:02d}.{number % 10_000:05d}", title, abstract,
        ("Ann Other", "B. Nobody"),
        published=f"2025-0{9 - number % 9}-01", upvotes=number, comments=number % 3,
        arxiv_id=f"2501.{number:05d}",
        topics=(hit, other)[: 1 + number % 2], links=(Link("code", "https://example.org/x?a=1&b=2"),),
        state="rejected", sightings=(SightingRef("hf-json", "private-folder/name.json", 1, 1, 1),),
    )  # fmt: skip


def hostile() -> Paper:
    """A paper every word of which would like to be something else."""
    return Paper(
        "doi:10.1/../../<x>", HOSTILE, f"{HOSTILE}\n\n=1+1", (HOSTILE,), doi="10.1/../../<x>",
        links=(Link("code", "javascript:alert(3)"), Link(HOSTILE, 'https://x.example/"><script>')),
        topics=(TopicHit("../CON", 1.0, (Evidence("abstract", 0, 8, HOSTILE[:8]),)),), state="later",
        categories=(HOSTILE,),
    )  # fmt: skip


def plan_of(papers: Sequence[Paper], title: str = "Our <papers>") -> Plan:
    return Plan(title, lambda: papers, TOPICS)
