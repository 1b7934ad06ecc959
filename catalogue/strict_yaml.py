"""YAML from strangers: every value stays text, each keeps its line, and what can hide a bomb is refused."""

import re
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalogue.problem import Problem, shown_path

# A fiche needs three levels; PyYAML composes recursively and dies at some three hundred.
MAX_DEPTH = 10

Location = tuple[str | int, ...]

# PyYAML's sentences, by their first words, and what to do about each.
_ADVICE = (
    ("mapping values are not allowed", "mettez entre guillemets droits une valeur qui contient « : »."),
    ("found character '\\t'", "remplacez la tabulation par des espaces."),
    ("found character", "mettez la valeur entre guillemets droits."),
    ("found unexpected end of stream", "un guillemet n'est pas refermé."),
    ("expected <block end>", "vérifiez le retrait des lignes et les guillemets."),
    ("could not find expected ':'", "il manque « : » après le nom de la rubrique."),
)


# What these sentences of PyYAML complain of was opened on an earlier line, the one to show.
_LEFT_OPEN = (
    "found unexpected end of stream",
    "found unexpected document",
    "could not find expected ':'",
    "expected ',' or",
)
_EVENTS: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# PyYAML, which follows YAML 1.1, takes these for ends of lines; editors do not.
_NOT_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")


@dataclass(frozen=True)
class YamlText:
    """Values as ``str``, ``list`` and ``dict``, and the line of each place in them."""

    value: Any
    lines: dict[Location, int]

    def line(self, location: Location) -> int:
        """The line of a place, or of the nearest place around it that is written (a missing key has no line)."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


class _NotPlainError(Exception):
    pass


class _PlainReader:
    """Reads a text in which nothing is refused, four times faster; raises when the careful loader must read it.

    libyaml's events need no recursion, so nothing in a text can kill it.
    """

    def __init__(self, first_line: int) -> None:
        self.lines: dict[Location, int] = {(): first_line}
        self.first_line = first_line
        self.value: Any = {}
        self.open: list[tuple[Any, Location]] = []  # what is being filled, and its place
        self.key: str | None = None

    def read(self, text: str) -> YamlText:
        """The values of the text."""
        documents = 0
        for event in yaml.parse(text, Loader=_EVENTS):
            documents += isinstance(event, yaml.DocumentStartEvent)
            if isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
            elif isinstance(event, yaml.NodeEvent):
                self.add(event)
        if documents > 1:
            raise _NotPlainError
        return YamlText(self.value, self.lines)

    def add(self, event: Any) -> None:
        """Put a value where it belongs, or remember a key."""
        holder, at = self.open[-1] if self.open else (None, ())
        line = self.first_line + event.start_mark.line
        scalar = isinstance(event, yaml.ScalarEvent)
        if event.anchor or isinstance(event, yaml.AliasEvent) or len(self.open) >= MAX_DEPTH:
            raise _NotPlainError
        if isinstance(holder, dict) and self.key is None:
            if not scalar or event.value == "<<" or event.value in holder:
                raise _NotPlainError
            self.key = event.value
            self.lines[(*at, event.value)] = line
            return
        place: Location = at
        value: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        if scalar:
            value = " ".join(event.value.split())
        if isinstance(holder, dict):
            place = (*at, str(self.key))
            holder[self.key], self.key = value, None
        elif isinstance(holder, list):
            place = (*at, len(holder))
            self.lines[place] = line
            holder.append(value)
        else:
            self.value = value
        if not scalar:
            self.open.append((value, place))


class _TooDeepError(Exception):
    pass


class _Loader(yaml.BaseLoader):
    """The pure-Python loader: the C one dies on 30 KB of « [ »."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.refused: list[tuple[int, str]] = []
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        mark: Any = event.start_mark
        line = mark.line
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self.refused.append((line, f"« *{event.anchor} » est un renvoi YAML ; écrivez la valeur elle-même."))
            return yaml.ScalarNode("tag:yaml.org,2002:str", "", mark)
        if event.anchor:
            self.refused.append((line, f"« &{event.anchor} » est une ancre YAML ; retirez-la."))
            event.anchor = None
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeepError(line)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def read_yaml_file(path: Path) -> YamlText | list[Problem]:
    """The values of one of our YAML files with their lines, or every problem found."""
    shown = shown_path(path)
    try:
        return read_yaml(path.read_text("utf-8"), shown)
    except OSError:
        return [Problem(shown, 0, "ce fichier manque ou ne peut pas être lu.")]
    except UnicodeDecodeError:
        return [Problem(shown, 0, "ce fichier n'est pas enregistré en UTF-8.")]


def read_yaml(text: str, path: str, first_line: int = 1) -> YamlText | list[Problem]:
    """The values of a YAML text with their lines, or every problem found; an empty text gives an empty ``dict``.

    ``first_line`` is the line of the file on which the text begins.
    """
    document, problems = scan_yaml(text, path, first_line)
    return problems if document is None or problems else document


def scan_yaml(text: str, path: str, first_line: int = 1) -> tuple[YamlText | None, list[Problem]]:
    """What can be read of a YAML text in spite of its problems, and these problems."""
    text = text.translate(_NOT_LINE_ENDS)
    with suppress(_NotPlainError, yaml.YAMLError):
        return _PlainReader(first_line).read(text), []
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except _TooDeepError as error:
        return None, [Problem(path, first_line + error.args[0], f"plus de {MAX_DEPTH} niveaux emboîtés ; simplifiez.")]
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if (error.problem or "").startswith(_LEFT_OPEN) else error.problem_mark
        line = mark.line if mark else 0
        return None, [Problem(path, first_line + line, f"YAML illisible : {_advice(error.problem or '')}")]
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        return None, [Problem(path, line, f"YAML illisible : le caractère U+{error.character:04X} est interdit.")]
    lines: dict[Location, int] = {(): first_line}
    refused = list(loader.refused)
    value = _value(node, (), first_line, lines, refused) if node else {}
    problems = [Problem(path, first_line + line, message) for line, message in refused]
    # The value that an anchor or an alias stands for is not known, so nothing is said of it.
    return None if loader.refused else YamlText(value, lines), problems


def _advice(problem: str) -> str:
    for start, advice in _ADVICE:
        if problem.startswith(start):
            return advice
    return "vérifiez les guillemets, les crochets et le retrait des lignes."


def _value(
    node: yaml.Node, at: Location, first_line: int, lines: dict[Location, int], refused: list[tuple[int, str]]
) -> Any:
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, child in enumerate(node.value):
            lines[(*at, index)] = first_line + child.start_mark.line
            items.append(_value(child, (*at, index), first_line, lines, refused))
        return items
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Hashable, Any] = {}
        for key_node, child in node.value:
            line, key = key_node.start_mark.line, key_node.value
            if not isinstance(key, str):
                refused.append((line, "le nom d'une rubrique doit être un mot."))
                continue
            if key == "<<":
                refused.append((line, "« << » est une fusion YAML ; écrivez les rubriques elles-mêmes."))
                continue
            if key in mapping:
                first = lines[(*at, key)]
                refused.append((line, f"la rubrique « {key} » est déjà écrite ligne {first} ; gardez-en une seule."))
                continue
            lines[(*at, key)] = first_line + line
            mapping[key] = _value(child, (*at, key), first_line, lines, refused)
        return mapping
    return re.sub(r"\s+", " ", node.value).strip()
