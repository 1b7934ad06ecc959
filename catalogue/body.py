"""The body of a fiche: seven headings in order, Markdown without surprises, source markers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.problem import Problem, did_you_mean

HEADINGS = (
    "Le besoin",
    "La réponse",
    "La mise en œuvre",
    "Les résultats",
    "Les facteurs de succès",
    "Les points de vigilance",
    "À garder, à adapter",
)

SOURCE_MARKER = re.compile(r"\[(\d{1,3})\]")

# Python-Markdown is quadratic in what these patterns let through: 6 KB of « [ » take 6 s, 18 KB of « <![CDATA[ » 13 s.
MAX_PARAGRAPH = 4_000
MAX_OPEN_BRACKETS = 3
MAX_LINKS = 20  # in a paragraph
MAX_INDENT = 12  # spaces or « > » before the text of a line
MAX_BULLETS = 4  # list markers that begin the same line: Python-Markdown dies on a thousand « - »

_HTML = re.compile(r"<[a-zA-Z/!?]")
_IMAGE = re.compile(r"!\[")
_DEFINITION = re.compile(r"^[\s>*+\-\d.]*\[[^\[\]]+\]:")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_CODE = re.compile(r"`[^`\n]*`")
_BRACKET = re.compile(r"[\[\]]")
_ESCAPED = re.compile(r"\\.")
# Nothing is given back (« *+ »): a line of four « - » and many spaces would be cut in all possible ways.
_BULLETS = re.compile(rf"(?:[ \t>]*+(?:[-*+]|\d++\.)[ \t]++){{{MAX_BULLETS + 1}}}")


@dataclass(frozen=True)
class RawSection:
    """A heading with its line, and its text with the line on which it begins."""

    titre: str
    line: int
    texte: str
    texte_line: int


def split_sections(body: str, path: str, first_line: int) -> tuple[list[RawSection], list[Problem]]:
    """The sections of a body, and every problem of its headings; lines count from the start of the file."""
    sections: list[RawSection] = []
    problems: list[Problem] = []
    title: str | None = None
    start, lines = first_line, list[str]()
    for number, line in enumerate([*body.removesuffix("\n").split("\n"), "## "], first_line):
        heading = _HEADING.match(line + " ") if line.startswith("#") else None
        if heading and heading[1] == "#":
            problems.append(Problem(path, number, "le titre de la fiche est dans « titre » ; ici, employez « ## »."))
        if not heading or heading[1] != "##":
            lines.append(line)
            continue
        blank = next((i for i, line in enumerate(lines) if line.strip()), 0)
        text = "\n".join(lines[blank:]).rstrip()
        if title is not None:
            sections.append(RawSection(title, start, text, start + 1 + blank))
        elif text:
            problems.append(Problem(path, first_line, f"du texte précède le premier titre, « ## {HEADINGS[0]} »."))
        title, start, lines = heading[2].rstrip().rstrip("#").rstrip(), number, []
    return sections, problems + _check_headings(sections, path, number)


def _check_headings(sections: list[RawSection], path: str, last_line: int) -> list[Problem]:
    problems = []
    seen: list[str] = []
    for section in sections:
        if section.titre not in HEADINGS:
            message = f"« {section.titre} » n'est pas un titre de fiche.{did_you_mean(section.titre, HEADINGS)}"
            problems.append(Problem(path, section.line, message))
        elif section.titre in seen:
            problems.append(Problem(path, section.line, f"le titre « {section.titre} » est déjà écrit plus haut."))
        elif seen and HEADINGS.index(section.titre) < max(map(HEADINGS.index, seen)):
            message = f"le titre « {section.titre} » n'est pas à sa place ; l'ordre est : {' ; '.join(HEADINGS)}."
            problems.append(Problem(path, section.line, message))
        if section.titre in HEADINGS:
            seen.append(section.titre)
            if not section.texte:
                message = f"la section « {section.titre} » est vide ; écrivez au moins « non documenté »."
                problems.append(Problem(path, section.line, message))
    missing = [title for title in HEADINGS if title not in seen]
    return problems + [Problem(path, last_line, f"il manque la section « ## {title} ».") for title in missing]


def check_markdown(section: RawSection, path: str) -> list[Problem]:
    """Every construct of a section that a fiche does not need, or that would take Python-Markdown seconds."""
    problems = []
    for number, paragraph in _paragraphs(section):
        prose = _CODE.sub("", "\n".join(paragraph))
        for refused, message in (
            (sum(map(len, paragraph)) > MAX_PARAGRAPH, f"ce paragraphe dépasse {MAX_PARAGRAPH} signes ; coupez-le."),
            (_deepest("\n".join(paragraph)) > MAX_OPEN_BRACKETS, "des crochets « [ » ne sont pas refermés."),
            (prose.count("](") > MAX_LINKS, f"ce paragraphe contient plus de {MAX_LINKS} liens ; coupez-le."),
        ):
            if refused:
                problems.append(Problem(path, number, message))
        for line_number, line in enumerate(paragraph, number):
            problems += [Problem(path, line_number, message) for message in _refused_in(line)]
    return problems


def _paragraphs(section: RawSection) -> Iterator[tuple[int, list[str]]]:
    """The blocks of lines between blank lines, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*section.texte.split("\n"), ""], section.texte_line):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _refused_in(line: str) -> Iterator[str]:
    prose = _CODE.sub("", line)
    for pattern, what in (
        (_HTML, "du HTML : écrivez en Markdown, et « &lt; » pour le signe « < »"),
        (_IMAGE, "une image : une fiche n'en contient pas"),
        (_DEFINITION, "une adresse définie à part : écrivez [texte](adresse)"),
    ):
        if pattern.search(prose):
            yield f"le texte contient {what}."
    if len(line) - len(line.lstrip(" \t>")) > MAX_INDENT or _BULLETS.match(line):
        yield "cette ligne est trop en retrait ; deux niveaux de liste suffisent."


def check_markers(section: RawSection, path: str, sources: int) -> list[Problem]:
    """Every « [n] » of a section that has no source n; ``sources`` is how many the fiche lists."""
    problems = []
    for number, line in enumerate(section.texte.split("\n"), section.texte_line):
        for marker in SOURCE_MARKER.finditer(_CODE.sub("", line)):
            if not 1 <= int(marker[1]) <= sources:
                problems.append(Problem(path, number, no_such_source(int(marker[1]), sources)))
    return problems


def no_such_source(number: int, sources: int) -> str:
    """The sentence for a source number that the fiche does not list."""
    known = f"la fiche en cite {sources}" if sources else "la fiche n'en cite aucune"
    return f"[{number}] renvoie à une source qui n'existe pas : {known}."


def _deepest(text: str) -> int:
    """How many « [ » are open at most, those of code too: what is code here may not be for Python-Markdown."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(_ESCAPED.sub("", text)):
        depth = depth + 1 if bracket == "[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest
