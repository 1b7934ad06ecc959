"""A draft: a fiche as it is being written, nothing checked yet; to and from the text of its file."""

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from catalogue.body import HEADINGS, split_sections
from catalogue.fiche import Exemple, Fiche, Lien, Source
from catalogue.fiche_file import KEYS, split_text
from catalogue.strict_yaml import Location, YamlText, read_yaml, scan_yaml

# The keys that hold groups, and the model of a group.
PARTS: dict[str, type[BaseModel]] = {"exemples": Exemple, "liens": Lien, "sources": Source}
SECTIONS = "sections"
WIDTH = 100
# What YAML reads as it is written, outside a list between brackets and inside one.
_PLAIN = re.compile(r"\w(?:[\w ’'(),.;/%€«»!?–-]*[\w’'().;/%€«»!?])?")
_WORD = re.compile(r"\w(?:[\w ’'.-]*[\w.])?")


@dataclass
class Draft:
    """The keys of a front matter, each value a text, a list or a group, and the text of each section.

    ``written`` gives the lines that a key has in the file it was read from, if they can stand in another header.
    """

    keys: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)


def read_draft(text: str) -> Draft | None:
    """What the text of a file says, finished or not; None when it cannot be read at all."""
    parts = split_text(text)
    header = scan_yaml(parts[0], "")[0] if parts else None
    if parts is None or header is None or not isinstance(header.value, dict):
        return None
    sections = {section.titre: section.texte for section in split_sections(parts[1], "", parts[2])[0]}
    lines = parts[0].removesuffix("\n").split("\n")
    starts = sorted((header.line((key,)) - 1, key) for key in header.value)
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    written = {key: "\n".join(lines[start:end]) for (start, key), end in zip(starts, ends, strict=True)}
    kept = {key: text for key, text in written.items() if _stands_alone(text, key, header.value[key])}
    return Draft(header.value, sections, kept)


def write_draft(draft: Draft, published: Draft | None = None) -> str:
    """The text of the file: the keys in their usual order, those that are required even when they are empty.

    A key that says what the published file says keeps the very lines it has there.
    """
    lines = ["---"]
    for key in KEYS:
        value = draft.keys.get(key)
        if published and value and published.keys.get(key) == value and key in published.written:
            lines.append(published.written[key])
        elif value or Fiche.model_fields[key].is_required() or (key, draft.keys.get("etape")) == _STOPPED:
            lines += _key_lines(key, value or "")
    lines.append("---")
    for heading in HEADINGS:
        lines += ["", f"## {heading}", "", draft.sections.get(heading, "").strip("\n").rstrip()]
    return "\n".join(lines) + "\n"


def _stands_alone(lines: str, key: str, value: Any) -> bool:
    """Whether lines say this wherever they stand: those of a header between braces, or indented, do not."""
    read = read_yaml(f"{lines}\nsuite: x", "")
    return isinstance(read, YamlText) and read.value == {key: value, "suite": "x"}


# The key that is asked for at this step, and at no other.
_STOPPED = ("raison_arret", "arretee")


class Places:
    """What each line of the file of a draft holds: a key, a key of a group, a section."""

    def __init__(self, text: str) -> None:
        front_matter, body, self._body_line = split_text(text) or ("", "", 0)
        header = scan_yaml(front_matter, "", first_line=2)[0]
        self._keys = [(line, len(place), place) for place, line in header.lines.items() if place] if header else []
        sections = split_sections(body, "", self._body_line)[0]
        self._sections = [(section.line, section.titre) for section in sections if section.titre in HEADINGS]

    def at(self, line: int) -> Location:
        """The place of a line; () when it is nobody's, or the file as a whole."""
        if line >= self._body_line:
            titles = [title for start, title in self._sections if start <= line]
            return (SECTIONS, titles[-1]) if titles else ()
        before = [found for found in self._keys if found[0] <= line]
        return _field(max(before, key=lambda found: found[:2])[2]) if before else ()


def _field(place: Location) -> Location:
    """The place of a whole value: a list of words is one value, a list of groups is not."""
    if place[0] in PARTS:
        return place[:3]
    return place[:2] if place[0] == "demarrage" else place[:1]


def _key_lines(key: str, value: Any) -> Iterator[str]:
    if key in PARTS and isinstance(value, list):
        yield f"{key}:"
        for group in value:
            yield from _group_lines(PARTS[key], group)
    elif isinstance(value, dict):
        yield f"{key}:"
        yield from (f"  {name}: {_scalar(item)}" for name, item in value.items() if item)
    elif isinstance(value, list):
        yield from _list_lines(key, value)
    else:
        yield from _text_lines(key, value)


def _group_lines(model: type[BaseModel], group: dict[str, Any]) -> Iterator[str]:
    """The lines of one group, its required keys even when they are empty."""
    bullet = "  - "
    for name, info in model.model_fields.items():
        value = group.get(name, "")
        if value or info.is_required() or (name == "region" and not group.get("departement")):
            one_line = _flow(value) if isinstance(value, list) else _scalar(value)
            yield f"{bullet}{name}: {one_line}".rstrip()
            bullet = "    "


def _list_lines(key: str, values: list[str]) -> Iterator[str]:
    flow = f"{key}: {_flow(values)}"
    if len(flow) <= WIDTH and key not in ("etiquettes", "aussi_appele"):
        yield flow
    else:
        yield f"{key}:"
        yield from (f"  - {_scalar(value)}" for value in values)


def _text_lines(key: str, value: str) -> Iterator[str]:
    if len(value) > WIDTH and value.isprintable():
        yield f"{key}: >-"
        yield from textwrap.wrap(
            value, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
    else:
        yield f"{key}: {_scalar(value)}".rstrip()


def _flow(values: list[str]) -> str:
    return (
        f"[{', '.join(value if _WORD.fullmatch(value) else json.dumps(value, ensure_ascii=False) for value in values)}]"
    )


def _scalar(value: str) -> str:
    return value if not value or _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
