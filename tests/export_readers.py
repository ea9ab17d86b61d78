"""Every export format read by a parser that is not ours: what it finds of a paper, and what it should."""

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from papertriage.export import Note, record
from papertriage.model import Paper
from papertriage.text import terminal_safe, unguarded

Found = list[dict[str, Any]]


class Reader(NamedTuple):
    """Reads an export, and says what it should find there of a paper: the same names with the same values."""

    read: Callable[[list[Any]], Found]
    expected: Callable[[Paper], dict[str, Any]]


def whole(text: str) -> str:
    """What UTF-8 can hold of a text."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def shown(text: str | None) -> str:
    """What a format of one-line words can hold of a text."""
    return " ".join(terminal_safe(text or "").split())


def texts(pieces: list[Any]) -> str:
    return "".join(pieces)


# --- tables ---


def in_a_cell(text: str | None) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", whole(text or ""))


def on_a_line(text: str | None) -> str:
    return re.sub("[\t\n\r\u2028\u2029]", " ", in_a_cell(text))


def cells(paper: Paper, held: Callable[[str | None], str]) -> dict[str, Any]:
    fields = ("id", "title", "abstract", "published", "arxiv_id", "doi", "state")
    return {field: held(getattr(paper, field)) for field in fields} | {
        "authors": held("; ".join(paper.authors or ())),
        "upvotes": "" if paper.upvotes is None else str(paper.upvotes),
    }


def read_table(pieces: list[Any], separator: str) -> Found:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_csv(
        io.BytesIO(texts(pieces).encode()), sep=separator, dtype=str, keep_default_na=False, na_filter=False
    )
    assert tuple(frame.columns) == Paper._fields
    names = list(cells(Paper("", ""), in_a_cell))
    return [{name: unguarded(row[name]) for name in names} for row in frame.to_dict("records")]


# --- Markdown ---


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def folded(inner: Token) -> str:
    """The words that a reader sees, whose spaces every reader folds."""
    inside = inner.children or ()
    text = "".join([each.content for each in inside if each.type in {"text", "text_special"}])
    return " ".join(text.split())


def checked(parsed: list[Token], allowed: str) -> list[Token]:
    """The tokens, none of another kind than these, no link but to the web."""
    flat = [child for token in parsed for child in [token, *(token.children or ())]]
    kinds = {each.type for each in flat}
    assert kinds <= {*allowed.split(), "inline", "text", "text_special", "link_open", "link_close"}, kinds
    for link in (each for each in flat if each.type == "link_open"):
        assert re.match(r"https?://[^\s<>\"]+$", str(link.attrs["href"]), re.IGNORECASE)
    return parsed


SECTION = (
    "heading_open heading_close paragraph_open paragraph_close blockquote_open blockquote_close "
    "strong_open strong_close hr"
)


def read_sections(text: str) -> Found:
    parsed = checked(tokens(text), SECTION)
    found: Found = []
    for at, token in enumerate(parsed):
        if token.type == "heading_open":
            found.append({"title": folded(parsed[at + 1]), "abstract": ""})
        if token.type == "blockquote_open":
            found[-1]["abstract"] = folded(parsed[at + 2])
    return found


def read_markdown(pieces: list[Any]) -> Found:
    first, *found = read_sections(texts(pieces))
    assert first["title"] == "Papers"
    return found


def section_of(paper: Paper) -> dict[str, Any]:
    return {"title": shown(paper.title) or "(no title)", "abstract": shown(paper.abstract)}


def read_md_table(pieces: list[Any]) -> Found:
    allowed = "table_open table_close thead_open thead_close tbody_open tbody_close tr_open tr_close"
    parsed = checked(tokens(texts(pieces)), f"{allowed} th_open th_close td_open td_close")
    rows = [folded(parsed[at + 1]) for at, each in enumerate(parsed) if each.type == "td_open"]
    assert len(rows) % 7 == 0
    return [
        {"title": rows[at], "published": rows[at + 2], "votes": rows[at + 3]} for at in range(0, len(rows), 7)
    ]


def read_md_list(pieces: list[Any]) -> Found:
    allowed = (
        "bullet_list_open bullet_list_close list_item_open list_item_close paragraph_open paragraph_close"
    )
    parsed = checked(tokens(texts(pieces)), f"{allowed} strong_open strong_close")
    return [
        {"line": folded(parsed[at + 2])} for at, each in enumerate(parsed) if each.type == "list_item_open"
    ]


def list_line(paper: Paper) -> dict[str, Any]:
    count = paper.author_count
    counted = "" if count is None else f"{count} author{'' if count == 1 else 's'}"
    who = shown(", ".join(paper.authors)) if paper.authors is not None else counted
    who = who or (shown(paper.organization.name) if paper.organization else "")
    when = shown(paper.published or str(paper.year or ""))
    facts = ", ".join(filter(None, (who, when)))
    return {"line": (shown(paper.title) or "(no title)") + (f" — {facts}" if facts else "")}


# --- text, Org, notes ---


def read_text(pieces: list[Any]) -> Found:
    assert all(len(line) <= 78 or " " not in line.strip() for line in texts(pieces).split("\n"))
    blocks = texts(pieces).split("\n\n")
    found: Found = []
    for block in filter(None, blocks):
        if block.startswith(" "):
            found[-1]["abstract"] = " ".join(block.split())
        else:
            title = [line for line in block.split("\n") if not line.startswith("    ")]
            found.append({"title": " ".join(" ".join(title).split()), "abstract": ""})
    return found


def read_org(pieces: list[Any]) -> Found:
    orgparse = pytest.importorskip("orgparse", reason="orgparse is not installed")
    root = orgparse.loads(texts(pieces))
    assert all(node.level == 1 for node in root[1:])
    found: Found = []
    for node in root[1:]:
        assert not node.todo
        assert not node.scheduled
        assert not node.rangelist
        body = node.body.replace("\u200b", "")
        quote = re.search(r"^#\+begin_quote\n(.*)\n#\+end_quote$", body, re.MULTILINE)
        heading = re.sub(r" ?(:[\w@:]+:)?$", "", node._lines[0].removeprefix("* "))  # as it stands
        found.append(
            {
                "title": heading.replace("\u200b", ""),
                "abstract": quote[1] if quote else "",
                "state": str(node.properties.get("STATE", "")).replace("\u200b", ""),
            }
        )
    return found


def org_of(paper: Paper) -> dict[str, Any]:
    gone = {name: text.replace("\u200b", "") for name, text in section_of(paper).items()}
    return gone | {"state": shown(paper.state).replace("\u200b", "")}


def read_notes(pieces: list[Any]) -> Found:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    assert len({note.name.lower() for note in pieces}) == len(pieces)
    found: Found = []
    for note in pieces:
        assert isinstance(note, Note)
        assert re.fullmatch(r"[A-Za-z0-9_-]+\.md", note.name)
        assert note.top.endswith(f"\n{note.marker}\n")
        assert note.top.count(note.marker) == 1
        front, _, body = note.top.removeprefix("---\n").partition("\n---\n")
        given = yaml.safe_load(front)
        (section,) = read_sections(body.removesuffix(f"{note.marker}\n"))
        assert section["title"] == (given.get("title") or "(no title)")
        found.append(
            {
                "title": given.get("title"),
                "abstract": section["abstract"],
                "id": given.get("id"),
                "authors": given.get("authors") or [],
                "upvotes": given.get("upvotes"),
                "topics": given.get("topics") or [],
            }
        )
    return found


def note_of(paper: Paper) -> dict[str, Any]:
    return {
        "title": shown(paper.title),
        "abstract": shown(paper.abstract),
        "id": shown(paper.id),
        "authors": [shown(each) for each in paper.authors or () if shown(each)],
        "upvotes": paper.upvotes,
        "topics": [shown(hit.name) for hit in paper.topics if shown(hit.name)],
    }


# --- pages and feeds ---

PAGE = "html head meta title style body main h1 article h2 a bdi p span time ul li"


def read_page(pieces: list[Any]) -> Found:
    lxml_html = pytest.importorskip("lxml.html", reason="lxml is not installed")
    tree = lxml_html.document_fromstring(texts(pieces))
    assert {each.tag for each in tree.iter()} <= set(PAGE.split())
    for each in tree.iter():
        assert set(each.attrib) <= {
            "lang", "charset", "http-equiv", "content", "name", "class", "dir", "title", "href",
        }  # fmt: skip
        assert re.match(r"https?://[^\s<>\"]+$", each.get("href", "http://x"), re.IGNORECASE)
    return [_article(each) for each in tree.iter("article")]


def _article(article: Any) -> dict[str, Any]:
    (span,) = article.xpath(".//span[@class='Z3988']")
    coins = parse_qs(span.get("title"), strict_parsing=True)
    assert coins["ctx_ver"] == ["Z39.88-2004"]
    abstract = article.xpath("./p[@class='abstract']")
    return {
        "title": article.find("h2").text_content(),
        "abstract": abstract[0].text_content() if abstract else "",
        "coins": coins.get("rft.title", [""])[0],
        "authors": coins.get("rft.au", []),
    }


def page_of(paper: Paper) -> dict[str, Any]:
    authors = [words for each in paper.authors or () if (words := shown(each))]
    return {name: in_markup(text) for name, text in section_of(paper).items()} | {
        "coins": shown(paper.title),
        "authors": authors,
    }


def in_markup(text: str) -> str:
    return re.sub("[\ufffe\uffff]", "", text)


def read_feed(pieces: list[Any]) -> Found:
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    atom = "{http://www.w3.org/2005/Atom}"
    root = etree.fromstring(texts(pieces).encode())  # strict: not well-formed is an error
    assert root.tag == f"{atom}feed"
    assert len(root.findall(f"{atom}updated")) == 1
    found: Found = []
    for entry in root.iter(f"{atom}entry"):
        for needed in ("id", "title", "updated"):
            assert entry.findtext(f"{atom}{needed}"), needed
        for link in entry.iter(f"{atom}link"):
            assert re.match(r"https?://[^\s<>\"]+$", link.get("href"), re.IGNORECASE)
        said = entry.findtext(f"{atom}summary") or entry.findtext(f"{atom}content") or ""
        authors = [each.findtext(f"{atom}name") for each in entry.iter(f"{atom}author")]
        assert all(authors)
        assert authors
        found.append({"title": entry.findtext(f"{atom}title"), "said": said, "authors": authors})
    return found


def read_feed_again(pieces: list[Any]) -> Found:
    """By feedparser, as feed readers do; it judges words by what it takes for their markup."""
    feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")
    parsed = feedparser.parse(texts(pieces).encode())
    assert not parsed.bozo
    return [{"title": each.title, "id": each.id} for each in parsed.entries]


def entry_of(paper: Paper) -> dict[str, Any]:
    from papertriage.export.address import paper_address

    named = [words for each in paper.authors or () if (words := in_markup(shown(each)))]
    if not named and paper.organization and in_markup(shown(paper.organization.name)):
        named = [in_markup(shown(paper.organization.name))]
    count = paper.author_count
    counted = "not named" if count is None else f"{count} author{'' if count == 1 else 's'}"
    said = in_markup(shown(paper.abstract))
    if not paper_address(paper):
        said = said or in_markup(shown(paper.title)) * (not paper.abstract)
    return {
        "title": in_markup(shown(paper.title)) or "(no title)",
        "said": said,
        "authors": named or [counted],
    }


# --- records ---


def clean(value: Any) -> Any:
    return json.loads(whole(json.dumps(value, ensure_ascii=False)))


def read_parquet(pieces: list[Any]) -> Found:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    found: Found = parquet.read_table(io.BytesIO(b"".join(pieces))).to_pylist()
    return found


# --- bibliographies ---

NAMES_OF_SIGNS = {
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~",
    "textasciicircum": "^", "textless": "<", "textgreater": ">", "textbar": "|",
}  # fmt: skip
BIBTEX_FIELDS = {
    "title", "author", "organization", "year", "month", "eprint", "archivePrefix", "primaryClass", "doi",
    "url", "keywords", "note", "abstract", "day", "papertriage", "date", "version",
}  # fmt: skip


def untex(text: str) -> str:
    """What TeX prints, the slow, obvious way. Formulas of one sign become it, others stay as they are."""
    from papertriage.text.tex_math import math

    def printed(found: re.Match[str]) -> str:
        if found["formula"]:
            return (
                (math(found["formula"]) or "") if found["formula"][0] in "\\_^" else f"${found['formula']}$"
            )
        return NAMES_OF_SIGNS[found["name"]] if found["name"] else found["sign"] or ""

    return re.sub(
        r"\{\$(?P<formula>[^$]+)\$\}|\\(?P<name>text[a-z]+)\{\}|\\(?P<sign>[$&#%_])|[{}]", printed, text
    )


def in_tex(text: str | None) -> str:
    return re.sub("[\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\xad]", "", shown(text))


def read_by_bibtexparser(pieces: list[Any]) -> Found:
    bibtexparser = pytest.importorskip(
        "bibtexparser", minversion="2", reason="bibtexparser 2 is not installed"
    )
    library = bibtexparser.parse_string(texts(pieces), append_middleware=[])
    assert not library.failed_blocks
    assert len(library.blocks) == len(library.entries)
    entries = [{field.key: str(field.value) for field in each.fields} for each in library.entries]
    assert len({each.key for each in library.entries}) == len(entries)
    assert all(set(each) <= BIBTEX_FIELDS for each in entries)
    return [{"title": untex(each["title"]), "abstract": untex(each.get("abstract", ""))} for each in entries]


def read_by_pybtex(pieces: list[Any]) -> Found:
    database = pytest.importorskip("pybtex.database", reason="pybtex is not installed")
    parsed = database.parse_string(texts(pieces), "bibtex")
    assert all(set(each.fields) <= BIBTEX_FIELDS for each in parsed.entries.values())
    assert all(re.fullmatch("[a-z0-9]+", key) for key in parsed.entries)
    return [
        {"title": untex(each.fields["title"]), "authors": len(each.persons.get("author", []))}
        for each in parsed.entries.values()
    ]


def read_ris(pieces: list[Any]) -> Found:
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    return [
        {"title": each.get("title", ""), "authors": len(each.get("authors", ()))}
        for each in rispy.loads(texts(pieces))
    ]


def read_csl(pieces: list[Any]) -> Found:
    source = pytest.importorskip("citeproc.source.json", reason="citeproc-py is not installed")
    items = json.loads(texts(pieces))
    read = source.CiteProcJSON([{k: v for k, v in item.items() if k != "custom"} for item in items])
    assert list(read) == [item["id"] for item in items]
    return [{"title": item["title"], "abstract": item.get("abstract") or ""} for item in items]


def named_authors(paper: Paper) -> int:
    return len([each for each in paper.authors or () if in_tex(each)])


READERS: Mapping[str, tuple[Reader, ...]] = MappingProxyType(
    {
        "csv": (Reader(lambda pieces: read_table(pieces, ","), lambda paper: cells(paper, in_a_cell)),),
        "tsv": (Reader(lambda pieces: read_table(pieces, "\t"), lambda paper: cells(paper, on_a_line)),),
        "md": (Reader(read_markdown, section_of),),
        "md-table": (
            Reader(
                read_md_table,
                lambda paper: {
                    "title": shown(paper.title) or "(no title)",
                    "published": shown(paper.published or str(paper.year or "")),
                    "votes": "" if paper.upvotes is None else str(paper.upvotes),
                },
            ),
        ),
        "md-list": (Reader(read_md_list, list_line),),
        "txt": (Reader(read_text, section_of),),
        "org": (Reader(read_org, org_of),),
        "html": (Reader(read_page, page_of),),
        "atom": (
            Reader(read_feed, entry_of),
            Reader(
                lambda pieces: [{} for _ in read_feed_again(pieces)],
                lambda _: {},
            ),
        ),
        "obsidian": (Reader(read_notes, note_of),),
        "jsonl": (
            Reader(
                lambda pieces: list(map(json.loads, texts(pieces).splitlines())), lambda p: clean(record(p))
            ),
        ),
        "json": (Reader(lambda pieces: list(json.loads(texts(pieces))), lambda p: clean(record(p))),),
        **dict.fromkeys(
            ("bibtex", "biblatex"),
            (
                Reader(
                    read_by_bibtexparser,
                    lambda paper: {"title": in_tex(paper.title), "abstract": in_tex(paper.abstract)},
                ),
                Reader(
                    read_by_pybtex,
                    lambda paper: {"title": in_tex(paper.title), "authors": named_authors(paper)},
                ),
            ),
        ),
        "ris": (
            Reader(
                read_ris,
                lambda paper: {
                    "title": shown(paper.title),
                    "authors": len([each for each in paper.authors or () if shown(each)]),
                },
            ),
        ),
        "csl-json": (
            Reader(
                read_csl,
                lambda paper: {"title": whole(paper.title), "abstract": whole(paper.abstract or "")},
            ),
        ),
        "parquet": (Reader(read_parquet, lambda paper: clean(record(paper))),),
    }
)
"""Format -> its readers, each of them a parser of somebody else's."""


def pieces_of(format_: Any, papers: Iterable[Paper]) -> list[Any]:
    return list(format_.chunks(papers))
