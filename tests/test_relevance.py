"""The search finds: real questions, with the fiches expected first."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from catalogue.collection import HERE
from index.build import Built, build
from index.french import terms_of
from index.generation import Generation
from tests.relevance import QUESTIONS, UNSEEN, our_top, rank, read_questions, share

# What is promised to visitors; « make relevance » prints the figures by kind of question.
FIRST, FIRST_THREE = 0.92, 0.98


FILES = pytest.mark.parametrize("path", [QUESTIONS, UNSEEN], ids=["tuned by", "unseen"])


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    built = build(HERE, tmp_path_factory.mktemp("var"))
    assert isinstance(built, Built), built
    with closing(Generation(built.folder)) as generation:
        yield generation


@FILES
def test_there_are_enough_questions_of_every_kind_and_for_every_fiche(path: Path) -> None:
    questions = read_questions(path)
    kinds = Counter(question["genre"] for question in questions)
    slugs = {slug for question in questions for slug in question["attendues"]}
    assert len(questions) >= 200
    assert set(kinds) == {"mot", "mots", "phrase", "sans-accent", "faute", "sigle", "synonyme"}
    assert min(kinds.values()) >= 15
    assert slugs == {path.stem for path in (HERE / "fiches").glob("*.md")}


def test_no_question_is_asked_twice() -> None:
    asked = Counter(question["q"] for question in read_questions())
    assert [question for question, times in asked.items() if times > 1] == []


def test_no_unseen_question_has_the_words_of_another() -> None:
    tuned = {frozenset(terms_of(question["q"])) for question in read_questions()}
    unseen = Counter(frozenset(terms_of(question["q"])) for question in read_questions(UNSEEN))
    assert [words for words, times in unseen.items() if times > 1 or words in tuned] == []


@FILES
def test_expected_fiches_come_first(generation: Generation, path: Path) -> None:
    ranks = [rank(question, our_top(generation)) for question in read_questions(path)]
    assert share(ranks, 1) >= FIRST
    assert share(ranks, 3) >= FIRST_THREE
