"""Writing a generation: whole, or from the one in service when few fiches have changed."""

import gc
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalogue.collection import (
    FILES,
    Entry,
    catalogue_file,
    check_folder,
    check_together,
    entry_of,
    files_by_slug,
    read_lists,
    vocabulary_of,
)
from catalogue.fiche import Fiche
from catalogue.fiche_file import parse_fiche
from catalogue.problem import Problem
from catalogue.render import Renderer
from catalogue.vocabulary import Vocabulary
from index.analysis import Analysis, analyse
from index.dictionary import write_dictionary
from index.fulltext import BOOSTS, FIELDS, FulltextWriter
from index.postings import merge, read_inverted, score, write_postings
from index.publication import digest_of, recipe
from index.reading import read_analyses
from index.sentences import SentencesWriter
from index.store import Store, StoreWriter

SQLITE = "catalogue.sqlite"
WHOOSH = "whoosh"
POSTINGS = "postings"
SENTENCES = "phrases"
DICTIONARY = "francais.npy"
# The recipe that this generation was made by: what another recipe made cannot be taken over.
RECIPE = "recette"
# Beyond this share of new fiches, writing everything again is quicker than changing what there is.
SHARE_WORTH_CHANGING = 0.1

Progress = Callable[[int, int], None]


class InvalidCatalogueError(Exception):
    """The catalogue has problems: nothing may be published."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = sorted(problems)


@dataclass(frozen=True)
class Change:
    """What a folder changes of a generation, or of nothing: slugs to read, slugs to let go, fiches that stay.

    ``before`` are the slugs of that generation in its order; ``digests`` tells each file of the folder from any other.
    """

    previous: Path | None
    digests: dict[str, str]
    to_read: list[str]
    before: list[str]
    gone: list[str]
    kept: list[Entry]


def write_generation(folder: Path, previous: Path | None, target: Path, on_progress: Progress) -> None:
    """Write the catalogue of a folder to an empty folder, taking over from ``previous`` what has not changed.

    ``on_progress`` receives the fiches done and their total. Raises InvalidCatalogueError.
    """
    files = files_by_slug(folder)
    lists, problems = read_lists(folder), check_folder(folder, files)
    vocabulary = vocabulary_of(folder, lists)
    if isinstance(vocabulary, list):
        raise InvalidCatalogueError(vocabulary)
    problems += lists if isinstance(lists, list) else []
    made_by = recipe(folder)
    change = _change(files, previous, made_by)
    if change.previous:
        _take_over(change.previous, target)
    entries = {entry.slug: entry for entry in change.kept}
    total = len(change.to_read)
    with (
        no_hunt_for_cycles(),
        StoreWriter(target / SQLITE) as store,
        FulltextWriter(target / WHOOSH) as fulltext,
        SentencesWriter(target / SENTENCES) as sentences,
    ):
        for analysis in _analyses_gone(change, vocabulary):
            store.remove(analysis)
        fulltext.remove(change.gone)
        reads = read_analyses([files[slug] for slug in change.to_read], vocabulary)
        for done, (slug, read) in enumerate(zip(change.to_read, reads, strict=True)):
            on_progress(done, total)
            if isinstance(read, list):
                problems += read
                continue
            entries[slug] = entry_of(read.fiche)
            if not problems:
                store.add(read, change.digests[slug])
                fulltext.add(read)
                sentences.add(read)
        problems += check_together((entries[slug] for slug in sorted(entries)), files)
        if problems:
            raise InvalidCatalogueError(problems)
        sentences.finish(sorted(entries), change.previous and change.previous / SENTENCES, change.before)
    _write_postings(change, fulltext, target, sorted(entries))
    if change.previous:
        os.link(change.previous / DICTIONARY, target / DICTIONARY)
    else:
        write_dictionary(target / DICTIONARY)
    for name in FILES:
        shutil.copyfile(catalogue_file(folder, name), target / name)
    (target / RECIPE).write_text(made_by, "ascii")
    on_progress(total, total)


@contextmanager
def no_hunt_for_cycles() -> Iterator[None]:
    """Spare Python's hunt for cycles where many objects are made, none in a cycle: it took a tenth of a build."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _change(files: Mapping[str, Path], previous: Path | None, made_by: str) -> Change:
    digests = {slug: digest_of(path) for slug, path in files.items()}
    everything = Change(None, digests, list(files), [], [], [])
    try:
        if previous is None or (previous / RECIPE).read_text("ascii") != made_by:
            return everything
    except (OSError, ValueError):
        return everything
    store = Store(previous / SQLITE)
    known, entries = store.digests(), store.entries()
    store.close()
    same = {slug for slug, digest in digests.items() if known.get(slug) == digest}
    to_read = [slug for slug in files if slug not in same]
    if len(to_read) + len(known) - len(same) > SHARE_WORTH_CHANGING * len(known):
        return everything
    kept = [entry for entry in entries if entry.slug in same]
    return Change(previous, digests, to_read, list(known), sorted(known.keys() - same), kept)


def _take_over(previous: Path, target: Path) -> None:
    """Begin with what the previous generation holds; Whoosh never changes a segment, so its files are shared."""
    shutil.copyfile(previous / SQLITE, target / SQLITE)
    (target / WHOOSH).mkdir()
    for file in (previous / WHOOSH).iterdir():
        if not file.name.endswith("LOCK"):
            os.link(file, target / WHOOSH / file.name)


def _analyses_gone(change: Change, vocabulary: Vocabulary) -> Iterable[Analysis]:
    """What was analysed of the fiches that are let go, so that their words are no longer counted."""
    if not change.previous:
        return
    store, renderer = Store(change.previous / SQLITE), Renderer()
    for slug in change.gone:
        markdown = str(store.markdown(slug))
        fiche = parse_fiche(markdown, slug, slug, vocabulary)
        if isinstance(fiche, Fiche):  # it was, when this generation was written
            yield analyse(fiche, markdown, vocabulary, renderer)
    store.close()


def _write_postings(change: Change, fulltext: FulltextWriter, target: Path, slugs: list[str]) -> None:
    previous = change.previous
    number = {slug: rank for rank, slug in enumerate(slugs)}
    new, postings = fulltext.written()
    parts = [(postings, np.array([number.get(slug, -1) for slug in new], np.int64))]
    if previous:
        moved = set(new)
        numbers = [-1 if slug in moved else number.get(slug, -1) for slug in change.before]
        parts.append((read_inverted(previous / POSTINGS), np.array(numbers, np.int64)))
    postings = merge(parts, len(FIELDS), len(slugs))
    scores = score(postings, list(BOOSTS.values()), len(slugs))
    write_postings(postings, scores, FIELDS, target / POSTINGS)
