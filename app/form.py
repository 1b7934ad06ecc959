"""What a contributor typed, as the form sends it: from a draft and to a draft, without loss."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from app.fields import STEPS, Field, Step
from catalogue.body import HEADINGS
from catalogue.draft import PARTS, SECTIONS, Draft
from catalogue.fiche import Fiche
from catalogue.spreadsheet import read_day, read_list, write_list
from catalogue.strict_yaml import Location
from catalogue.vocabulary import Vocabulary

Form = MultiDict[str, str]

MAX_ROWS = 100  # groups of one part
_ROW = re.compile(r"([a-z]+)\.(\d{1,2})\.[a-z_]+")
_CONTROL = re.compile(r"[^\S\n]|[\x00-\x08\x0e-\x1f\x7f]")
# What stands between two values of a line, by kind of field: a name may hold a comma, an étiquette does not.
_SEPARATORS = {"lines": ";", "words": ",;"}
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
# « 1 à 3 », « 1-3 », « 1.5 »: reading two numbers there would be a guess.
_BETWEEN = re.compile(r"\d\s*(?:à|[-–.])\s*\d")

FIELDS = {field.name: field for step in STEPS for group in step.groups if not group.part for field in group.fields}
PART_FIELDS = {
    group.part: {field.name: field for field in group.fields} for step in STEPS for group in step.groups if group.part
}


def form_of(draft: Draft, vocabulary: Vocabulary) -> tuple[Form, list[str]]:
    """The form that a draft fills, and what it holds that no field can take."""
    form: Form = MultiDict()
    left_out = [heading for heading in draft.sections if heading not in HEADINGS]
    for heading, text in draft.sections.items():
        form[f"{SECTIONS}.{heading}"] = text
    for key, value in draft.keys.items():
        if key in PARTS:
            groups = value if isinstance(value, list) else [value] if value else []
            taken = len(groups) <= MAX_ROWS
            for rank, group in enumerate(groups[:MAX_ROWS]):
                taken &= _fill_group(form, f"{key}.{rank}", group, PART_FIELDS[key], vocabulary)
        elif key == "demarrage":
            fields = {name.split(".")[1]: field for name, field in FIELDS.items() if name.startswith("demarrage.")}
            taken = not value or _fill_group(form, key, value, fields, vocabulary)
        else:
            taken = key in FIELDS and _fill(form, key, value, FIELDS[key], vocabulary)
        if not taken:
            left_out.append(key)
    return form, left_out


def form_of_fiche(fiche: Fiche, vocabulary: Vocabulary) -> Form:
    """The form that a published fiche fills."""
    keys = _texts(fiche.model_dump(mode="json", exclude={"slug", SECTIONS}))
    return form_of(Draft(keys, {section.titre: section.texte for section in fiche.sections}), vocabulary)[0]


def draft_of(form: Form) -> Draft:
    """The draft that a form describes; groups left blank at the end of their list are nothing."""
    keys: dict[str, Any] = {}
    for name, field in FIELDS.items():
        key, _, inner = name.partition(".")
        if key == SECTIONS:
            continue
        value = _value(form, name, field)
        if inner:
            keys.setdefault(key, {})[inner] = value
        else:
            keys[key] = value
    keys["demarrage"] = {name: value for name, value in keys["demarrage"].items() if value}
    for part in PARTS:
        keys[part] = list(_groups(form, part))
        while keys[part] and not keys[part][-1]:
            keys[part].pop()
    return Draft(keys, {heading: clean(form.get(f"{SECTIONS}.{heading}", "")) for heading in HEADINGS})


def rows(form: Form, part: str) -> int:
    """How many groups of a part the form holds, blank ones too."""
    found = [int(row[2]) for name in form if (row := _ROW.fullmatch(name)) and row[1] == part]
    return max(found, default=-1) + 1


def without_row(form: Form, part: str, rank: int) -> Form:
    """The form once one group is taken away; a later source takes the number before, in what cites it too."""
    kept: Form = MultiDict()
    for name, value in form.items(multi=True):
        row = _ROW.fullmatch(name)
        if row and row[1] == part and int(row[2]) >= rank:
            if int(row[2]) == rank:
                continue
            name = name.replace(f".{row[2]}.", f".{int(row[2]) - 1}.", 1)
        elif part == "sources" and name.startswith(f"{SECTIONS}."):
            value = re.sub(r"\[(\d{1,3})\]", lambda call: f"[{_renumbered(call[1], rank)}]", value)
        elif part == "sources" and row and name.endswith(".sources"):
            value = re.sub(r"\d{1,3}", lambda number: _renumbered(number[0], rank), value)
        kept.add(name, value)
    return kept


def cites(form: Form, number: int) -> bool:
    """Whether the text or a real case cites this source."""
    draft = draft_of(form)
    in_text = any(f"[{number}]" in text for text in draft.sections.values())
    return in_text or any(str(number) in group.get("sources", ()) for group in draft.keys["exemples"])


def field_names(step: Step, form: Form) -> Iterator[str]:
    """The name of every field of a step, group after group."""
    for group in step.groups:
        ranks = [f"{group.part}.{rank}." for rank in range(max(1, rows(form, group.part)))] if group.part else [""]
        yield from (f"{rank}{field.name}" for rank in ranks for field in group.fields)


def name_at(place: Location) -> str:
    """The name of the field that holds a place of the file; "" when no field does."""
    if not place:
        return ""
    if place[0] in PARTS:
        rank = place[1] if len(place) > 1 else 0
        key = place[2] if len(place) > 2 else next(iter(PART_FIELDS[str(place[0])]))
        return f"{place[0]}.{rank}.{key}"
    return ".".join(map(str, place)) if place[0] != "demarrage" or len(place) > 1 else "demarrage.cout"


def clean(text: str) -> str:
    """A typed text as a file holds it: accents and ends of lines written one way, nothing that no one sees."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(lambda found: " " if found[0].isspace() else "", lines)


