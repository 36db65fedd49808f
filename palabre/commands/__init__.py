"""The command line: `palabre start`, and what else a person runs by hand."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from palabre.plumbing.errors import Refused

COMMANDS: Mapping[str, str] = {
    "start": "Start the desk: database, doors, worker and, for trying, the square.",
    "sandbox": "Run the square alone: stand-ins for the networks.",
    "replay": "Send real texts through the square and compare what the desk made of them.",
    "moderate": "Decide on messages by a charter: JSON lines in, JSON lines out.",
    "intents": "Teach the engine what people want of you, with examples of your own.",
    "understand": "Read by the models the messages that nobody has read yet.",
    "learn": "Learn from what people corrected, now.",
    "accounts": "List the connected accounts, with their addresses and secrets.",
    "networks": "List the networks, write the page of what they can do, begin a new one.",
    "token": "Make a token for the API.",
    "audit": "Look after the audit log.",
    "vault": "Look after the key that the networks' secrets are sealed with.",
    "doctor": "Say what is well and what is not.",
}


class Commands(click.Group):
    """Loads a command's module only when it is asked for, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"palabre.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """Palabre: the conversation desk for social media."""


def main() -> None:
    """Run the command line; what a person can mend is said in one sentence."""
    try:
        root(standalone_mode=False)
    except Refused as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)


def show(content: Any, *, as_json: bool, lines: list[str]) -> None:
    """Print for a program or for a person."""
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    for line in lines:
        click.echo(line)
