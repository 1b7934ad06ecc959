"""The file of a fiche: front matter and body, read into a Fiche or into every problem it has."""

import re
import unicodedata
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from catalogue.body import RawSection, check_markdown, check_markers, no_such_source, split_sections
from catalogue.fiche import SLUG, SOURCE_NUMBER, Fiche
from catalogue.problem import Problem, did_you_mean, shown_path
from catalogue.refusal import french_message, refusals
from catalogue.strict_yaml import Location, YamlText, read_yaml, scan_yaml
from catalogue.vocabulary import Vocabulary

MAX_BYTES = 64 * 1024
MAX_FRONT_MATTER_BYTES = 16 * 1024

# Fields that the file does not write as keys: its name and its body give them.
NOT_KEYS = {"slug", "sections"}
KEYS = tuple(name for name in Fiche.model_fields if name not in NOT_KEYS)

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def read_fiche(path: Path, vocabulary: Vocabulary) -> Fiche | list[Problem]:
    """The fiche that a file holds, or every problem it has, in the order of its lines."""
    text = read_text(path)
    return text if isinstance(text, list) else parse_fiche(text, path.stem, shown_path(path), vocabulary)


def read_text(path: Path) -> str | list[Problem]:
    """The text of the file of a fiche, or the reason why it is not read."""
    shown = shown_path(path)
    try:
        if path.is_symlink():
            return [Problem(shown, 0, "ce fichier est un lien symbolique ; une fiche est un vrai fichier.")]
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError:
        return [Problem(shown, 0, "ce fichier ne peut pas être lu.")]
    return decode(content, shown)


def decode(content: bytes, shown: str) -> str | list[Problem]:
    """The text that the bytes of a fiche hold, or why they hold none; ``shown`` is what the problem names."""
    if len(content) > MAX_BYTES:
        return [_too_long(shown)]
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [Problem(shown, line, "le texte n'est pas en UTF-8 ; enregistrez le fichier dans ce codage.")]


def parse_fiche(text: str, slug: str, path: str, vocabulary: Vocabulary) -> Fiche | list[Problem]:
    """The fiche that a text holds, or every problem it has; ``path`` is what the problems name."""
    problems = []
    if not SLUG.fullmatch(slug):
        advice = "minuscules sans accent, chiffres et tirets, comme « guichet-unique.md »"
        problems.append(Problem(path, 0, f"le nom du fichier n'est pas permis : {advice}."))
    if len(text.encode()) > MAX_BYTES:
        return [*problems, _too_long(path)]
    parts = split_text(text)
    if parts is None:
        return [*problems, Problem(path, 1, "l'en-tête manque : la fiche commence et le clôt par une ligne « --- ».")]
    front_matter, body, body_line = parts
    sections, body_problems = split_sections(body, path, body_line)
    problems += body_problems
    for section in sections:
        problems += check_markdown(section, path)
    if len(front_matter.encode()) > MAX_FRONT_MATTER_BYTES:
        limit = f"l'en-tête dépasse {MAX_FRONT_MATTER_BYTES // 1024} Kio ; raccourcissez-le."
        return sorted([*problems, Problem(path, 1, limit)])
    header, refused = scan_yaml(front_matter, path, first_line=2)
    problems += refused
    if header is None:
        return sorted(problems)
    if not isinstance(header.value, dict):
        return sorted([*problems, Problem(path, 2, "l'en-tête doit être une suite de lignes « rubrique: valeur ».")])
    problems += _check_sources(header, sections, path)
    fiche = _validate(header, slug, sections, path, vocabulary)
    if isinstance(fiche, Fiche) and not problems:
        return fiche
    return sorted(set(problems + (fiche if isinstance(fiche, list) else [])))


def split_text(text: str) -> tuple[str, str, int] | None:
    """The front matter of a text, its body and the line on which the body begins; None without a front matter."""
    text = unicodedata.normalize("NFC", _plain(text))
    front_matter = _FRONT_MATTER.match(text)
    if not front_matter:
        return None
    return front_matter[1], text[front_matter.end() :], text.count("\n", 0, front_matter.end()) + 1


def header_line(text: str, place: Location) -> int:
    """The line on which a place of the header is written, in the text of a fiche that was read without a problem."""
    parts = split_text(text)
    header = read_yaml(parts[0] if parts else "", "", first_line=2)
    return 0 if isinstance(header, list) else header.line(place)


def _plain(text: str) -> str:
    """The text whatever the editor that saved it: some begin it with a mark, some end lines with two signs."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _too_long(path: str) -> Problem:
    return Problem(path, 0, f"la fiche dépasse {MAX_BYTES // 1024} Kio ; raccourcissez-la.")


def _validate(
    header: YamlText, slug: str, sections: list[RawSection], path: str, vocabulary: Vocabulary
) -> Fiche | list[Problem]:
    problems = [
        Problem(path, header.line((key,)), f"« {key} » n'est pas une rubrique de fiche.{did_you_mean(key, KEYS)}")
        for key in header.value.keys() - set(KEYS)
    ]
    values = {key: value for key, value in _filled(header.value).items() if key in KEYS}
    values["slug"] = slug if SLUG.fullmatch(slug) else "x"
    values["sections"] = [{"titre": section.titre or "-", "texte": section.texte or "-"} for section in sections]
    try:
        fiche = Fiche.model_validate(values, context=vocabulary)
    except ValidationError as error:
        for detail in refusals(error):
            location: Location = detail["loc"]
            message = french_message(detail, siblings=_keys(location[:-1]), children=_keys(location))
            problems.append(Problem(path, header.line(location), message))
    return problems or fiche


def _filled(value: Any, at: Location = ()) -> Any:
    """The same value without its empty keys: « etape: » on its own means that nothing is known."""
    if isinstance(value, list):
        return [_filled(item, (*at, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    known = _keys(at)
    return {key: _filled(item, (*at, key)) for key, item in value.items() if item != "" or key not in known}


def _keys(location: Location) -> tuple[str, ...]:
    """The keys permitted inside this place."""
    model: type[BaseModel] = Fiche
    for step in location:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return KEYS if model is Fiche else tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)


def _check_sources(header: YamlText, sections: list[RawSection], path: str) -> list[Problem]:
    """Every source number, in the text or in a real case, that the list of sources does not reach."""
    sources = header.value.get("sources")
    count = len(sources) if isinstance(sources, list) else 0
    problems = [problem for section in sections for problem in check_markers(section, path, count)]
    exemples = header.value.get("exemples")
    for index, exemple in enumerate(exemples if isinstance(exemples, list) else []):
        numbers = exemple.get("sources") if isinstance(exemple, dict) else None
        for rank, number in enumerate(numbers if isinstance(numbers, list) else []):
            if isinstance(number, str) and SOURCE_NUMBER.fullmatch(number) and not 1 <= int(number) <= count:
                line = header.line(("exemples", index, "sources", rank))
                problems.append(Problem(path, line, no_such_source(int(number), count)))
    return problems
