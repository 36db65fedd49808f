"""The templates of the square's pages."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

pages = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
