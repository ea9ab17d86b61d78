"""Web addresses in running text, and what stands behind them, told by their host."""

import re
from collections.abc import Iterator
from functools import cache

from papertriage.model import Link

_LONGEST = 2_000  # characters of an address
_CODE_HOSTS = (
    "github.com gitlab.com bitbucket.org codeberg.org sr.ht gitee.com sourceforge.net"
    " anonymous.4open.science colab.research.google.com codeocean.com gist.github.com"
    " raw.githubusercontent.com"
)
_PAPER_HOSTS = (
    "arxiv.org aclanthology.org openreview.net doi.org dx.doi.org alphaxiv.org ar5iv.org biorxiv.org"
    " medrxiv.org dl.acm.org ieeexplore.ieee.org proceedings.mlr.press openaccess.thecvf.com"
    " semanticscholar.org ssrn.com papers.ssrn.com"
)
_DATA_HOSTS = "zenodo.org figshare.com dataverse.harvard.edu data.mendeley.com physionet.org"
_PROJECT_ENDINGS = (".github.io", ".gitlab.io", ".netlify.app", ".vercel.app", ".pages.dev", ".notion.site")
_KINDS = {
    **dict.fromkeys(_CODE_HOSTS.split(), "code"),
    **dict.fromkeys(_PAPER_HOSTS.split(), "paper"),
    **dict.fromkeys(_DATA_HOSTS.split(), "dataset"),
    "sites.google.com": "project",
}
# First path parts at Hugging Face and ModelScope that are not an organization with models.
_HUB_PARTS = {
    "datasets": "dataset",
    "papers": "paper",
    "spaces": "project",
    "studios": "project",
    "models": "model",
    **dict.fromkeys(("collections", "blog", "docs", "learn", "posts", "tasks", "organizations"), "other"),
    **dict.fromkeys(("join", "login", "settings", "profile", "home"), "other"),
}
_HUBS = frozenset({"huggingface.co", "hf.co", "modelscope.cn", "modelscope.ai"})

_BARE_HOSTS = (
    r"github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co|hf\.co|modelscope\.cn|arxiv\.org"
    r"|anonymous\.4open\.science|zenodo\.org|doi\.org|openreview\.net|aclanthology\.org|sites\.google\.com|kaggle\.com"
)
# Where an address may be that has no scheme; one `in` each is all a text without links costs.
_SIGNS_OF_BARE = (
    "github.", "gitlab.", "huggingface.co/", "hf.co/", "bitbucket.org/", "codeberg.org/", "4open.science/",
    "arxiv.org/", "zenodo.org/", "doi.org/", "openreview.net/", "modelscope.cn/", "aclanthology.org/",
    "sites.google.com/", "kaggle.com/",
)  # fmt: skip
_CLOSING = {")": "(", "]": "["}


# A backslash only as LaTeX escapes it in addresses; no quotes, braces, CJK or full-width signs, which end
# an address.
_CHARACTER = r"(?:[^\s<>{}|\\^`\"“”‘’«»\u3000-\u9fff\uff00-\uffef\x00-\x20\x7f-\x9f]|\\[_%#&~\-])"


@cache
def _address() -> re.Pattern[str]:
    return re.compile(rf"(?:http|HTTP|Http)[sS]?: ?//{_CHARACTER}+")


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.@/:-])(?:(?:www\.)?(?:{_BARE_HOSTS})/{_CHARACTER}+"
        rf"|[A-Za-z0-9-]{{1,60}}\.git(?:hub|lab)\.io(?:/{_CHARACTER}*)?)",
        re.IGNORECASE,
    )


@cache
def _form() -> re.Pattern[str]:
    return re.compile(
        r"(https?)://((?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62})(:[0-9]{1,5})?([/?#].*)?", re.IGNORECASE
    )


@cache
def _project_words() -> re.Pattern[str]:
    return re.compile(
        r"(?:project|home|web)[ -]?(?:page|site)|\bproject\b|\bwebsite\b|\bdemos?\b", re.IGNORECASE
    )


@cache
def _next_address() -> re.Pattern[str]:
    return re.compile(r"(?<![/=?])[,;)(]*https?://", re.IGNORECASE)


