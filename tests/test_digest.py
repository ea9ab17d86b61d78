"""The digest of a period: what is new, by topic and best first, what was merged, and what was amiss."""

import datetime
import email
import email.policy
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from papertriage.digest import OTHERS, Digest, Entry, Section, digest
from papertriage.digest.formats import FORMATS, as_html, as_markdown, as_text
from papertriage.digest.mail import NOBODY, address, as_mail, period_name
from papertriage.digest.period import Period, period
from papertriage.digest.record import as_record
from papertriage.digest.smtp import Secret, checked, server_of
from papertriage.digest.words import gist
from papertriage.errors import ConfigError, UsageFault
from papertriage.ingest import Options, ingesting
from papertriage.library import Library, open_library
from papertriage.library.coverage import ReadIn
from papertriage.model import Evidence, Paper, TopicHit
from papertriage.sources import open_dump
from papertriage.text import terminal_safe
from papertriage.topics import Matcher, load_topics

TODAY = datetime.date(2026, 3, 4)  # a Wednesday
NOW = datetime.datetime(2026, 3, 4, 12, tzinfo=datetime.UTC)
DEMO = Path(__file__).resolve().parents[1] / "fixtures" / "demo" / "daily.txt"
WEEK = Period("2025-10-27", "2025-11-02")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library that has read the demo's page of Oct 28, and a page that lists one of its papers again."""
    folder = tmp_path_factory.mktemp("digest")
    again = folder / "again.txt"
    start, _, rest = DEMO.read_text("utf-8").partition("Oct 28\n")
    again.write_text(f"{start}Oct 29\n{rest.partition('Two Bits')[0]}", "utf-8")
    tagger = Matcher(load_topics())
    with open_library(folder / "library", write=True) as opened:
        with ingesting(opened, tagger) as reading:
            for file, day in ((DEMO, "2025-10-28"), (again, "2025-10-29")):
                with open_dump(str(file)) as dump:
                    reading.read(dump, Options(NOW, captured=day))
        yield opened


def of_week(library: Library, **asked: object) -> Digest:
    return digest(library, WEEK, TODAY, **asked)  # type: ignore[arg-type]


# --- what is in it ---


def test_a_period_holds_each_of_its_papers_once(library: Library) -> None:
    found = of_week(library)
    ids = [entry.paper.id for section in found.sections for entry in section.entries]
    assert len(ids) == len(set(ids)) == found.papers == library.paper_count()


def test_a_paper_that_two_pages_list_is_new_once_and_counted_as_merged(library: Library) -> None:
    found = of_week(library)
    assert found.records == found.papers + 1
    assert "1 merged" in "".join(as_text(found))
    assert digest(library, Period("2025-10-29", "2025-10-29"), TODAY).papers == 0


def test_the_best_of_a_topic_comes_first_and_says_why(library: Library) -> None:
    for section in of_week(library).sections:
        said = [3 * (entry.paper.comments or 0) + (entry.paper.upvotes or 0) for entry in section.entries]
        assert said == sorted(said, reverse=True)
        for entry in section.entries:
            words = [
                each.text for hit in entry.paper.topics if hit.name == section.topic for each in hit.evidence
            ]
            assert section.topic == OTHERS or any(words[0] in reason for reason in entry.reasons)


def test_the_largest_topic_stands_first_and_papers_without_one_last(library: Library) -> None:
    sections = of_week(library).sections
    sizes = [len(section.entries) for section in sections if section.topic != OTHERS]
    assert sizes == sorted(sizes, reverse=True)
    assert OTHERS not in [section.topic for section in sections[:-1]]


def test_of_one_topic_nothing_else_is_shown(library: Library) -> None:
    found = of_week(library, topics=["quantization"])
    assert [section.topic for section in found.sections] == ["quantization"]
    assert found.papers == len(found.sections[0].entries) > 0


def test_what_the_limit_leaves_out_is_counted(library: Library) -> None:
    whole, short = of_week(library), of_week(library, limit=1)
    assert short.papers == whole.papers
    assert [1 + section.more for section in short.sections] == [
        len(section.entries) for section in whole.sections
    ]
    more = next(section.more for section in short.sections if section.more)
    assert f"and {more} more paper" in "".join(as_text(short))


def test_the_week_s_other_days_are_missing(library: Library) -> None:
    found = of_week(library)
    assert {
        (each.day, each.status) for each in found.amiss
    } == set()  # of a page saved twice nobody misses days


