"""papertriage config: the settings, and where each comes from."""

import os
import sys
from collections.abc import Iterator

from papertriage import config as settings
from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.digest import smtp
from papertriage.sources import Limits
from papertriage.text import terminal_safe

config = new_app(help="Show the settings and where they come from.", no_args_is_help=True)


@config.command(epilog=examples("config show", "config show --json"))
def show(*, json: options.JsonOption = False, library: options.LibraryOption = None) -> None:
    """Show every setting, its value and what set it: flag, environment, file or default."""
    found = settings.load(os.environ, library=library)
    limits = Limits(**found.limits)._asdict()
    rows = [
        *(
            (key, getattr(found, key), found.origins[key])
            for key in settings.KEYS
            if key not in settings.TABLES
        ),
        *((name := f"limits.{key}", value, found.origins[name]) for key, value in limits.items()),
        *_smtp(found),
        *((f"keys.{action}", key, found.origins["keys"]) for action, key in sorted(found.keys.items())),
    ]
    if json:
        from papertriage.cli import as_json

        as_json.write(
            {
                key: {
                    "value": None if value is None else value if isinstance(value, int) else str(value),
                    "from": origin,
                }
                for key, value, origin in rows
            }
        )
        return
    for key, value, origin in rows:
        sys.stdout.write(
            f"{key}\t{terminal_safe('-' if value is None else str(value))}\t{terminal_safe(origin)}\n"
        )


def _smtp(found: settings.Settings) -> Iterator[tuple[str, str | int, str]]:
    """Give the settings of the mail server that are set; of the password, only that it is."""
    given = smtp.checked(found.smtp, os.environ, str(found.config_file))
    for key, value in given.items():
        shown = "(set)" if key == "password" else ", ".join(value) if isinstance(value, list) else value
        in_file = not os.environ.get(f"PAPERTRIAGE_SMTP_{key.upper()}")
        yield f"smtp.{key}", shown, str(found.config_file) if in_file else "environment"


@config.command(epilog=examples("config path", "$EDITOR $(papertriage config path)"))
def path() -> None:
    """Print the configuration file's name, whether or not there is one."""
    sys.stdout.write(f"{settings.file_of(os.environ)}\n")
