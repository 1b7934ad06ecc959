"""The body of a fiche: headings and lines that are read at once, however they are made."""

import pytest

from catalogue.body import RawSection, check_markdown, split_sections

PATH = "fiche.md"


def problems(text: str) -> list[str]:
    """What is refused in a section that holds this text."""
    return [problem.message for problem in check_markdown(RawSection("Le besoin", 1, text, 2), PATH)]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## Le besoin", "Le besoin"),
        ("##   Le besoin   ##  ", "Le besoin"),
        ("## C#", "C"),
        ("## Un # deux", "Un # deux"),
    ],
)
def test_a_heading_gives_its_title(heading: str, title: str) -> None:
    assert [section.titre for section in split_sections(f"{heading}\n\nDu texte.\n", PATH, 1)[0]] == [title]


@pytest.mark.parametrize(
    "line", ["## a" + " " * 60_000 + "b", "## " + "# " * 30_000 + "b", "#" * 60_000, "## " * 20_000]
)
def test_no_heading_takes_minutes_to_read(line: str) -> None:
    assert len(split_sections(f"{line}\n", PATH, 1)[0]) <= 1


@pytest.mark.parametrize(
    "text", [("-" + " " * 900) * 4 + "x", "- " * 3 + " " * 3_000, "[" * 3_999, "1" * 3_999, "> " * 1_900]
)
def test_no_line_takes_minutes_to_check(text: str) -> None:
    assert isinstance(problems(text), list)


@pytest.mark.parametrize(
    "text", ["[lien]: https://exemple.fr", "  [lien]: x", "> [lien]: x", "- [lien]: x", "1. [a]: x"]
)
def test_an_address_defined_apart_is_refused(text: str) -> None:
    assert problems(text) == ["le texte contient une adresse définie à part : écrivez [texte](adresse)."]


@pytest.mark.parametrize(
    "text", ["Selon l'étude [2]: elle dit.", "Voir [ce texte](https://exemple.fr): il dit.", "a [b]: c"]
)
def test_a_marker_before_a_colon_is_no_address(text: str) -> None:
    assert problems(text) == []
