"""Fiches as rows of a spreadsheet: one column per key or section, lists and groups as lines of a cell."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from catalogue.body import HEADINGS
from catalogue.draft import PARTS, Draft
from catalogue.fiche import Demarrage, Fiche
from catalogue.fiche_file import KEYS
from catalogue.folding import slugify

Row = dict[str, str]

SLUG = "slug"
# What an export says of each row, and an import leaves aside.
PROVENANCE = {
    "adresse": "Adresse de la fiche",
    "origine": "Catalogue d'où vient la fiche",
    "licence": "Licence",
    "mise_a_jour": "Date de publication ou de dernière vérification",
}
# A value that holds a separator, or begins like this, is written after it.
BULLET = "• "
_SEPARATOR = ";"
# Other names that people give to a column.
_NAMES = {
    SLUG: ("identifiant", "nom du fichier", "fichier"),
    "resume": ("résumé",),
    "facteurs": ("facteurs de succès",),
    "publiee": ("publiée le", "publication"),
    "verifiee": ("vérifiée le", "vérification"),
}
# A section bears nearly the same name.
_TITLES = {"facteurs": "Facteurs de l'étude de 2018"}


@dataclass(frozen=True)
class Column:
    """A column: its name, its title for people, and how a cell is read and written."""

    name: str
    title: str
    heading: str = ""
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = lambda value: "" if value is None else str(value)


def read_list(cell: str, separators: str = _SEPARATOR) -> list[str]:
    """The values of a cell: one per line, or between separators on a line without a bullet."""
    values: list[str] = []
    for line in cell.split("\n"):
        values += [line.removeprefix(BULLET)] if line.startswith(BULLET) else re.split(f"[{separators}]", line)
    return [value.strip() for value in values if value.strip()]


def write_list(values: Iterable[str], separators: str = _SEPARATOR) -> str:
    """The cell that ``read_list`` reads back."""
    return "\n".join(BULLET + value if re.search(f"^•|[{separators}]", value) else value for value in values)


def read_day(cell: str) -> str:
    """A day as YYYY-MM-DD, also when a French spreadsheet wrote it DD/MM/YYYY."""
    return re.sub(r"^(\d{1,2})/(\d{1,2})/(\d{4})$", lambda day: f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}", cell)


class _Groups:
    """Groups in a cell: lines « clé : valeur », an empty line between two groups."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._lists = [name for name, field in model.model_fields.items() if "tuple" in str(field.annotation)]
        self._names = {slugify(name): name for name in model.model_fields}

    def read(self, cell: str) -> list[dict[str, Any]]:
        """The groups of a cell; a key that is not one stays, to be refused."""
        groups: list[dict[str, Any]] = [{}]
        for line in cell.split("\n"):
            name, _, value = line.partition(":")
            key = self._names.get(slugify(name), name.strip())
            if not key or key in groups[-1]:  # a key written twice begins another group
                groups.append({})
            if key:
                groups[-1][key] = re.findall(r"[^\s,;]+", value) if key in self._lists else value.strip()
        return [group for group in groups if group]

    def write(self, groups: tuple[BaseModel, ...]) -> str:
        """The cell that ``read`` reads back."""
        return "\n\n".join("\n".join(self._lines(group)) for group in groups)

    @staticmethod
    def _lines(group: BaseModel) -> Iterator[str]:
        for name, value in group:
            if value is not None:
                yield f"{name} : {', '.join(map(str, value)) if isinstance(value, tuple) else value}"


def _columns() -> Iterator[Column]:
    yield Column(SLUG, "Nom de la fiche dans son adresse")
    for key in KEYS:
        field = Fiche.model_fields[key]
        title = _TITLES.get(key) or field.title or key
        if key in PARTS:
            groups = _Groups(PARTS[key])
            yield Column(key, title, read=groups.read, write=groups.write)
        elif field.annotation is Demarrage:
            for name, inner in Demarrage.model_fields.items():
                yield Column(name, inner.title or name)
        elif "tuple" in str(field.annotation):
            yield Column(key, title, read=read_list, write=write_list)
        elif key in ("publiee", "verifiee"):
            yield Column(key, title, read=read_day)
        else:
            yield Column(key, title)
    for heading in HEADINGS:
        yield Column(slugify(heading).replace("-", "_"), heading, heading)


COLUMNS = {column.name: column for column in _columns()}


# The columns without which no row makes a fiche; the slug comes from the title, the date may be today's.
REQUIRED = [
    name
    for name, column in COLUMNS.items()
    if column.heading or (name in KEYS and Fiche.model_fields[name].is_required() and name != "publiee")
]


def _folded(name: str) -> str:
    """A name without case, accents, plurals or what follows a parenthesis."""
    return "-".join(word.rstrip("s") for word in slugify(name.partition("(")[0]).split("-"))


def _column_names() -> Iterator[tuple[str, str]]:
    for column in COLUMNS.values():  # the last word wins: « Facteurs de succès » is the list, not the section
        yield re.sub(r"^(le|la|les) ", "", column.heading.lower()), column.name
    for column in COLUMNS.values():
        yield from ((text, column.name) for text in (*_NAMES.get(column.name, ()), column.title, column.name))
    for name, title in PROVENANCE.items():
        yield from ((text, name) for text in (name, title))


_COLUMN_NAMES = {_folded(text): name for text, name in _column_names() if text}


def column_named(header: str) -> str | None:
    """The column that a header names, whatever its case, accents and plural; None when it names none."""
    return _COLUMN_NAMES.get(_folded(header))


def write_row(fiche: Fiche) -> Row:
    """The cells of a fiche."""
    texts = {section.titre: section.texte for section in fiche.sections}
    row = {}
    for column in COLUMNS.values():
        owner = fiche.demarrage if column.name in Demarrage.model_fields else fiche
        row[column.name] = texts[column.heading] if column.heading else column.write(getattr(owner, column.name))
    return row


def read_row(row: Row, today: date) -> tuple[str, Draft]:
    """The slug and the draft that the cells of a row give; by default the slug comes from the title, the date is today.

    Nothing is checked here: ``parse_fiche`` does, on the text of the draft.
    """
    values: dict[str, Any] = {name: COLUMNS[name].read(cell) for name, cell in row.items() if name in COLUMNS and cell}
    draft = Draft({key: values[key] for key in KEYS if key in values})
    draft.keys["demarrage"] = {name: values[name] for name in Demarrage.model_fields if name in values}
    draft.keys.setdefault("publiee", today.isoformat())
    draft.sections = {
        column.heading: values[column.name] for column in COLUMNS.values() if column.heading and column.name in values
    }
    return values.get(SLUG) or slugify(row.get("titre", "")), draft
