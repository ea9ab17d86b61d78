"""papertriage completion: the script that teaches a shell our commands."""

import sys
from typing import Annotated

import typer

from papertriage.cli.shell import examples, new_app
from papertriage.errors import UsageFault

completion = new_app()
SHELLS = ("bash", "zsh", "fish", "powershell")


@completion.command(
    epilog=examples(
        "completion bash >> ~/.bashrc", "completion fish > ~/.config/fish/completions/papertriage.fish"
    )
)
def command(
    shell: Annotated[
        str,
        typer.Argument(
            help="bash, zsh, fish or powershell.",
            metavar="SHELL",
            autocompletion=lambda incomplete: [name for name in SHELLS if name.startswith(incomplete)],
        ),
    ],
) -> None:
    """Print the completion script of a shell; source it, or put it where the shell looks."""
    from typer._completion_shared import get_completion_script

    if shell not in SHELLS:
        raise UsageFault(f"no completion for '{shell}'; there are: {', '.join(SHELLS)}")
    sys.stdout.write(
        get_completion_script(prog_name="papertriage", complete_var="_PAPERTRIAGE_COMPLETE", shell=shell)
        + "\n"
    )
