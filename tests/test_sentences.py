"""The sentences that results quote, as they are written and found again."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.build import Built, build
from index.fulltext import FIELDS
from index.generation import Generation
from index.postings import PLACES
from index.quotation import quote
from tests.conftest import BODY, WriteFiche, front_matter

CASE = (
    """[{collectivite: Ville de Brest, type: commune, departement: "29", texte: Un potager scolaire., sources: [1]}]"""
)


@pytest.fixture
def generation(tmp_path: Path, folder: Path, write_fiche: WriteFiche) -> Iterator[Generation]:
    """Two fiches: only the second has a case, and speaks of potagers."""
    write_fiche("forum-citoyen", front_matter())
    body = BODY.replace("Du texte", "L'école a un *potager*. Le potager, un jardin, nourrit.\n\n- Un jardin.\n\nFin", 1)
    write_fiche("jardin-partage", front_matter(titre="Un jardin partagé", exemples=CASE), body)
    built = build(folder, tmp_path / "var")
    assert isinstance(built, Built), built
    with closing(Generation(built.folder)) as generation:
        yield generation


def quoted(generation: Generation, *sequences: tuple[str, ...]) -> list[list[str]]:
    return quote(generation.postings, generation.sentences, sequences, np.array([1, 0]))


def test_sentences_are_those_of_the_text_without_markdown_then_of_the_cases(generation: Generation) -> None:
    slot = len(FIELDS) + FIELDS.index("texte")
    first = generation.sentences.at(np.array([slot * PLACES])).item()
    assert [generation.sentences[first + rank] for rank in range(4)] == [
        "L’école a un potager.",
        "Le potager, un jardin, nourrit.",
        "Un jardin.",
        "Fin sourcé.",
    ]
    last = generation.sentences.at(np.array([(slot + 1) * PLACES])).item()
    assert [generation.sentences[last + rank] for rank in range(2)] == [
        "Ville de Brest (Finistère, Bretagne).",
        "Un potager scolaire.",
    ]


def test_a_place_is_found_in_its_sentence(generation: Generation) -> None:
    [*places] = generation.postings.runs(("potag",))
    numbers = generation.sentences.at(np.array(places))
    assert [generation.sentences[number] for number in numbers] == [
        "L’école a un potager.",
        "Le potager, un jardin, nourrit.",
        "Un potager scolaire.",
    ]
    assert generation.sentences.fiches(numbers).tolist() == [1, 1, 1]


def test_what_holds_most_is_quoted_in_the_order_of_the_fiche(generation: Generation) -> None:
    assert quoted(generation, ("jardin",), ("potag",)) == [
        ["L’école a un potager.", "Le potager, un jardin, nourrit."],
        [],
    ]
    assert quoted(generation, ("jardin",), ("scolair",)) == [["Le potager, un jardin, nourrit.", "Un jardin."], []]


def test_a_sentence_that_repeats_a_word_counts_it_once(tmp_path: Path, folder: Path, write_fiche: WriteFiche) -> None:
    text = "Un jardin, un jardin, un jardin. L'école a un jardin. Une école au jardin. Du texte"
    write_fiche("jardin", front_matter(), BODY.replace("Du texte", text, 1))
    built = build(folder, tmp_path / "var")
    assert isinstance(built, Built), built
    with closing(Generation(built.folder)) as opened:
        [found] = quote(opened.postings, opened.sentences, [("jardin",), ("ecol",)], np.array([0]))
    assert found == ["L’école a un jardin.", "Une école au jardin."]


def test_the_case_is_quoted_when_the_text_says_less(generation: Generation) -> None:
    assert quoted(generation, ("potag", "scolair")) == [["Un potager scolaire."], []]
    assert quoted(generation, ("inconnu",)) == [[], []]
    assert quoted(generation) == [[], []]
