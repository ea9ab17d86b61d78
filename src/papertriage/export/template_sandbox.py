"""Jinja2 with everything shut that a template of papers does not need, and limits on the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

STEPS = 50_000_000  # turns of loops and calls of one export
LONGEST = 10_000_000  # characters of a text, members of a range

# What an expression of a template may raise by itself: wrong types, a division by nothing, depth.
TEMPLATE_FAULTS = (
    TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError,
)  # fmt: skip
_COUNTED = "_counted"
# Filters and methods that make much of little, or whose result is not the same everywhere.
_NO_FILTERS = ("random", "pprint", "center", "indent", "xmlattr", "urlize", "format", "filesizeformat")
_NO_METHODS = frozenset(
    ["center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "replace"]
)
_NO_TESTS = ("sameas",)


def sandbox(autoescape: bool, filters: Mapping[str, Callable[[Any], str]]) -> "Sandbox":
    """Make an environment for one template."""
    environment = Sandbox(
        autoescape=autoescape, undefined=StrictUndefined, loader=None, cache_size=0,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=_said,
    )  # fmt: skip
    for name in _NO_FILTERS:
        environment.filters.pop(name, None)
    for name in _NO_TESTS:
        environment.tests.pop(name, None)
    kept = {name: environment.globals[name] for name in ("dict", "namespace")}
    environment.globals = {**kept, "range": environment.range}
    environment.filters.update(filters)
    environment.filters[_COUNTED] = environment.counted
    environment.filters["replace"] = environment.replaced
    return environment


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment that counts the steps of a template, and stops it where there are too many."""

    intercepted_binops = frozenset(["*", "**", "%", "+", "<<"])

    steps = 0

    def begin(self) -> None:
        """Count anew."""
        self.steps = 0

    def step(self) -> None:
        """Count one. Raises SecurityError at the limit."""
        self.steps += 1
        if self.steps > STEPS:
            raise SecurityError(f"the template takes more than {STEPS:,} steps")

    def counted(self, members: Iterable[Any]) -> Iterator[Any]:
        """Give the members of what a loop runs over, counting them."""
        for member in members:
            self.step()
            yield member

    def range(self, *ends: int) -> "range":
        """Give a range. Raises SecurityError for one beyond all use."""
        found = range(*ends)
        if len(found) > LONGEST:
            raise SecurityError(f"a range of more than {LONGEST:,}")
        return found

    def replaced(self, text: Any, old: str, new: str, count: int = -1) -> Any:
        """Replace within a text. Raises SecurityError where that makes too much of it."""
        if len(str(text)) * (len(new) + 1) > LONGEST:
            raise SecurityError(f"a text of more than {LONGEST:,} characters")
        return (
            text.replace(old, new, count) if hasattr(text, "replace") else str(text).replace(old, new, count)
        )

    def call(self, context: Any, function: Any, *arguments: Any, **named: Any) -> Any:
        """Call a function or a macro, and count it."""
        self.step()
        return super().call(context, function, *arguments, **named)

    def wrap_str_format(self, value: Any) -> None:
        """Leave `format` to `is_safe_attribute`: a width within a pattern makes any length of text."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Shut the methods of texts that fill up or format, beside what the sandbox shuts."""
        if isinstance(obj, str) and attr in _NO_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Work out `left operator right` where the answer cannot be beyond all use."""
        if operator in ("**", "<<") or (operator == "%" and not isinstance(left, int | float)):
            raise SecurityError(f"the operator {operator} is not for templates")
        if _size(left) * _size(right) > LONGEST if operator == "*" else _size(left) + _size(right) > LONGEST:
            raise SecurityError(f"a value of more than {LONGEST:,} characters or members")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Read a template; every loop counts its turns."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        return tree


def line_of(error: BaseException) -> int | None:
    """Tell in which line of the template an error arose."""
    if (line := getattr(error, "lineno", None)) is not None:
        return int(line)
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _size(value: Any) -> int:
    """How much a value is: characters, members; of a number how great it is, as it repeats a text."""
    if isinstance(value, int | float):
        return min(abs(int(value)), LONGEST * 10) if value == value and abs(value) != float("inf") else 0  # noqa: PLR0124
    return len(value) if hasattr(value, "__len__") else 1


def _said(value: Any) -> Any:
    """What stands in a template for null: nothing. `None` in a page is no word of the paper's."""
    return "" if value is None and not isinstance(value, Undefined) else value
