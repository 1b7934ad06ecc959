"""A report: what is wrong in the catalogue or in some files, as people and as forges read it."""

import json
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from catalogue.collection import (
    FICHES,
    catalogue_file,
    catalogue_files,
    check_together,
    entry_of,
    files_by_slug,
    read_catalogue,
)
from catalogue.fiche_file import parse_fiche, read_text
from catalogue.problem import Problem, shown_path
from catalogue.vocabulary import FILE as VOCABULARY_FILE
from catalogue.vocabulary import read_vocabulary

# What « texte » says is for people, and the command line says it itself.
FORMATS = ("texte", "github", "json", "gitlab")
_NOT_OURS = f"ce n'est pas un fichier du catalogue : les fiches sont les fichiers .md du dossier {FICHES}."


def problems_of(folder: Path, files: Sequence[Path] = ()) -> list[Problem]:
    """Every problem of the catalogue; or of these files alone, those that lie elsewhere being read as new fiches."""
    catalogue = read_catalogue(folder)
    everything = catalogue if isinstance(catalogue, list) else []
    if not files:
        return everything
    vocabulary = read_vocabulary(catalogue_file(folder, VOCABULARY_FILE))
    if isinstance(vocabulary, list):
        return vocabulary
    ours = {_real(path): shown_path(path) for path in catalogue_files(folder)}
    asked = {ours.get(_real(path)) for path in files}
    problems = [problem for problem in everything if problem.path in asked]
    published = [] if isinstance(catalogue, list) else list(catalogue.fiches)
    for path in (path for path in files if _real(path) not in ours):
        if _is_there(path) and (path.is_dir() or _real(path).is_relative_to(folder.resolve())):
            problems.append(Problem(shown_path(path), 0, _NOT_OURS))
            continue
        text = read_text(path)
        fiche = text if isinstance(text, list) else parse_fiche(text, path.stem, shown_path(path), vocabulary)
        if isinstance(fiche, list):
            problems += fiche
            continue
        others = [entry_of(other) for other in published if other.slug != fiche.slug]
        known = files_by_slug(folder) | {fiche.slug: path}
        problems += check_together([*others, entry_of(fiche)], known)
    return sorted(problems)


def render_report(problems: Iterable[Problem], format_: str) -> str:
    """The report that a program reads."""
    return _RENDERERS[format_](list(problems))


def _real(path: Path) -> Path:
    """The same file however its path is typed; a symbolic link stays itself, to be refused."""
    return path.parent.resolve() / path.name


def _is_there(path: Path) -> bool:
    """Whether a path names something: a name that no disk can hold names nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def _github(problems: list[Problem]) -> str:
    """Workflow commands: GitHub and Forgejo show each beside its line."""
    return "\n".join(
        f"::error file={_escaped(problem.path, ':,')},line={problem.line or 1},title=Fiche à corriger"
        f"::{_escaped(problem.message)}"
        for problem in problems
    )


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _gitlab(problems: list[Problem]) -> str:
    """A Code Quality report."""
    return _json(
        [
            {
                "description": problem.message,
                "check_name": "catalogue-verifier",
                "fingerprint": sha256(str(problem).encode()).hexdigest(),
                "severity": "major",
                "location": {"path": problem.path, "lines": {"begin": problem.line or 1}},
            }
            for problem in problems
        ]
    )


def _for_programs(problems: list[Problem]) -> str:
    found = [{"fichier": problem.path, "ligne": problem.line, "message": problem.message} for problem in problems]
    return _json({"problemes": found})


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


_RENDERERS: dict[str, Callable[[list[Problem]], str]] = {"github": _github, "json": _for_programs, "gitlab": _gitlab}
