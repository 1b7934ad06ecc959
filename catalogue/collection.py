"""The whole catalogue: its fiches, and the rules that one fiche alone cannot check."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogue.fiche import Fiche
from catalogue.fiche_file import header_line, read_fiche, read_text
from catalogue.folding import fold, slugify
from catalogue.problem import Problem, did_you_mean, shown_path
from catalogue.study import FILE as STUDY_FILE
from catalogue.study import Study, read_study
from catalogue.thesaurus import FILE as THESAURUS_FILE
from catalogue.thesaurus import Group, read_thesaurus
from catalogue.vocabulary import FILE as VOCABULARY_FILE
from catalogue.vocabulary import Vocabulary, read_vocabulary

HERE = Path(__file__).parent
FICHES = "fiches"
FILES = (VOCABULARY_FILE, STUDY_FILE, THESAURUS_FILE)


@dataclass(frozen=True)
class Lists:
    """What every fiche of a catalogue shares: its closed lists, its study, its thesaurus."""

    vocabulary: Vocabulary
    study: Study
    thesaurus: tuple[Group, ...]


@dataclass(frozen=True)
class Catalogue:
    """A catalogue without a problem, its fiches in the order of their slugs."""

    lists: Lists
    fiches: tuple[Fiche, ...]

    @property
    def vocabulary(self) -> Vocabulary:
        """The closed lists."""
        return self.lists.vocabulary


@dataclass(frozen=True)
class Entry:
    """What must be known of every fiche to check them together: ``liens`` are slugs."""

    slug: str
    titre: str
    etiquettes: tuple[str, ...]
    liens: tuple[str, ...]


def catalogue_file(folder: Path, name: str) -> Path:
    """A vocabulary or study file of this folder, or the project's own when the folder lacks it."""
    own = folder / name
    return own if own.exists() else HERE / name


def files_by_slug(folder: Path) -> dict[str, Path]:
    """The file of every fiche of a folder, right or wrong, in the order of the slugs."""
    place = folder / FICHES
    names = os.listdir(place) if place.is_dir() else []  # noqa: PTH208 (three times as quick, for ten thousand files)
    slugs = sorted(name.removesuffix(".md") for name in names if name.endswith(".md"))
    return {slug: place / f"{slug}.md" for slug in slugs}


def catalogue_files(folder: Path) -> list[Path]:
    """Every file that a catalogue is made of."""
    return [*(catalogue_file(folder, name) for name in FILES), *files_by_slug(folder).values()]


def read_lists(folder: Path) -> Lists | list[Problem]:
    """The lists of a catalogue, or every problem of their files."""
    vocabulary = read_vocabulary(catalogue_file(folder, VOCABULARY_FILE))
    study = read_study(catalogue_file(folder, STUDY_FILE))
    thesaurus = read_thesaurus(catalogue_file(folder, THESAURUS_FILE))
    if isinstance(vocabulary, list) or isinstance(study, list) or isinstance(thesaurus, list):
        return [problem for read in (vocabulary, study, thesaurus) if isinstance(read, list) for problem in read]
    return Lists(vocabulary, study, thesaurus)


def vocabulary_of(folder: Path, lists: Lists | list[Problem]) -> Vocabulary | list[Problem]:
    """The vocabulary of lists that were read, even when another of them is wrong."""
    return lists.vocabulary if isinstance(lists, Lists) else read_vocabulary(catalogue_file(folder, VOCABULARY_FILE))


def read_catalogue(folder: Path) -> Catalogue | list[Problem]:
    """The catalogue of a folder, or every problem of every file, sorted."""
    lists = read_lists(folder)
    # Fiches are checked even when the study is wrong: all problems at once.
    vocabulary = vocabulary_of(folder, lists)
    if isinstance(vocabulary, list):
        return sorted(vocabulary)
    files = files_by_slug(folder)
    problems = [*(lists if isinstance(lists, list) else ()), *check_folder(folder, files)]
    fiches: list[Fiche] = []
    for path in files.values():
        fiche = read_fiche(path, vocabulary)
        if isinstance(fiche, Fiche):
            fiches.append(fiche)
        else:
            problems += fiche
    problems += check_together(map(entry_of, fiches), files)
    return sorted(problems) if problems or isinstance(lists, list) else Catalogue(lists, tuple(fiches))


def entry_of(fiche: Fiche) -> Entry:
    """What must be known of this fiche to check it with the others."""
    return Entry(fiche.slug, fiche.titre, fiche.etiquettes, tuple(lien.fiche for lien in fiche.liens))


def check_folder(folder: Path, files: Mapping[str, Path]) -> list[Problem]:
    """Why a folder, in which these files of fiches were found, holds no catalogue at all."""
    if not (folder / FICHES).is_dir():
        return [Problem(shown_path(folder / FICHES), 0, "ce dossier de fiches n'existe pas.")]
    return [] if files else [Problem(shown_path(folder / FICHES), 0, "ce dossier ne contient aucune fiche (.md).")]


def check_together(
    entries: Iterable[Entry], files: Mapping[str, Path], text_of: Callable[[Path], str | list[Problem]] = read_text
) -> Iterator[Problem]:
    """What is wrong between fiches: titles, links, spellings of étiquettes; of two that clash, the later is wrong.

    The entries are those of the fiches that are right by themselves; ``files`` has the file of every fiche there is.
    """
    titles: dict[str, str] = {}
    spellings: dict[str, tuple[str, str]] = {}

    def problem(slug: str, message: str, *place: str | int) -> Problem:
        text = text_of(files[slug])
        return Problem(shown_path(files[slug]), header_line(text, place) if isinstance(text, str) else 0, message)

    for entry in entries:
        first = titles.setdefault(fold(entry.titre), entry.slug)
        if first != entry.slug:
            message = f"le titre « {entry.titre} » est déjà celui de {first}.md ; précisez-le."
            yield problem(entry.slug, message, "titre")
        for rank, linked in enumerate(entry.liens):
            if linked == entry.slug:
                yield problem(entry.slug, "une fiche ne renvoie pas à elle-même.", "liens", rank, "fiche")
            elif linked not in files:
                message = f"la fiche « {linked} » n'existe pas.{did_you_mean(linked, files)}"
                yield problem(entry.slug, message, "liens", rank, "fiche")
        for rank, etiquette in enumerate(entry.etiquettes):
            spelling, other = spellings.setdefault(slugify(etiquette), (etiquette, entry.slug))
            if spelling != etiquette:
                message = f"l'étiquette « {etiquette} » s'écrit « {spelling} » dans {other}.md ; gardez une écriture."
                yield problem(entry.slug, message, "etiquettes", rank)