def test_a_quiet_period_says_that_it_was_quiet(library: Library) -> None:
    found = digest(library, Period("2025-12-01", "2025-12-01"), TODAY)
    for write in FORMATS.values():
        assert "It was quiet: nothing new, and no dump of these days was read." in "".join(write(found))
    assert as_mail(found, NOW, sender="a@b.example", recipient=NOBODY)["Subject"].endswith(": quiet")


def test_what_was_skipped_is_named() -> None:
    reasons = tuple((f"{number}.txt", "no title", 10 - number) for number in range(7))
    found = quiet()._replace(read=ReadIn(1, 0, 0, sum(spans for *_, spans in reasons), reasons))
    text = " ".join("".join(as_text(found)).split())
    assert "49 spans skipped: 0.txt: no title (10)" in text
    assert text.endswith("4.txt: no title (6); 9 more")


def test_the_record_has_every_count(library: Library) -> None:
    found = as_record(of_week(library))
    assert found["merged"] == 1
    assert sum(len(section["papers"]) for section in found["sections"]) == found["papers"]


# --- the days it is of ---


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("last-week", None, "2026-02-23", "2026-03-01"),
        ("this-week", None, "2026-03-02", "2026-03-04"),
        ("Yesterday", None, "2026-03-03", "2026-03-03"),
        ("last-month", None, "2026-02-01", "2026-02-28"),
        ("this-month", None, "2026-03-01", "2026-03-04"),
        ("today", None, "2026-03-04", "2026-03-04"),
        ("7d", None, "2026-02-26", "2026-03-04"),
        ("2w", None, "2026-02-19", "2026-03-04"),
        ("2025-12", None, "2025-12-01", "2025-12-31"),
        ("2025-10-30", None, "2025-10-30", "2026-03-04"),
        ("2025-10-30", "2025-10-31", "2025-10-30", "2025-10-31"),
        ("2025-10", "2025-11", "2025-10-01", "2025-11-30"),
    ],
)
def test_a_period_is_read(since: str, until: str | None, first: str, last: str) -> None:
    assert period(since, until, TODAY) == Period(first, last)


@pytest.mark.parametrize("since", ["soon", "", "2025-13", "2025-02-30", "99999d", "-1d", "2025"])
def test_what_is_no_period_is_refused_with_the_words_that_are(since: str) -> None:
    with pytest.raises(UsageFault, match=r"--since .*last-week"):
        period(since, None, TODAY)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageFault, match="after --until"):
        period("2025-10-30", "2025-10-01", TODAY)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)))
def test_last_week_is_seven_days_from_a_monday_and_over(today: datetime.date) -> None:
    since, until = (datetime.date.fromisoformat(day) for day in period("last-week", None, today))
    assert since.weekday() == 0
    assert (until - since).days == 6
    assert 1 <= (today - until).days <= 7


# --- its formats ---


def quiet() -> Digest:
    return Digest(WEEK, (), (), 0, 0, 0, 0, ReadIn(0, 0, 0, 0, ()), ())


def of(paper: Paper) -> Digest:
    hit = TopicHit("topic", 1.0, (Evidence("title", 0, 4, paper.title[:4]),))
    entry = Entry(paper, ("1 upvote", f"topic ({paper.title[:4]})"))
    return quiet()._replace(sections=(Section(hit.name, (entry,), 0),), papers=1, records=1)


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>", "](javascript:alert(1))", "# x\n- y", "=HYPERLINK(1)", "a|b", "\x1b[31m",
        "\u202ex", "`code`", "![x](http://x.example/y.png)", "</style><img src=x onerror=alert(1)>",
        "> quote", "1. list",
    ]
)  # fmt: skip


