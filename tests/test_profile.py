"""The profile of a project: its points, what is strong or weak, and the fiches that help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.profile import BEST, FEWEST_FICHES, MOST_FICHES, POINTS, find_supports, find_unsupported, read_profile
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.vocabulary import Vocabulary, read_vocabulary
from index.store import Outline

VOCABULARY = read_vocabulary(HERE / "vocabulaire.yml")
assert isinstance(VOCABULARY, Vocabulary)
CATALOGUE = read_catalogue(HERE)
assert isinstance(CATALOGUE, Catalogue)
FICHES = tuple(map(Outline.of, CATALOGUE.fiches))
FACTEURS = list(VOCABULARY.terms["facteurs"])
# From the worst answer to the best.
LADDER = ("non", "en-partie", "oui")
ANSWERS = st.dictionaries(st.sampled_from(FACTEURS), st.sampled_from(["", *LADDER]))


@given(ANSWERS, st.sampled_from(FACTEURS), st.sampled_from(LADDER), st.sampled_from(LADDER))
def test_a_better_answer_never_lowers_a_score(answers: dict[str, str], facteur: str, one: str, other: str) -> None:
    worse, better = sorted((one, other), key=LADDER.index)
    before = read_profile(VOCABULARY, answers | {facteur: worse})
    after = read_profile(VOCABULARY, answers | {facteur: better})
    for low, high in zip(before.scores, after.scores, strict=True):
        assert (low.groupe, low.maximum) == (high.groupe, high.maximum)
        assert low.points <= high.points


@given(ANSWERS, st.sampled_from(FACTEURS), st.sampled_from(LADDER))
def test_to_learn_an_answer_never_lowers_a_score(answers: dict[str, str], facteur: str, learnt: str) -> None:
    before = read_profile(VOCABULARY, answers | {facteur: ""})
    after = read_profile(VOCABULARY, answers | {facteur: learnt})
    assert all(low.points <= high.points for low, high in zip(before.scores, after.scores, strict=True))


@given(ANSWERS)
def test_every_factor_is_strong_or_to_be_secured_and_counted_in_one_group(answers: dict[str, str]) -> None:
    profile = read_profile(VOCABULARY, answers)
    told = [answer.facteur.id for answer in (*profile.forts, *profile.fragiles)]
    assert sorted(told) == sorted(FACTEURS)
    assert sum(score.maximum for score in profile.scores) == BEST * len(FACTEURS)
    assert sum(score.points for score in profile.scores) == sum(POINTS.get(value, 0) for value in answers.values())


@given(ANSWERS)
def test_what_has_the_fewest_points_is_secured_first_then_what_weighs_the_most(answers: dict[str, str]) -> None:
    groups = list(VOCABULARY.terms["groupes_facteurs"])
    ranks = [(one.points, groups.index(str(one.facteur.parent))) for one in read_profile(VOCABULARY, answers).fragiles]
    assert ranks == sorted(ranks)


@given(ANSWERS, st.sampled_from(list(VOCABULARY.terms["collectivites"])))
def test_the_fiches_proposed_are_strong_where_the_project_is_weak(answers: dict[str, str], type_: str) -> None:
    profile = read_profile(VOCABULARY, answers)
    supports = find_supports(profile.fragiles, FICHES, type_)
    weak = {answer.facteur.id for answer in profile.fragiles}
    assert len(supports) <= MOST_FICHES
    assert len({support.fiche.slug for support in supports}) == len(supports)
    for support in supports:
        assert support.facteurs
        assert {one.id for one in support.facteurs} == weak & set(support.fiche.facteurs)
    helped = {one.id for support in supports for one in support.facteurs}
    missing = {one.id for one in find_unsupported(profile.fragiles, FICHES)}
    if len(supports) < MOST_FICHES:
        assert helped | missing == weak


def test_a_project_weak_everywhere_gets_at_least_three_fiches() -> None:
    profile = read_profile(VOCABULARY, {})
    assert FEWEST_FICHES <= len(find_supports(profile.fragiles, FICHES)) <= MOST_FICHES
    assert [score.points for score in profile.scores] == [0, 0, 0]


def test_a_project_strong_everywhere_needs_no_fiche() -> None:
    profile = read_profile(VOCABULARY, dict.fromkeys(FACTEURS, "oui"))
    assert profile.fragiles == ()
    assert find_supports(profile.fragiles, FICHES) == []
    assert [score.points for score in profile.scores] == [score.maximum for score in profile.scores]


@pytest.mark.parametrize("facteur", FACTEURS)
def test_every_factor_has_a_question_and_an_advice(facteur: str) -> None:
    term = VOCABULARY.get("facteurs", facteur)
    assert term
    assert term.question.endswith(" ?")
    assert term.conseil.endswith(".")


def test_nothing_asks_about_outside_actors() -> None:
    asked = " ".join(term.question for term in VOCABULARY.terms["facteurs"].values())
    assert "extérieur" not in asked
    assert "partenaire" not in asked
