"""From the files of a catalogue to a published generation."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from catalogue.problem import Problem
from index.generation import Generation
from index.publication import GENERATIONS, building, current, fingerprint, forget, is_written, publish, write
from index.writing import InvalidCatalogueError, write_generation


@dataclass(frozen=True)
class Built:
    """What a build gave: the folder of the generation in service, and whether it was in service before."""

    folder: Path
    unchanged: bool


def build(
    folder: Path,
    var: Path,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Built | list[Problem]:
    """Publish the catalogue of a folder, or return every problem and publish nothing.

    ``on_progress`` receives the fiches done and their total; ``on_wait`` is called once when another build is running.
    Raises PublicationError when ``var`` cannot be written.
    """
    with building(var, on_wait):
        before = current(var)
        while True:
            name = fingerprint(folder)
            if is_written(var, name):
                if _is_whole(var / GENERATIONS / name):
                    return Built(publish(var, name), unchanged=before is not None and before.name == name)
                forget(var, name)
            problems: list[Problem] = []
            try:
                _write(folder, var, name, before, on_progress)
            except InvalidCatalogueError as error:
                problems = error.problems
            if name == fingerprint(folder):
                return problems or Built(publish(var, name), unchanged=False)
            # Saved while we were reading or writing: what we hold may be half of one state and half of another.
            if not problems:
                forget(var, name)


def _write(folder: Path, var: Path, name: str, before: Path | None, on_progress: Callable[[int, int], None]) -> None:
    """Write from the generation before, or from nothing when that one can no longer be read."""
    try:
        write(var, name, partial(write_generation, folder, before, on_progress=on_progress))
    except (OSError, ValueError, sqlite3.Error):
        if before is None:
            raise
        write(var, name, partial(write_generation, folder, None, on_progress=on_progress))


def _is_whole(folder: Path) -> bool:
    try:
        Generation(folder).close()
    except (OSError, ValueError, sqlite3.Error):
        return False
    return True
