"""The words of French: what is one is not a mistake."""

from pathlib import Path

import pytest

from index.dictionary import Dictionary, write_dictionary


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    path = Path(tmp_path_factory.mktemp("dictionary"), "francais.npy")
    write_dictionary(path)
    return Dictionary(path)


@pytest.mark.parametrize("word", ["inondation", "inondations", "comptabilite", "coeur", "ete"])
def test_a_word_of_french_is_known_without_its_accents(french: Dictionary, word: str) -> None:
    assert word in french


@pytest.mark.parametrize("word", ["acceuil", "gichet", "", "zzzz", "inond", "東京", "a" * 100])
def test_anything_else_is_not(french: Dictionary, word: str) -> None:
    assert word not in french
