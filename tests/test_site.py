"""The static site: every page whole, hostile words only words, and a folder that keeps what is not ours."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.errors import PapertriageError
from papertriage.model import Evidence, Paper, TopicHit
from papertriage.site import build
from papertriage.site.manifest import NAME
from papertriage.site.marked import marked
from papertriage.site.names import paper_file, topic_file
from site_samples import HOSTILE, plan_of, samples

WINDOWS = ("con", "prn", "aux", "nul", "com1", "lpt1")


class Page(HTMLParser):
    """A page's elements, links and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.marks: list[str] = []
        self._marking = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._marking = tag == "mark"
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._marking:
            self.marks.append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the base's name
        self._marking = False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(folder, plan_of(samples(450)))
    return folder


def html_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def page(file: Path) -> Page:
    return Page(file.read_text("utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


# --- the pages ---


def test_every_link_within_the_site_leads_to_a_file_and_every_paper_is_linked(site: Path) -> None:
    linked = set()
    for file in html_files(site):
        for link in page(file).links:
            split = urlsplit(link)
            if not split.scheme and split.path:
                target = (file.parent / unquote(split.path)).resolve()
                assert target.is_file(), (file, link)
                linked.add(target)
    assert {file.resolve() for file in html_files(site)} <= linked | {(site / "index.html").resolve()}


def test_links_that_leave_the_site_are_web_addresses_only(site: Path) -> None:
    schemes = {urlsplit(link).scheme for file in html_files(site) for link in page(file).links}
    assert schemes == {"", "https"}


def test_nothing_in_a_page_is_fetched_from_elsewhere_or_runs_of_itself(site: Path) -> None:
    for file in html_files(site):
        text, found = file.read_text("utf-8"), page(file)
        assert "default-src 'none'; style-src 'self'; script-src 'self'" in text
        assert not {"img", "iframe", "object", "embed", "style", "base"} & set(found.tags)
        assert not {name for name in found.attributes if name.startswith("on") or name == "style"}
        assert re.findall(r"<script(?! src=\"(?:\.\./)?filter\.js\" defer></script>)", text) == []
        assert re.findall(r"<link[^>]*href=\"(?!(?:\.\./)?(?:style\.css|feed\.xml)\")", text) == []


def test_a_page_has_a_language_a_title_one_heading_and_a_main_part(site: Path) -> None:
    for file in html_files(site):
        text, found = file.read_text("utf-8"), page(file)
        assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
        assert (found.tags.count("h1"), found.tags.count("main"), found.tags.count("title")) == (1, 1, 1)


def test_every_paper_stands_once_in_the_list_of_all_and_in_each_of_its_topics(site: Path) -> None:
    every = [
        link for file in sorted((site / "all").iterdir()) for link in page(file).links if "/papers/" in link
    ]
    assert len(every) == len(set(every)) == 451
    of_topic = [
        link
        for file in (site / "topics").glob("kv-cache*.html")
        for link in page(file).links
        if "/papers/" in link
    ]
    assert len(of_topic) == len(set(of_topic)) == 450
    assert sorted(file.name for file in (site / "topics").glob("kv-cache*")) == [
        "kv-cache.2.html", "kv-cache.3.html", "kv-cache.html",
    ]  # fmt: skip


def test_a_paper_s_page_says_what_is_known_and_why(site: Path) -> None:
    found = page(site / "papers" / "arxiv-2501.00001.html")
    text = "".join(found.words)
    for words in (
        "Paper number 00001 on caches",
        "Ann Other, B. Nobody",
        "1 upvote",
        "Listed by hf-json",
        "arxiv.org",
    ):
        assert words in text
    assert found.marks == ["We", "keys and values"]


def test_decisions_and_the_names_of_files_stay_private(site: Path) -> None:
    for name, raw in contents(site).items():
        assert b"rejected" not in raw, name
        assert b"private-folder" not in raw, name


def test_the_feed_has_the_newest_papers(site: Path) -> None:
    feed = feedparser.parse((site / "feed.xml").read_bytes())
    assert not feed.bozo
    assert [entry.title for entry in feed.entries[:2]] == [
        "Paper number 00000 on caches",
        "Paper number 00001 on caches",
    ]
    assert len(feed.entries) == 50


def test_the_filter_s_data_is_one_value_and_has_every_paper(site: Path) -> None:
    text = (site / "papers.js").read_text("ascii")
    data = json.loads(text.removeprefix("globalThis.papertriage = ").removesuffix(";\n"))
    assert len(data["papers"]) == 451
    assert all((site / file).is_file() for file, *_ in data["papers"])
    assert [data["topics"][place] for place in data["papers"][1][4]] == ["kv-cache", "quantization"]


def test_hostile_words_are_only_words(site: Path) -> None:
    (file,) = (site / "papers").glob("doi-*.html")
    found = page(file)
    assert not {"img", "b", "script"} & set(found.tags)
    assert '<img src=x onerror="alert(1)"><script>alert(2)</script>&lt;b&gt; "quoted"' in "".join(found.words)
    assert "\u202e" not in file.read_text("utf-8")
    assert [link for link in found.links if "javascript" in link] == []


def test_without_papers_there_is_a_site_that_says_so(tmp_path: Path) -> None:
    build(tmp_path, plan_of([]))
    assert "No papers." in (tmp_path / "index.html").read_text("utf-8")
    assert {"all/1.html", "feed.xml", "index.html", NAME} <= contents(tmp_path).keys()


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(WORDS, WORDS, st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=5))
def test_an_abstract_is_the_same_words_whatever_stands_out(
    title: str, abstract: str, spans: list[tuple[int, int]]
) -> None:
    evidence = tuple(Evidence("abstract", start, end, "") for start, end in spans)
    found = Page(marked(Paper("x", title, abstract, topics=(TopicHit("t", 1.0, evidence),))))
    assert set(found.tags) <= {"mark"}
    if abstract.isprintable():
        assert "".join(found.words) == abstract


# --- names of files ---

IDS = st.text(max_size=80) | st.from_regex(r"(arxiv|doi|title):[a-z0-9./-]{1,30}", fullmatch=True)


@given(IDS | st.sampled_from([f"{name}:{name}" for name in WINDOWS]), IDS)
def test_a_name_is_safe_everywhere_and_another_id_s_is_another(one: str, other: str) -> None:
    for made in (paper_file(one), topic_file(one), topic_file(one, 2)):
        folder, _, name = made.partition("/")
        assert folder in ("papers", "topics")
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*\.html", name)
        assert ".." not in name
        assert len(name) < 120
        assert made.startswith("topics/") or name.partition(".")[0] not in WINDOWS
    assert (paper_file(one) == paper_file(other)) == (one == other)
    assert (topic_file(one) == topic_file(other)) == (one == other)


@pytest.mark.parametrize(
    ("paper", "file"),
    [
        ("arxiv:2404.02905", "papers/arxiv-2404.02905.html"),
        ("title:0123456789abcdef", "papers/title-0123456789abcdef.html"),
    ],
)
def test_a_plain_id_has_a_plain_name(paper: str, file: str) -> None:
    assert paper_file(paper) == file


# --- the folder ---


@pytest.fixture
def built(tmp_path: Path) -> Path:
    build(tmp_path / "site", plan_of(samples(5)))
    return tmp_path / "site"


def test_the_same_papers_give_the_same_bytes_and_are_not_written_again(built: Path, tmp_path: Path) -> None:
    again = build(built, plan_of(samples(5)))
    assert (again.written, again.removed) == (0, 0)
    build(tmp_path / "other", plan_of(samples(5)))
    assert contents(tmp_path / "other") == contents(built)


def test_what_is_no_more_is_removed_and_what_is_another_s_stays(built: Path) -> None:
    for name in ("CNAME", "papers/notes.html", "images/x.png"):
        (built / name).parent.mkdir(exist_ok=True)
        (built / name).write_text("mine", "utf-8")
    done = build(built, plan_of(samples(2)))
    assert (done.removed, done.left) == (3, ())
    assert not (built / "papers" / "arxiv-2501.00004.html").exists()
    for name in ("CNAME", "papers/notes.html", "images/x.png"):
        assert (built / name).read_text("utf-8") == "mine"


def test_a_page_that_somebody_changed_is_neither_replaced_nor_removed(built: Path) -> None:
    for number in (1, 4):
        (built / "papers" / f"arxiv-2501.0000{number}.html").write_text("mine", "utf-8")
    before = contents(built)
    with pytest.raises(
        PapertriageError, match=r"arxiv-2501\.00001\.html: not made by papertriage, or changed"
    ):
        build(built, plan_of(samples(2)))
    assert contents(built) == before
    (built / "papers" / "arxiv-2501.00001.html").unlink()
    assert build(built, plan_of(samples(2))).left == ("papers/arxiv-2501.00004.html",)
    assert (built / "papers" / "arxiv-2501.00004.html").read_text("utf-8") == "mine"


def test_a_stranger_s_file_is_in_the_way_until_it_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my page", "utf-8")
    with pytest.raises(PapertriageError, match=r"index\.html"):
        build(tmp_path, plan_of(samples(1)))
    assert list(contents(tmp_path)) == ["index.html"]
    build(tmp_path, plan_of(samples(1)), force=True)
    assert "my page" not in (tmp_path / "index.html").read_text("utf-8")


def test_a_build_that_was_killed_is_taken_up_again(built: Path) -> None:
    class Killed(BaseException):
        pass

    def kill(_: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        build(built, plan_of(samples(9), "New")._replace(advance=kill))
    done = build(built, plan_of(samples(9), "New"))
    assert done.left == ()
    build(built.parent / "other", plan_of(samples(9), "New"))
    assert contents(built) == contents(built.parent / "other")


def test_a_manifest_cannot_name_files_beyond_the_site(built: Path, tmp_path: Path) -> None:
    (tmp_path / "precious.html").write_text("mine", "utf-8")
    manifest = json.loads((built / NAME).read_text("utf-8"))
    manifest["building"] = ["../precious.html", "papers/../../precious.html"]
    (built / NAME).write_text(json.dumps(manifest), "utf-8")
    build(built, plan_of(samples(1)))
    assert (tmp_path / "precious.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"made": [], "building": 3}', "[" * 9000])
def test_a_broken_manifest_is_one_line_and_nothing_is_written(text: str, built: Path) -> None:
    (built / NAME).write_text(text, "utf-8")
    before = contents(built)
    with pytest.raises(PapertriageError, match="is no manifest of a site"):
        build(built, plan_of(samples(1)))
    assert contents(built) == before


def test_a_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x", "utf-8")
    with pytest.raises(PapertriageError, match="cannot be written"):
        build(tmp_path / "site", plan_of(samples(1)))


def test_the_hostile_title_is_hostile() -> None:
    assert {"img", "script"} <= set(Page(HOSTILE.replace("</title>", "")).tags)
