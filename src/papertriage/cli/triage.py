"""papertriage triage: one paper at a time, a key for everything."""

import os
import sys
from contextlib import contextmanager
from typing import Annotated

import typer

from papertriage.cli import options
from papertriage.cli.shell import examples, new_app

triage = new_app()
