"""Importing a spreadsheet: a row that makes a right fiche becomes a file, another is refused with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from catalogue.collection import FICHES
from catalogue.draft import PARTS, SECTIONS, Draft, Places, read_draft, write_draft
from catalogue.fiche import SLUG
from catalogue.fiche_file import parse_fiche, read_text
from catalogue.problem import Problem, did_you_mean, reason, shown_path
from catalogue.spreadsheet import COLUMNS, REQUIRED, Row, column_named, read_row
from catalogue.table import Table, read_table
from catalogue.vocabulary import Vocabulary


@dataclass
class Imported:
    """What an import did: the files written, those that said the same already, and why each other row is refused."""

    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def import_table(path: Path, folder: Path, vocabulary: Vocabulary, replace: bool) -> Imported | list[Problem]:
    """Write the fiches of a table to the catalogue of a folder, or say why the table cannot be read at all.

    A file that exists is written again only with ``replace``.
    """
    table = read_table(path)
    if isinstance(table, list):
        return table
    columns = [column_named(header) for header in table.headers]
    problems = list(_check_headers(table, columns, shown_path(path)))
    if problems:
        return problems
    done = Imported(
        ignored=[header for header, name in zip(table.headers, columns, strict=True) if header and not name]
    )
    first_rows: dict[str, int] = {}
    for number, cells in table.rows:
        row = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        _import_row(row, number, shown_path(path), folder / FICHES, vocabulary, replace, first_rows, done)
    return done


def unknown_column(header: str) -> str:
    """The sentence for a column that is left aside."""
    near = did_you_mean(header, [name for column in COLUMNS.values() for name in (column.name, column.title)])
    return f"la colonne « {header} » n'est pas reprise.{near}"


def _check_headers(table: Table, columns: list[str | None], shown: str) -> Iterator[Problem]:
    if not any(columns):
        yield Problem(shown, 1, "aucune colonne n'est reconnue ; partez de « catalogue importer --modele ».")
    for required in REQUIRED if any(columns) else ():
        if required not in columns:
            yield Problem(shown, 1, f"il manque la colonne « {COLUMNS[required].title} ».")
    for rank, name in enumerate(columns):
        if name and name in columns[:rank]:
            first = table.headers[columns.index(name)]
            yield Problem(shown, 1, f"« {first} » et « {table.headers[rank]} » sont la même colonne ; gardez-en une.")


def _import_row(
    row: Row,
    number: int,
    shown: str,
    fiches: Path,
    vocabulary: Vocabulary,
    replace: bool,
    first_rows: dict[str, int],
    done: Imported,
) -> None:
    slug, draft = read_row(row, date.today())
    target = fiches / f"{slug}.md"
    # What is no slug is refused by ``parse_fiche``, and might name a file outside.
    old = read_text(target) if SLUG.fullmatch(slug) and target.exists() else None
    text = write_draft(draft, read_draft(old) if isinstance(old, str) else None)
    fiche = parse_fiche(text, slug, shown, vocabulary)
    reasons = list(_unknown_keys(draft))
    if isinstance(fiche, list):
        places = Places(text)
        reasons += [_with_section(problem, places) for problem in fiche]
    if reasons:
        done.refused += [Problem(shown, number, one) for one in dict.fromkeys(reasons)]
        return
    if first_rows.setdefault(slug, number) != number:
        message = f"la fiche « {slug} » est déjà ligne {first_rows[slug]} ; gardez une seule des deux."
        done.refused.append(Problem(shown, number, message))
        return
    if isinstance(old, str) and parse_fiche(old, slug, shown, vocabulary) == fiche:
        done.unchanged.append(target)
        return
    if target.is_symlink() or (old is not None and not replace):
        message = f"{shown_path(target)} existe déjà ; ajoutez --remplacer pour l'écrire de nouveau."
        done.refused.append(Problem(shown, number, message))
        return
    try:
        target.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        done.refused.append(Problem(shown, number, f"{shown_path(target)} ne peut pas être écrit : {reason(error)}."))
    else:
        done.written.append(target)


def _unknown_keys(draft: Draft) -> Iterator[str]:
    """A sentence for each line of a group whose key is not one: the text of a draft would leave it out."""
    for part, model in PARTS.items():
        for group in draft.keys.get(part, []):
            for key in group.keys() - model.model_fields.keys():
                keys = ", ".join(model.model_fields)
                yield f"« {key} » n'est pas une rubrique de « {part} » ({keys}).{did_you_mean(key, model.model_fields)}"


def _with_section(problem: Problem, places: Places) -> str:
    """The message of a problem; one that stands in a section says which."""
    place = places.at(problem.line)
    in_section = len(place) > 1 and place[0] == SECTIONS and f"« {place[1]} »" not in problem.message
    return f"« {place[1]} » : {problem.message}" if in_section else problem.message
