"""From the files of a catalogue to a published generation."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalogue.collection import Catalogue, read_catalogue
from catalogue.problem import Problem
from index.generation import write_generation
from index.publication import building, current, fingerprint, is_written, publish


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
        name = fingerprint(folder)
        if is_written(var, name):
            return Built(publish(var, name), unchanged=before is not None and before.name == name)
        while True:
            catalogue = read_catalogue(folder)
            # Saved while we were reading: what we hold may be half of one state and half of another.
            if name == (name := fingerprint(folder)):
                break
        if isinstance(catalogue, list):
            return catalogue
        return Built(publish(var, name, _writer(catalogue, on_progress)), unchanged=False)


def _writer(catalogue: Catalogue, on_progress: Callable[[int, int], None]) -> Callable[[Path], None]:
    return lambda folder: write_generation(catalogue, folder, on_progress)
