"""Invented papers in the forms of other dumps, each as its site writes them, for `bench/sources.py`."""

import html
import json
from collections.abc import Callable, Iterable
from itertools import islice
from xml.sax.saxutils import escape

import generate
from generate import Paper

DAYS = 20  # papers on a day's page


def number(at: int) -> str:
    """Give the arXiv id of the paper at this place: 2,000 a month from January 2019."""
    month = at // 2_000
    return f"{19 + month // 12}{month % 12 + 1:02}.{at % 2_000 + 10_000:05}"


def authors(paper: Paper) -> list[str]:
    """Give as many names as the paper is said to have, eight at most."""
    return [f"Given{at} Family{len(paper.title)}" for at in range(min(paper.author_count or 3, 8))]


def hf_json(papers: list[Paper]) -> bytes:
    """As huggingface.co/api/daily_papers answers."""
    return json.dumps([_hf_row(at, paper) for at, paper in enumerate(papers)]).encode()


def _hf_row(at: int, paper: Paper) -> dict[str, object]:
    day = f"{paper.published}T00:00:00.000Z"
    names = [
        {"_id": f"{at:012x}{place:012x}", "name": name, "hidden": False}
        for place, name in enumerate(authors(paper))
    ]
    inner = {
        "id": number(at), "authors": names, "publishedAt": day, "submittedOnDailyAt": day,
        "title": paper.title, "summary": paper.abstract, "upvotes": paper.upvotes,
        "discussionId": f"{at:024x}",
    }  # fmt: skip
    return {
        "paper": inner, "publishedAt": day, "title": paper.title, "summary": paper.abstract,
        "thumbnail": f"https://cdn.example/{at}.png", "numComments": paper.comments,
        "submittedBy": {"_id": f"{at:024x}", "fullname": "A Reader", "name": "reader", "type": "user"},
        "isAuthorParticipating": False,
    }  # fmt: skip


def hf_html(papers: list[Paper]) -> bytes:
    """As a day's page, from its data: DAYS papers."""
    rows = [_hf_row(at, paper) for at, paper in enumerate(papers[:DAYS])]
    props = html.escape(json.dumps({"dateString": "2025-10-30", "dailyPapers": rows}))
    cards = "".join(
        f'<article class="relative flex"><h3><a href="/papers/{number(at)}" class="line-clamp-3">'
        f"{escape(paper.title)}</a></h3><div>{paper.upvotes}</div></article>"
        for at, paper in enumerate(papers[:DAYS])
    )
    return (
        "<!doctype html><html><head><title>Daily Papers - Hugging Face</title></head><body>"
        f'<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="{props}">'
        f"<main>{cards}</main></div></body></html>"
    ).encode()


def arxiv_metadata(papers: list[Paper]) -> bytes:
    """As the snapshot of arXiv's metadata: a line a paper."""
    return b"".join(_snapshot_line(at, paper) for at, paper in enumerate(papers))


def _snapshot_line(at: int, paper: Paper) -> bytes:
    names = authors(paper)
    row = {
        "id": number(at), "submitter": names[0], "authors": ", ".join(names), "title": paper.title,
        "comments": "12 pages", "journal-ref": None, "doi": None, "report-no": None,
        "categories": "cs.LG cs.CL", "license": None, "abstract": f"  {paper.abstract}\n",
        "versions": [{"version": "v1", "created": paper.published.strftime("%a, %d %b %Y 10:00:00 GMT")}],
        "update_date": paper.published.isoformat(),
        "authors_parsed": [[*reversed(name.split()), ""] for name in names],
    }  # fmt: skip
    return json.dumps(row).encode() + b"\n"


def arxiv_atom(papers: list[Paper]) -> bytes:
    """As arXiv's API answers."""
    entries = "".join(_atom_entry(at, paper) for at, paper in enumerate(papers))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:arxiv="http://arxiv.org/schemas/atom">\n<id>https://arxiv.org/api/x</id>'
        "<title>arXiv Query</title><updated>2025-10-30T00:00:00Z</updated>\n"
        f"{entries}</feed>\n"
    ).encode()