def _renumbered(number: str, removed: int) -> str:
    return str(int(number) - 1) if int(number) > removed + 1 else number


def _fill(form: Form, name: str, value: Any, field: Field, vocabulary: Vocabulary) -> bool:
    """Give a field its value; False when it cannot hold it."""
    several = field.kind in ("many", "numbers", *_SEPARATORS)
    values = value if several and isinstance(value, list) else [value] if value else []
    if not all(isinstance(item, str) for item in values):
        return False
    if field.terms:
        values = [vocabulary.resolve(field.terms, item) or item for item in values]
    if field.kind == "many":
        form.setlist(name, values)
        form.setlist(f"ordre.{name}", values)
    elif field.kind in _SEPARATORS:
        form[name] = write_list(values, _SEPARATORS[field.kind])
    else:
        form[name] = ", ".join(values)
    return True


def _fill_group(form: Form, prefix: str, group: Any, fields: dict[str, Field], vocabulary: Vocabulary) -> bool:
    """Give the fields of a group their values; False when it holds something else."""
    if not isinstance(group, dict):
        return False
    known = [
        _fill(form, f"{prefix}.{key}", value, fields[key], vocabulary) for key, value in group.items() if key in fields
    ]
    return all(known) and len(known) == len(group)


def _value(form: Form, name: str, field: Field) -> str | list[str]:
    if field.kind == "many":
        order = form.getlist(f"ordre.{name}")
        return sorted(form.getlist(name), key=lambda id_: order.index(id_) if id_ in order else len(order))
    text = clean(form.get(name, ""))
    if field.kind in _SEPARATORS:
        return [" ".join(value.split()) for value in read_list(text, _SEPARATORS[field.kind])]
    line = " ".join(text.split())
    if field.kind == "numbers":
        return _numbers(line)
    if field.kind == "number" and _THOUSANDS.fullmatch(line):
        return line.replace(" ", "")
    return read_day(line) if field.kind == "date" else line


def _numbers(line: str) -> list[str]:
    """The whole numbers of a line, « 1 et 2 »; its words when there are none, to be refused."""
    found = [] if _BETWEEN.search(line) else re.findall("[0-9]+", line)
    return found or re.findall(r"[^\s,;]+", line)


def _groups(form: Form, part: str) -> Iterator[dict[str, Any]]:
    for rank in range(rows(form, part)):
        found = {key: _value(form, f"{part}.{rank}.{key}", field) for key, field in PART_FIELDS[part].items()}
        yield {key: value for key, value in found.items() if value}


def _texts(value: Any) -> Any:
    """The same value with nothing but texts, and without what is not known."""
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items() if item is not None}
    return [_texts(item) for item in value] if isinstance(value, list) else str(value)
