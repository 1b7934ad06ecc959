"""The words of French: what is one is not a mistake."""

import pytest

from tests.conftest import french


@pytest.mark.parametrize("word", ["inondation", "inondations", "comptabilite", "coeur", "ete"])
def test_a_word_of_french_is_known_without_its_accents(word: str) -> None:
    assert word in french()


@pytest.mark.parametrize("word", ["acceuil", "gichet", "", "zzzz", "inond", "東京", "a" * 100])
def test_anything_else_is_not(word: str) -> None:
    assert word not in french()
