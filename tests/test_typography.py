"""French spaces and apostrophes: where they are put, and what they leave alone."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalogue.typography import NARROW, WIDE, french_spaces


def shown(text: str) -> str:
    """The text with « _ » for a narrow unbreakable space and « ~ » for a wide one."""
    return french_spaces(text).replace(NARROW, "_").replace(WIDE, "~")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pourquoi ? Parce que !", "Pourquoi_? Parce que_!"),
        ("un mot ; un autre", "un mot_; un autre"),
        ("vraiment ?!", "vraiment_?!"),
        ("(pourquoi ?)", "(pourquoi_?)"),
        ("une liste : un, deux", "une liste~: un, deux"),
        ("« un mot »", "«~un mot~»"),
        ("«un mot»", "«~un mot~»"),
        ("« Pourquoi ? »", "«~Pourquoi_?~»"),
        ("12 000 habitants", "12_000 habitants"),
        ("1 234 567 euros", "1_234_567 euros"),
        ("40 % et 12 000 €", "40~% et 12_000~€"),
        ("3 km, 10 h, 6 mois, 2 ans, 1 an", "3~km, 10~h, 6~mois, 2~ans, 1~an"),
        ("article 12, n° 3, p. 4, M. Durand, L. 1111-2", "article~12, n°~3, p.~4, M.~Durand, L.~1111-2"),
        ("l'eau d'aujourd'hui", "l’eau d’aujourd’hui"),
    ],
)
def test_french_spaces_are_put_where_a_line_must_not_break(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://exemple.fr/page?a=b;c",
        "à 10:30",
        "en 2014 350 agents",
        "5 anneaux",
        "12 000000",
        "fin; début",
        "un mot",
    ],
)
def test_what_needs_no_space_does_not_change(text: str) -> None:
    assert french_spaces(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" : le reste", "~: le reste"),
        (" ?", "_?"),
        (" »", "~»"),
        ("« ", "«~"),
        ("«", "«~"),
        ("l'", "l’"),
        (" ; et", "_; et"),
    ],
)
def test_a_text_cut_by_bold_or_by_a_link_keeps_its_spaces(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("space", [" ", WIDE, NARROW], ids=["plain", "wide", "narrow"])
def test_a_space_already_typed_is_made_right(space: str) -> None:
    assert shown(f"«{space}quoi{space}?{space}»") == "«~quoi_?~»"


@given(st.text("aé12 «»:;!?%€'\u00a0\u202f()"))
@example(" :»")
def test_the_words_never_change_and_a_second_time_changes_nothing(text: str) -> None:
    once = french_spaces(text)
    assert re.sub(r"\s", "", once).replace("’", "'") == re.sub(r"\s", "", text).replace("’", "'")
    assert french_spaces(once) == once
