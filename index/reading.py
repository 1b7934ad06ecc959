"""Reading many files of fiches on every processor, in their order."""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from catalogue.fiche import Fiche
from catalogue.fiche_file import parse_fiche, read_text
from catalogue.problem import Problem, shown_path
from catalogue.render import Renderer
from catalogue.vocabulary import Vocabulary
from index.analysis import Analysis, analyse

# Fewer files than this are read before another process has even started.
WORTH_SHARING = 100
BATCH = 20
# Batches that wait for each process, so that none stands idle.
AHEAD = 2

Read = Analysis | list[Problem]


def read_analyses(paths: Sequence[Path], vocabulary: Vocabulary) -> Iterator[Read]:
    """The analysis of each file, or every problem it has, in the order of the paths."""
    processes = os.cpu_count() or 1
    if len(paths) < WORTH_SHARING or processes == 1:
        renderer = Renderer()
        return (_read(path, vocabulary, renderer) for path in paths)
    return _read_shared(paths, vocabulary, processes)


def _read_shared(paths: Sequence[Path], vocabulary: Vocabulary, processes: int) -> Iterator[Read]:
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    workers = [_start(vocabulary) for _ in range(processes)]
    turns = [workers[rank % processes] for rank in range(len(batches))]
    ahead = processes * AHEAD
    for worker, batch in islice(zip(turns, batches, strict=True), ahead):
        _send(worker, batch)
    try:
        for rank, (worker, batch) in enumerate(zip(turns, batches, strict=True)):
            found = _receive(worker, batch, vocabulary)
            if rank + ahead < len(batches):
                _send(worker, batches[rank + ahead])
            yield from found
    finally:
        for worker in workers:
            worker.close()


def _start(vocabulary: Vocabulary) -> Connection:
    """A process that reads the batches sent to it, until the other end of its pipe is closed, killed or not."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    context.Process(target=_work, args=(theirs, vocabulary), daemon=True).start()
    theirs.close()
    return ours


def _send(worker: Connection, batch: Sequence[Path]) -> None:
    with suppress(OSError):  # a worker that was killed; its batches are read here
        worker.send(batch)


def _receive(worker: Connection, batch: Sequence[Path], vocabulary: Vocabulary) -> list[Read]:
    try:
        found: list[Read] = worker.recv()
    except (EOFError, OSError):
        renderer = Renderer()
        return [_read(path, vocabulary, renderer) for path in batch]
    return found


def _work(connection: Connection, vocabulary: Vocabulary) -> None:
    gc.disable()  # a batch leaves few cycles behind, and millions of objects to look through for them
    renderer = Renderer()
    try:
        while True:
            batch: list[Path] = connection.recv()
            connection.send([_read(path, vocabulary, renderer) for path in batch])
            gc.collect(0)
    except (EOFError, OSError, KeyboardInterrupt):
        pass


def _read(path: Path, vocabulary: Vocabulary, renderer: Renderer) -> Read:
    text = read_text(path)
    fiche = parse_fiche(text, path.stem, shown_path(path), vocabulary) if isinstance(text, str) else text
    if not isinstance(fiche, Fiche):
        return fiche
    return analyse(fiche, str(text), vocabulary, renderer)