def _atom_entry(at: int, paper: Paper) -> str:
    names = "".join(f"<author><name>{name}</name></author>" for name in authors(paper))
    return (
        f"<entry><id>http://arxiv.org/abs/{number(at)}v1</id><title>{escape(paper.title)}</title>"
        f"<updated>{paper.published}T10:00:00Z</updated><published>{paper.published}T10:00:00Z</published>"
        f'<link href="https://arxiv.org/abs/{number(at)}v1" rel="alternate" type="text/html"/>'
        f"<summary>{escape(paper.abstract)}</summary>{names}"
        '<arxiv:primary_category term="cs.LG"/><category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>'
        "</entry>\n"
    )


def arxiv_oai(papers: list[Paper]) -> bytes:
    """As a harvest of arXiv's metadata."""
    records = "".join(_oai_record(at, paper) for at, paper in enumerate(papers))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        "<responseDate>2025-10-30T00:00:00Z</responseDate>"
        '<request verb="ListRecords" metadataPrefix="arXiv">http://export.arxiv.org/oai2</request>'
        f"<ListRecords>{records}</ListRecords></OAI-PMH>\n"
    ).encode()


def _oai_record(at: int, paper: Paper) -> str:
    names = "".join(
        f"<author><keyname>{name.split()[1]}</keyname><forenames>{name.split()[0]}</forenames></author>"
        for name in authors(paper)
    )
    return (
        f"<record><header><identifier>oai:arXiv.org:{number(at)}</identifier>"
        f"<datestamp>{paper.published}</datestamp><setSpec>cs</setSpec></header><metadata>"
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{number(at)}</id><created>{paper.published}</created>'
        f"<authors>{names}</authors><title>{escape(paper.title)}</title><categories>cs.LG</categories>"
        f"<abstract>{escape(paper.abstract)}</abstract></arXiv></metadata></record>\n"
    )


def arxiv_listing(papers: list[Paper]) -> bytes:
    """As a page of new submissions: 300 papers at most."""
    shown = papers[:300]
    items = "".join(_listed(at, paper) for at, paper in enumerate(shown))
    return (
        "<!DOCTYPE html><html><head><title>Machine Learning</title></head><body><div id='dlpage'>"
        "<h1>Machine Learning</h1><h3>Showing new listings for Thursday, 30 October 2025</h3>"
        f"<p>Total of {len(shown)} entries</p><dl id='articles'>"
        f"<h3>New submissions (showing {len(shown)} of {len(shown)} entries)</h3>{items}"
        "</dl></div></body></html>"
    ).encode()


def _listed(at: int, paper: Paper) -> str:
    names = ", ".join(f'<a href="/a/{at}">{name}</a>' for name in authors(paper))
    return (
        f'<dt><a name=\'item{at + 1}\'>[{at + 1}]</a> <a href="/abs/{number(at)}" title="Abstract" '
        f'id="{number(at)}">arXiv:{number(at)}</a> [<a href="/pdf/{number(at)}" title="Download PDF">pdf</a>]'
        f"</dt><dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:</span> "
        f"{escape(paper.title)}</div><div class='list-authors'>{names}</div><div class='list-subjects'>"
        "<span class='descriptor'>Subjects:</span> "
        '<span class="primary-subject">Machine Learning (cs.LG)</span>'
        f"</div><p class='mathjax'>{escape(paper.abstract)}</p></div></dd>\n"
    )


FORMS: dict[str, Callable[[list[Paper]], bytes]] = {
    "hf-json": hf_json,
    "arxiv-metadata": arxiv_metadata,
    "arxiv-atom": arxiv_atom,
    "arxiv-oai": arxiv_oai,
    "hf-html": hf_html,
    "arxiv-listing": arxiv_listing,
}


def dumps(count: int, seed: int, names: Iterable[str]) -> dict[str, bytes]:
    """Give the same invented papers in each of these forms."""
    papers = list(islice(generate.papers(count, seed), count))
    return {name: FORMS[name](papers) for name in names}
