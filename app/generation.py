"""The generation that a request reads: the same from its beginning to its end."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app, g, request

from index.generation import Generation, LiveGeneration

# Where a request that wants to know finds the id of the generation that it read: a set in its environment.
READ = "catalogue.generations"


def keep_live(app: Flask, var: Path) -> None:
    """Let the requests of this site read the generations published in this folder."""
    app.extensions["generation"] = LiveGeneration(var)


def generation() -> Generation:
    """The generation of this request; raises PublicationError when nothing was published yet."""
    if "generation" not in g:
        g.generation = current_app.extensions["generation"].get()
        if request:
            request.environ.get(READ, set()).add(g.generation.id)
    opened: Generation = g.generation
    return opened


def published() -> datetime:
    """When the generation of this request was put in service."""
    return datetime.fromtimestamp(generation().folder.stat().st_mtime, UTC)
