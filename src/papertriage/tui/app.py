"""The loop on a full screen: one paper, a key for everything, and what was said kept before it is shown."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from papertriage.errors import PapertriageError
from papertriage.text import terminal_safe
from papertriage.triage.places import Advice, Asked, Ranked
from papertriage.tui import words
from papertriage.tui.keys import DOINGS, shown
from papertriage.tui.loop import Loop

_STYLES = {
    "title": "bold", "byline": "dim", "state": "bold magenta", "why": "italic", "topic": "cyan",
    "note": "green", "link": "blue",
}  # fmt: skip
_MARKS = {"match": "bold yellow", "topic": "underline"}
_ASKED = {
    "note": "note: ", "tag": "topics (-name: has not): ", "search": "only papers with: ",
    "filter": "only the topics: ",
}  # fmt: skip
_AT_FOOT = ("accept", "reject", "later", "read", "star", "note", "skip", "undo", "help")


class Help(ModalScreen[None]):
    """What can be done, by which key, and by which command."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "app.pop_screen", show=False)
        for key in ("escape", "enter", "q", "question_mark", "space")
    ]

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="help"):
            yield Static(help_page(self._keys))


def help_page(keys: Mapping[str, str]) -> Text:
    """Give the page of keys."""
    page = Text("Keys (escape closes; [keys] in config.toml changes them)\n", style="bold")
    for each in DOINGS:
        page.append(f"{shown(keys[each.name]):>6}  ", style="bold yellow")
        page.append(f"{each.name:<7} {each.words:<38} ")
        page.append(f"{each.command}\n", style="dim")
    page.append("Arrows and page keys scroll. Dim: the command that does the same.", style="dim")
    return page


class TriageApp(App[None]):
    """The loop on a full screen."""

    CSS = """
    Screen { layers: base; }
    #head, #foot, #far { height: 1; }
    #head { background: $primary-background; }
    #advice { height: 1; display: none; }
    #advice.there { display: block; }
    #said { height: 1; color: $success; }
    #said.fault { color: $error; }
    #paper { padding: 0 1; }
    #ask { height: 1; border: none; padding: 0; display: none; }
    #ask.open { display: block; }
    #ask:focus { border: none; }
    Help { align: center middle; }
    #help { width: 78; max-height: 100%; height: auto; border: round $primary; padding: 0 1; }
    #help { background: $surface; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, loop: Loop, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._sitting = loop
        self._keys = keys
        self._asking = ""  # what the words being typed are for
        self._is_ranking = False

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Static(id="head")
        with VerticalScroll(id="paper"):
            yield Static(id="card")
        yield Static(id="said")
        yield Input(id="ask", compact=True)
        yield Static(id="far")
        yield Static(id="advice")
        yield Static(id="foot")

    def on_mount(self) -> None:
        """Bind the keys, and show the first paper."""
        for name, key in self._keys.items():
            self.bind(key, f"do('{name}')", description=name)
        self._rank()
        self._draw()
        self.query_one("#paper").focus()

    # --- the list, made in another thread ---

    def _rank(self) -> None:
        if self._is_ranking or not self._sitting.is_behind:
            return
        self._is_ranking = True
        asked = self._sitting.session.asked
        self.run_worker(lambda: self._ranked(asked), thread=True)

    def _ranked(self, asked: Asked) -> None:
        try:
            ranked = self._sitting.rank(asked)
        except PapertriageError as fault:
            self.call_from_thread(self._say, str(fault), fault=True)
            ranked = Ranked(note=str(fault))
        self.call_from_thread(self._take, asked, ranked)
        advice = self._sitting.advise(asked, ranked)
        self.call_from_thread(self._advise, asked, advice)

    def _advise(self, asked: Asked, advice: Advice | None) -> None:
        if asked is self._sitting.session.asked:
            self._sitting.session.advice = advice
            self._draw(again=False)

    def _take(self, asked: Asked, ranked: Ranked) -> None:
        before = self._sitting.session.current
        self._is_ranking = False
        self._sitting.take(asked, ranked)
        self._rank()  # what was said meanwhile
        now = self._sitting.session.current
        self._draw(again=now is None or now != before)

    # --- keys ---

    def action_do(self, name: str) -> None:
        """Do what a key is for."""
        if name == "quit":
            self.exit()
        elif name == "help":
            self.push_screen(Help(self._keys))
        elif name in _ASKED:
            self._ask(name)
        else:
            self._do(name, "")

    def _do(self, name: str, typed: str) -> None:
        try:
            said = self._sitting.do(name, typed)
        except PapertriageError as fault:
            self._say(str(fault), fault=True)
        else:
            self._say(said)
            self._rank()
        self._draw()

    def _ask(self, name: str) -> None:
        self._asking = name
        ask = self.query_one("#ask", Input)
        ask.placeholder = _ASKED[name]
        ask.value = ""
        ask.add_class("open")
        ask.focus()
        self._say(_ASKED[name] + "(enter keeps, escape leaves)")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do what was asked for, with the words that were typed."""
        name, self._asking = self._asking, ""
        self._close()
        if name:
            self._do(name, event.value)

    def key_escape(self) -> None:
        """Leave the words that were being typed."""
        if self._asking:
            self._asking = ""
            self._close()
            self._say("")

    def _close(self) -> None:
        self.query_one("#ask", Input).remove_class("open")
        self.query_one("#paper").focus()

    # --- what is seen ---

    def _say(self, text: str, *, fault: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.set_class(fault, "fault")
        said.update(Text(terminal_safe(text), no_wrap=True, overflow="ellipsis"))

    def _draw(self, *, again: bool = True) -> None:
        session = self._sitting.session
        self._line("#head", self._heading())
        self._line("#far", words.progress(session.progress(), None))
        self._line("#advice", words.advice(session.advice) if session.advice else "")
        self.query_one("#advice").set_class(session.advice is not None, "there")
        self._line("#foot", "  ".join(f"{shown(self._keys[name])} {name}" for name in _AT_FOOT))
        if again:
            self.query_one("#card", Static).update(self._card())
            self.query_one("#paper", VerticalScroll).scroll_home(animate=False)

    def _line(self, name: str, text: str) -> None:
        self.query_one(name, Static).update(Text(terminal_safe(text), no_wrap=True, overflow="ellipsis"))

    def _heading(self) -> str:
        asked = self._sitting.session.asked
        parts = ["papertriage", f"{asked.order} first" if asked.order == "best" else f"by {asked.order}"]
        if asked.only is not None:
            parts.append(f"only with: {asked.query}" if asked.query else "only some papers")
        if self._sitting.is_behind:
            parts.append("learning …")
        elif self._sitting.session.ranked.note:
            parts.append(self._sitting.session.ranked.note)
        return " · ".join(parts)

    def _card(self) -> Text:
        card = self._sitting.session.card()
        if card is None:
            return Text("… the list is being made" if self._sitting.is_behind else "No paper is left.")
        return Text("\n").join(_drawn(line) for line in words.lines(card))


def _drawn(line: words.Line) -> Text:
    """A line of a card with its style; the text is never read as markup."""
    text = Text(line.text, style=_STYLES.get(line.kind, ""))
    for start, end, kind in line.marks:
        text.stylize(_MARKS[kind], start, end)
    return text
