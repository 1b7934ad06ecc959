"""What answers a word is worked out once: the questions that come after change nothing of it."""

import gc
import weakref
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import matching
from index.generation import Generation
from index.matching import Matcher
from index.publication import current
from index.search import Query, search

QUESTIONS = [
    "accueil",
    "accueil des habitants",
    '"guichet unique"',
    "eau -habitants",
    "médecin maison santé",
    "-accueil",
]


@pytest.fixture(scope="module")
def generation(real_var: Path) -> Iterator[Generation]:
    folder = current(real_var)
    assert folder
    with closing(Generation(folder)) as opened:
        yield opened


@given(st.lists(st.sampled_from(QUESTIONS), min_size=2, max_size=12))
@settings(deadline=None, max_examples=30)
def test_a_question_finds_the_same_whatever_was_asked_before(generation: Generation, asked: list[str]) -> None:
    fiches = len(generation.facets.slugs)
    matcher = Matcher(generation.postings, fiches)
    for question in asked:
        understood = generation.interpreter.interpret(question)
        found, alone = matcher.match(understood), Matcher(generation.postings, fiches).match(understood)
        assert np.array_equal(found.kept, alone.kept)
        assert np.array_equal(found.scores, alone.scores)
        assert found.abandoned == alone.abandoned


def test_what_is_kept_cannot_be_changed(generation: Generation) -> None:
    [clause] = generation.interpreter.interpret("accueil").clauses
    answer = generation.matcher.answer(clause)
    assert generation.matcher.answer(clause) is answer
    with pytest.raises(ValueError, match="read-only"):
        answer.scores *= 0


def test_what_is_kept_is_bounded(generation: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "KEPT", 10 * (matching.KEEPING + 9 * len(generation.facets.slugs)))
    matcher = Matcher(generation.postings, len(generation.facets.slugs))
    for word in "eau accueil santé maison agents mairie bus école projet élus données habitants co*".split():
        for clause in generation.interpreter.interpret(word).clauses:
            assert matcher.answer(clause).held.any()
    assert matcher._answer.cache_info().currsize == 10
    [many] = generation.interpreter.interpret("co*").clauses
    assert matcher.answer(many) is not matcher.answer(many)


def test_a_generation_that_is_closed_leaves_memory_at_once(real_var: Path) -> None:
    folder = current(real_var)
    assert folder
    gc.disable()
    try:
        with closing(Generation(folder)) as opened:
            postings = weakref.ref(opened.postings)
            search(opened, Query("accueil"))
        del opened
        assert postings() is None
    finally:
        gc.enable()