class Tags(HTMLParser):
    """Collects a page's elements, and the words of its titles."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "bdi":
            self.titles.append(data)


@given(HOSTILE, HOSTILE)
def test_hostile_words_are_words_in_html(title: str, abstract: str) -> None:
    page = Tags()
    page.feed("".join(as_html(of(Paper("arxiv:2501.00001", title, abstract, arxiv_id="2501.00001")))))
    allowed = "html head meta title style body main h1 h2 h3 p a bdi section article span time"
    assert {tag for tag, _ in page.found} <= set(allowed.split())
    assert [attributes["href"] for tag, attributes in page.found if tag == "a"] == [
        "https://arxiv.org/abs/2501.00001"
    ]
    assert not any(name.startswith("on") for _, attributes in page.found for name in attributes)


@given(HOSTILE, HOSTILE)
def test_hostile_words_are_words_in_markdown(title: str, abstract: str) -> None:
    html = MarkdownIt("commonmark").render("".join(as_markdown(of(Paper("title:1", title, abstract)))))
    page = Tags()
    page.feed(html)
    tags = [tag for tag, _ in page.found]
    assert set(tags) <= {"h1", "h2", "p", "ul", "li", "strong", "blockquote", "br"}
    assert (tags.count("h1"), tags.count("h2"), tags.count("ul"), tags.count("li")) == (1, 1, 1, 1)


@given(HOSTILE, HOSTILE)
def test_hostile_words_do_not_reach_the_terminal_as_more_than_words(title: str, abstract: str) -> None:
    text = "".join(as_text(of(Paper("title:1", title, abstract))))
    assert [line for line in text.split("\n") if terminal_safe(line) != line] == []


@given(HOSTILE, HOSTILE)
def test_a_mail_is_read_back_with_its_two_parts(title: str, abstract: str) -> None:
    found = of(Paper("title:1", title, abstract))
    raw = as_mail(found, NOW, sender="Ann <ann@a.example>", recipient="bob@b.example").as_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (mail["To"], mail["Date"].datetime) == ("bob@b.example", NOW)
    text, page = mail.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == "".join(as_text(found))
    assert page.get_content().replace("\r\n", "\n") == "".join(as_html(found))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_same_library_and_period_give_the_same_bytes(library: Library) -> None:
    def made() -> bytes:
        return as_mail(of_week(library), NOW, sender="a@b.example", recipient="c@d.example").as_bytes()

    assert made() == made()


def test_a_mail_sent_again_has_the_same_id_and_another_period_another(library: Library) -> None:
    def name(found: Digest, to: str = "c@d.example") -> str:
        return str(
            as_mail(found, NOW + datetime.timedelta(days=1), sender="a@b.example", recipient=to)["Message-ID"]
        )

    found = of_week(library)
    assert name(found) == name(found._replace(late=3))
    assert len({name(found), name(found, "e@d.example"), name(found._replace(topics=("kv-cache",)))}) == 3
    assert period_name(found._replace(topics=("b", "a"))) == period_name(found._replace(topics=("a", "b")))


@pytest.mark.parametrize("text", ["ann", "", "a@b@c d", "x\r\nBcc: y@z.example", "@", "ann@"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageFault, match="no mail address"):
        address(text)


def test_a_long_abstract_is_cut_between_words() -> None:
    assert gist("word " * 200).endswith("word …")
    assert len(gist("word " * 200)) <= 422
    assert gist("short  one") == "short one"
    assert gist(None) == ""


# --- the mail server's settings ---

FULL = {"host": "mail.example", "from": "a@b.example", "user": "ann", "to": ["c@d.example"]}


def test_the_environment_goes_before_the_file() -> None:
    given = server_of(
        FULL, {"PAPERTRIAGE_SMTP_PASSWORD": "s3cret", "PAPERTRIAGE_SMTP_TO": "x@y.example, z@y.example"}, "f"
    )
    assert (given.host, given.port, given.security) == ("mail.example", 587, "starttls")
    assert given.recipients == ("x@y.example", "z@y.example")
    assert given.password == "s3cret"
    assert "s3cret" not in repr(given)


def test_a_secret_is_not_shown_by_mistake() -> None:
    assert "hidden" not in f"{Secret('hidden')!r}"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "no mail server"),
        ({"host": "x"}, "no sender"),
        (FULL, "go together"),
        ({**FULL, "password": "p", "security": "none"}, "show the password"),
        ({"hots": "x"}, "unknown setting 'smtp.hots'"),
        ({"port": "many"}, "smtp.port"),
        ({"port": 70_000}, "smtp.port"),
        ({"port": True}, "smtp.port"),
        ({"to": [1]}, "smtp.to"),
        ({"security": "ssl"}, "starttls, tls, none"),
        ({"password": 12_345}, "smtp.password: must be text"),
    ],
)
def test_a_wrong_setting_is_named_with_its_mend_and_no_secret(table: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=r"^config\.toml: ") as fault:
        server_of(table, {}, "config.toml")
    assert words in str(fault.value)
    assert "12345" not in str(fault.value)


def test_a_port_follows_the_security() -> None:
    base = {"host": "localhost", "from": "a@b.example"}
    assert [server_of({**base, "security": each}, {}, "f").port for each in ("starttls", "tls", "none")] == [
        587,
        465,
        25,
    ]
    assert checked({"port": 2525}, {}, "f") == {"port": 2525}
