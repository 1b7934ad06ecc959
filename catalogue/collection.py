"""The whole catalogue: its fiches, and the rules that one fiche alone cannot check."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalogue.fiche import Fiche
from catalogue.fiche_file import header_line, parse_fiche, read_text
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
class Catalogue:
    """A catalogue without a problem; ``fiches`` are in the order of their slugs, ``markdown`` is the text of each."""

    folder: Path
    vocabulary: Vocabulary
    study: Study
    thesaurus: tuple[Group, ...]
    fiches: tuple[Fiche, ...]
    markdown: dict[str, str]


def catalogue_file(folder: Path, name: str) -> Path:
    """A vocabulary or study file of this folder, or the project's own when the folder lacks it."""
    own = folder / name
    return own if own.exists() else HERE / name


def catalogue_files(folder: Path) -> list[Path]:
    """Every file that a catalogue is made of."""
    fiches = sorted((folder / FICHES).glob("*.md"))
    return [*(catalogue_file(folder, name) for name in FILES), *fiches]


def read_catalogue(folder: Path) -> Catalogue | list[Problem]:
    """The catalogue of a folder, or every problem of every file, sorted."""
    vocabulary = read_vocabulary(catalogue_file(folder, VOCABULARY_FILE))
    if isinstance(vocabulary, list):
        return vocabulary
    study = read_study(catalogue_file(folder, STUDY_FILE))
    thesaurus = read_thesaurus(catalogue_file(folder, THESAURUS_FILE))
    problems = [problem for read in (study, thesaurus) if isinstance(read, list) for problem in read]
    paths = sorted((folder / FICHES).glob("*.md"))
    if not (folder / FICHES).is_dir():
        problems.append(Problem(shown_path(folder / FICHES), 0, "ce dossier de fiches n'existe pas."))
    elif not paths:
        problems.append(Problem(shown_path(folder / FICHES), 0, "ce dossier ne contient aucune fiche (.md)."))
    fiches: dict[Path, Fiche] = {}
    markdown: dict[str, str] = {}
    for path in paths:
        text = read_text(path)
        fiche = text if isinstance(text, list) else parse_fiche(text, path.stem, shown_path(path), vocabulary)
        if isinstance(fiche, list):
            problems += fiche
        else:
            fiches[path] = fiche
            markdown[path.stem] = str(text)
    problems += _check_together(fiches, markdown, slugs={path.stem for path in paths})
    if problems or isinstance(study, list) or isinstance(thesaurus, list):
        return sorted(problems)
    return Catalogue(folder, vocabulary, study, thesaurus, tuple(fiches.values()), markdown)


def _check_together(fiches: dict[Path, Fiche], markdown: dict[str, str], slugs: set[str]) -> Iterator[Problem]:
    titles: dict[str, Path] = {}
    spellings: dict[str, tuple[str, Path]] = {}

    def problem(path: Path, message: str, *place: str | int) -> Problem:
        return Problem(shown_path(path), header_line(markdown[path.stem], place), message)

    for path, fiche in fiches.items():
        first = titles.setdefault(fold(fiche.titre), path)
        if first != path:
            yield problem(path, f"le titre « {fiche.titre} » est déjà celui de {first.name} ; précisez-le.", "titre")
        for rank, lien in enumerate(fiche.liens):
            if lien.fiche == fiche.slug:
                yield problem(path, "une fiche ne renvoie pas à elle-même.", "liens", rank, "fiche")
            elif lien.fiche not in slugs:
                message = f"la fiche « {lien.fiche} » n'existe pas.{did_you_mean(lien.fiche, slugs)}"
                yield problem(path, message, "liens", rank, "fiche")
        for rank, etiquette in enumerate(fiche.etiquettes):
            spelling, other = spellings.setdefault(slugify(etiquette), (etiquette, path))
            if spelling != etiquette:
                message = f"l'étiquette « {etiquette} » s'écrit « {spelling} » dans {other.name} ; gardez une écriture."
                yield problem(path, message, "etiquettes", rank)
