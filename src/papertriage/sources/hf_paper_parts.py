"""The parts of the text of a page of one paper: the page's own words tell which line is of which."""

import re
from typing import TYPE_CHECKING

from papertriage.dates import iso, parse_printed
from papertriage.model import Link, Organization, PrintedDate, Sighting, Skipped
from papertriage.sources.block import Line
from papertriage.sources.targets import is_login, organization_of, paper_of
from papertriage.sources.tokens import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "hf-paper-text"

_LISTED = re.compile(r".{0,150}?on ?([A-Z][a-z]{2,8} \d{1,2}, \d{4})$")
_GENERATED = re.compile(r"AI-generated summary|(?:Summary )?[Gg]enerated by\b")
_BUTTONS = ("View arXiv page", "View PDF", "Project page", "GitHub", "Add to collection")
_REST = (
    "Community",
    "Get this paper in your agent",
    "Models citing this paper",
    "Datasets citing this paper",
)
_MORE = re.compile(r"\+\s?\d+")  # how many more have voted
_NAME = 80  # characters: no author's name is longer


class Paper:
    """What was read of one paper so far."""

    def __init__(self, arxiv_id: str) -> None:
        self.is_over = False
        self.lines = 0  # that are the paper's, of those that are not blank
        self._id, self._taken = arxiv_id, list[Line]()
        self._part: Callable[[Line], bool] = self._before_title
        self._title: list[str] = []
        self._published: PrintedDate | None = None
        self._listed: str | None = None
        self._organization: Organization | None = None
        self._upvotes: int | None = None
        self._awaits_upvotes = False
        self._authors: list[str] = []
        self._body: list[str] = []
        self._summary: str | None = None
        self._links: list[Link] = []

    def takes(self, line: Line) -> bool:
        """Read the next line; tell whether it is one of the paper's."""
        taken = self._part(line)
        if taken:
            self._taken.append(line)
            self.lines += line.lines
        return taken

    def made(self) -> Sighting | Skipped:
        """Give what was read, all of it."""
        first, last = self._taken[0].number, self._taken[-1].last
        if not self._title:
            raw = "\n".join(line.raw for line in self._taken)[:2_000]
            return Skipped(NAME, "the page of a paper without its title", raw, first, last)
        abstract = " ".join(self._body) or None
        published = self._published
        whole = iso(published, published.year) if published and published.year else None
        return Sighting(
            NAME,
            " ".join(self._title),
            abstract or self._summary,
            abstract is None and self._summary is not None,
            tuple(self._authors) or None,
            len(self._authors) or None,
            self._organization,
            printed=None if whole else published,
            published=whole,
            listed=self._listed,
            upvotes=self._upvotes,
            arxiv_id=self._id,
            links=tuple(dict.fromkeys(self._links)),
            line_start=first,
            line_end=last,
        )

    # --- the parts, in order: each reads its lines and says which part comes next ---

    def _before_title(self, _: Line) -> bool:
        self._part = self._in_title
        return True  # the line of the id

    def _in_title(self, line: Line) -> bool:
        if self._goes_on(line):
            return True
        level = line.marks.level if line.marks else 0
        if line.token is not None and not level:
            return self._in_head(line)
        if not line.text or _MORE.fullmatch(line.text) or line.text.startswith("Submitted by"):
            return False
        self._title.append(line.text)
        return True

    def _in_head(self, line: Line) -> bool:
        """Dates, upvotes and organization, between pictures of those who voted."""
        if self._title and line.token is not None and line.token.kind is not Kind.MARK:
            self._part = self._in_head
        if self._goes_on(line):
            return True
        if line.token and line.token.kind is Kind.DATE and self._published is None:
            self._published = line.token.date
            return True
        if listed := _LISTED.match(line.text[-200:]):
            read = parse_printed(listed[1])
            self._listed = iso(read[0], read[0].year) if read and read[0].year else None
            return True
        return self._is_vote(line) or self._is_organization(line)

    def _is_vote(self, line: Line) -> bool:
        token = line.token
        if token is None or self._upvotes is not None:
            return False
        awaited, self._awaits_upvotes = self._awaits_upvotes, token.kind is Kind.UPVOTE
        if token.kind is Kind.UPVOTE or (awaited and token.kind is Kind.COUNT):
            self._upvotes = token.number
            return True
        return False

    def _is_organization(self, line: Line) -> bool:
        marks = line.marks
        slug = next(filter(None, map(organization_of, marks.targets)), None) if marks else None
        if marks is None or slug is None or not line.text or slug not in " ".join(marks.alts):
            return False
        self._organization = organization_as_shown(slug, line.text)
        return True

    def _in_authors(self, line: Line) -> bool:
        if self._goes_on(line):
            return True
        if line.token is not None or len(line.text) > _NAME * 20:
            return False
        names = [name.strip(" \t*+") for name in line.text.split(",")]
        self._authors += [name for name in names if name and len(name) <= _NAME and not name.isdecimal()]
        return True

    def _in_abstract(self, line: Line) -> bool:
        if self._goes_on(line):
            return not self.is_over
        if line.token is not None and line.token.kind is Kind.MARK:
            return False  # a rule under the heading
        if _GENERATED.match(line.text):
            self._summary, self._body = " ".join(self._body) or self._summary, []
        elif line.text:
            self._body.append(line.text)
        return True

    def _in_buttons(self, line: Line) -> bool:
        if self._goes_on(line):
            return not self.is_over
        for target in line.marks.targets if line.marks else ():
            if "github.com/" in target:
                self._links.append(Link("code", target))
            elif "Project page" in line.text and target.startswith("http") and not _is_own(target):
                self._links.append(Link("project", target))
        return line.text.startswith(_BUTTONS)

    def _goes_on(self, line: Line) -> bool:
        """Tell whether a line begins the next part."""
        word = line.text.strip(" :")
        if word == "Authors" and self._part != self._in_abstract:
            self._part = self._in_authors
        elif word == "Abstract":
            self._part = self._in_abstract
        elif line.text.startswith(_BUTTONS) and self._part == self._in_abstract:
            self._part = self._in_buttons
            self._in_buttons(line)
        elif line.text.startswith(_REST) and self._part in (self._in_abstract, self._in_buttons):
            self.is_over = True
        else:
            return False
        return True


def organization_as_shown(slug: str, text: str) -> Organization:
    """The name as shown; a converter may have left the slug before it, as its picture's words."""
    return Organization(slug, text.removeprefix(slug).strip() or slug)


def _is_own(target: str) -> bool:
    return is_login(target) or paper_of(target) is not None or "huggingface.co" in target
