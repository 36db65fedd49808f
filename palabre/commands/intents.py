"""`palabre intents`: a workspace's own intents, learned from examples; no database, no network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from palabre.commands import show
from palabre.commands.options import json_option
from palabre.engine.learning.examples import Examples, ExamplesError, read_examples
from palabre.engine.learning.files import write_model
from palabre.engine.learning.intents import learn_intents, list_lessons
from palabre.engine.learning.own_intents import OwnIntents
from palabre.engine.understanding import Understanding

_MOST_TOLD = 10


@click.group()
def command() -> None:
    """Teach the engine what people want of you, with examples of your own."""


@command.command()
@click.argument("examples", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the model, for `palabre moderate --intents`.",
)
@click.option(
    "--depth",
    type=click.Choice(["fast", "full"]),
    default="full",
    help="fast: learn without the deep model. full: with it too, where it is installed.",
)
@json_option
def learn(examples: Path, output: Path, depth: str, as_json: bool) -> None:
    """Learn from a CSV of `text,intent`, 10 to 100 examples each, in French, English or both.

    The intent `none` is for what is out of scope. What to expect is told, from examples that were
    held back. Status 1 when the examples cannot be used, with each line and the reason.
    """
    read = _read(examples)
    model = _learn(read, depth)
    try:
        output.write_bytes(write_model(model))
    except OSError as problem:
        raise click.UsageError(f"{output} cannot be written: {problem.strerror}.") from problem
    content = {
        "model": str(output),
        "version": model.version,
        "examples": len(read.examples),
        "intents": len(model.names),
        "notes": list(map(str, read.notes)),
        "expected": model.report,
    }
    show(content, as_json=as_json, lines=_tell(content))


def _read(path: Path) -> Examples:
    try:
        return read_examples(path.read_bytes())
    except OSError as problem:
        raise click.UsageError(f"{path} cannot be read: {problem.strerror}.") from problem
    except ExamplesError as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)


def _learn(examples: Examples, depth: str) -> OwnIntents:
    lessons = list_lessons(examples)
    models = Understanding.load("full" if depth == "full" else "fast")
    vectors = models.embed([one.text for one in lessons])
    return learn_intents(lessons, vectors, deep=models.versions.get("deep", ""))


def _tell(content: dict[str, Any]) -> list[str]:
    """Return the report for a person: the deepest reading first, then the fast one."""
    lines = [*content["notes"]]
    lines.append(f"{content['examples']} examples of {content['intents']} intents")
    expected = content["expected"]
    for depth in sorted(expected, reverse=True):
        found = expected[depth]
        lines += [
            "",
            f"Expected with --depth {depth}",
            f"  in scope, named rightly  {_percent(found['in_scope'])}",
            f"  in scope, told as none   {_percent(found['refused'])}",
            f"  out of scope, let through {_percent(found['let_through'])}"
            f", measured on {_SOURCES[found['let_through']['measured_on']]}",
        ]
    deepest = expected[max(expected)]
    weakest = sorted(deepest["intents"], key=lambda one: one["share"])[:_MOST_TOLD]
    lines += ["", "The weakest intents"]
    lines += [f"  {one['name']}  {_percent(one)}" for one in weakest]
    if deepest["confusions"]:
        lines += ["", "Most often taken for another"]
        lines += [
            f"  {one['wanted']} → {one['understood']}  {one['count']}"
            for one in deepest["confusions"][:_MOST_TOLD]
        ]
    return [*lines, "", f"The model is in {content['model']}"]


_SOURCES = {
    "examples": "your examples of none",
    "everyday": "everyday talk: add your own examples of none to know better",
}


def _percent(share: dict[str, Any]) -> str:
    low, high = share["interval"]
    return f"{share['share']:.1%} ({low:.1%} to {high:.1%}, {share['right']} of {share['of']})"
