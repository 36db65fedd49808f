"""Lets `python -m palabre.commands` run the command line."""

from palabre.commands import main

main()
