"""The thesaurus: groups of expressions that mean the same thing to someone who searches."""

import re
from pathlib import Path

from catalogue.folding import fold
from catalogue.problem import Problem, shown_path
from catalogue.strict_yaml import read_yaml_file

FILE = "thesaurus.yml"
MAX_EXPRESSIONS = 12
MAX_WORDS = 6

Group = tuple[str, ...]


def read_thesaurus(path: Path) -> tuple[Group, ...] | list[Problem]:
    """The groups of a file in its order, or every problem in it."""
    shown = shown_path(path)
    document = read_yaml_file(path)
    if isinstance(document, list):
        return document
    entries = document.value or []
    if not isinstance(entries, list):
        return [Problem(shown, 1, "le thésaurus doit être une liste de groupes : « - [expression, autre] ».")]
    problems = []
    first_lines: dict[str, int] = {}
    for index, entry in enumerate(entries):
        line = document.line((index,))
        if not isinstance(entry, list) or not 2 <= len(entry) <= MAX_EXPRESSIONS:
            message = f"un groupe réunit de 2 à {MAX_EXPRESSIONS} expressions entre crochets."
            problems.append(Problem(shown, line, message))
            continue
        for rank, expression in enumerate(entry):
            line = document.line((index, rank))
            if not isinstance(expression, str) or not 1 <= len(_words(expression)) <= MAX_WORDS:
                problems.append(Problem(shown, line, f"une expression compte de 1 à {MAX_WORDS} mots."))
                continue
            key = " ".join(_words(expression))
            if key in first_lines:
                first = first_lines[key]
                message = f"« {expression} » est déjà écrit ligne {first} ; une expression n'a qu'un groupe."
                problems.append(Problem(shown, line, message))
            first_lines.setdefault(key, line)
    return sorted(problems) or tuple(tuple(entry) for entry in entries)


def _words(expression: str) -> list[str]:
    return re.findall(r"\w+", fold(expression))