def find_links(text: str) -> tuple[Link, ...]:
    r"""Find the web addresses in a text (raw or as `display` gives it), each once, in order, with kinds.

    Without the punctuation of the sentence around them; `\url{…}`, `\href{…}{…}` and `\_` are understood; a
    known host needs no scheme. Only http and https.
    """
    if "//" not in text and not _may_be_bare(text):
        return ()
    links: dict[str, Link] = {}
    for before, raw in _raw_addresses(text):
        url = tidy_url(raw)
        if url is not None:
            links.setdefault(link_identity(url), Link(_kind_in_context(url, before), url))
    return tuple(links.values())


def tidy_url(raw: str) -> str | None:
    """Bring an address to its plain form: scheme and host in lower case, no punctuation after it; else None.

    None also for addresses with a user name (`https://github.com@elsewhere.net`), which lead elsewhere than
    they seem to.
    """
    url = _trimmed(raw.strip())
    found = _form().fullmatch(url) if len(url) <= _LONGEST else None
    if not found or not url.isprintable():
        return None
    scheme, host, port, rest = found.groups(default="")
    return f"{scheme.lower()}://{host.lower()}{port}{rest}"


def link_identity(url: str) -> str:
    """Give what two tidy addresses share when they are one: scheme, `www.` and a last slash do not count."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def link_kind(url: str) -> str:
    """Tell what stands behind a tidy address, by its host and path: one of `model.LINK_KINDS`."""
    host, _, path = link_identity(url).partition("/")
    host = host.partition(":")[0]
    kind = _KINDS.get(host) or _KINDS.get(host.partition(".")[2])
    if kind:
        return "dataset" if "10.5281/zenodo" in path else kind
    if host.endswith(_PROJECT_ENDINGS):
        return "project"
    if host in _HUBS:
        return _hub_kind(path)
    if host == "kaggle.com":
        return {"datasets": "dataset", "code": "code", "models": "model"}.get(path.partition("/")[0], "other")
    return "other"


def _may_be_bare(text: str) -> bool:
    if "/" not in text:
        return ".github.io" in text or ".gitlab.io" in text
    return any(sign in text for sign in _SIGNS_OF_BARE)


def _raw_addresses(text: str) -> Iterator[tuple[str, str]]:
    """Each address as it stands, with the words before it."""
    start = 0
    for found in _address().finditer(text) if "//" in text else ():
        yield from _bare_addresses(text[start : found.start()])
        before = text[max(0, found.start() - 40) : found.start()]
        yield from ((before, part) for part in _complete(_unescaped(found[0])))
        start = found.end()
    yield from _bare_addresses(text[start:] if start else text)


def _bare_addresses(text: str) -> Iterator[tuple[str, str]]:
    if _may_be_bare(text):
        for found in _bare().finditer(text):
            yield text[max(0, found.start() - 40) : found.start()], f"https://{_unescaped(found[0])}"


def _unescaped(raw: str) -> str:
    return re.sub(r"\\(.)", r"\1", raw) if "\\" in raw else raw


def _complete(raw: str) -> list[str]:
    """Split what was found into addresses; a gained space is taken out only before a host that is known."""
    if ": //" not in raw[:10]:
        return _apart(raw)
    whole = raw.replace(": //", "://", 1)
    return [whole] if _form().fullmatch(_trimmed(whole)) and link_kind(whole) != "other" else []


def _apart(raw: str) -> list[str]:
    """Split addresses run together, `https://a.org,https://b.org`; not one in another's path or query."""
    if raw.count("://") < 2:
        return [raw]
    starts = [found.end() - len(found[0].lstrip(",;)(")) for found in _next_address().finditer(raw)]
    return [raw[start:end] for start, end in zip(starts, [*starts[1:], len(raw)], strict=True)]


def _trimmed(url: str) -> str:
    """Cut at the first bracket that closes what the address did not open, then the sentence's punctuation."""
    for closing, opening in _CLOSING.items():
        depth = 0
        for at in (m.start() for m in re.finditer(f"[{re.escape(opening + closing)}]", url)):
            depth += 1 if url[at] == opening else -1
            if depth < 0:
                url = url[:at]
                break
    url = url.rstrip(".,;:!?'\"*…$")
    while url.endswith(("(", "[")):
        url = url[:-1].rstrip(".,;:!?'\"*…$")
    return url


def _hub_kind(path: str) -> str:
    first, _, rest = path.partition("/")
    if not rest:
        return "other"
    return _HUB_PARTS.get(first, "model")


def _kind_in_context(url: str, before: str) -> str:
    """By the host, and where that says nothing by the words just before: `Project page: https://…`."""
    kind = link_kind(url)
    if kind == "other" and _project_words().search(before):
        return "project"
    return kind
