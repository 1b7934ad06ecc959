"""The balance of a choice of fiches, its intervals, and what carries what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.portfolio import balance
from app.shares import Share, margin, wilson
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.study import Study, read_study
from catalogue.vocabulary import Vocabulary
from index.store import Outline


@pytest.fixture(scope="module")
def fiches() -> list[Outline]:
    read = read_catalogue(HERE)
    assert isinstance(read, Catalogue), read
    return [Outline.of(fiche) for fiche in read.fiches]


@pytest.fixture(scope="module")
def study() -> Study:
    read = read_study(HERE / "etude.yml")
    assert isinstance(read, Study), read
    return read


@pytest.mark.parametrize(
    ("part", "total", "expected"),
    [
        (165, 311, (0.475, 0.585)),
        (1, 10, (0.018, 0.404)),  # the values that the literature gives
        (0, 10, (0.0, 0.278)),
        (10, 10, (0.722, 1.0)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_the_interval_is_that_of_wilson(part: int, total: int, expected: tuple[float, float]) -> None:
    assert wilson(part, total) == pytest.approx(expected, abs=0.0006)


@given(st.integers(1, 2000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(numbers: tuple[int, int]) -> None:
    part, total = numbers
    low, high = wilson(part, total)
    assert 0 <= low <= part / total + 1e-9
    assert part / total - 1e-9 <= high <= 1


@given(st.integers(0, 50), st.integers(2, 20))
def test_more_answers_give_a_narrower_interval(part: int, times: int) -> None:
    low, high = wilson(part, 50)
    lower, higher = wilson(part * times, 50 * times)
    assert higher - lower < high - low


def test_the_study_knows_its_shares_within_six_points(study: Study) -> None:
    assert margin(study) == 6
    unknown = study.model_copy(update={"chiffres": study.chiffres[1:]})
    assert margin(unknown) == 0


def test_a_share_is_read_in_percent() -> None:
    assert (Share(2, 3).percent, Share(2, 3).interval) == (67, (21, 94))
    assert (Share(0, 0).percent, Share(0, 0).interval) == (0, (0, 100))


def test_the_balance_counts_the_choice_the_catalogue_and_the_study(
    fiches: list[Outline], study: Study, vocabulary: Vocabulary
) -> None:
    chosen = [fiche for fiche in fiches if fiche.slug in {"guichet-unique", "forum-citoyen", "portail-famille"}]
    natures = balance(chosen, fiches, vocabulary, study)[0]
    assert (natures.titre, natures.documentees, natures.absents) == ("Nature", 3, ())
    for line in natures.lignes:
        of_all = sum(fiche.nature == line.terme.id for fiche in fiches)
        assert line.choix == Share(sum(fiche.nature == line.terme.id for fiche in chosen), 3)
        assert line.catalogue == Share(of_all, len(fiches))
        assert line.etude
        assert line.etude.total == study.figures["repondants"].valeur
        assert line.etude.percent == study.figures[line.terme.id].valeur


def test_a_fiche_that_does_not_say_a_value_is_not_counted_there(
    fiches: list[Outline], study: Study, vocabulary: Vocabulary
) -> None:
    for dimension in balance(fiches, fiches, vocabulary, study):
        assert {line.choix.total for line in dimension.lignes} == {dimension.documentees}
        assert all(line.choix == line.catalogue for line in dimension.lignes)
    costs = next(one for one in balance(fiches, fiches, vocabulary, study) if one.titre == "Coût de démarrage")
    assert costs.documentees == sum(fiche.demarrage.cout is not None for fiche in fiches)


def test_a_choice_of_one_nature_shows_which_other_is_absent(
    fiches: list[Outline], study: Study, vocabulary: Vocabulary
) -> None:
    chosen = [fiche for fiche in fiches if fiche.nature == "societale"]
    assert [term.id for term in balance(chosen, fiches, vocabulary, study)[0].absents] == ["manageriale"]


def test_a_value_that_no_fiche_has_is_absent_from_no_choice(
    fiches: list[Outline], study: Study, vocabulary: Vocabulary
) -> None:
    managerial = [fiche for fiche in fiches if fiche.nature == "manageriale"]
    assert balance(managerial, managerial, vocabulary, study)[0].absents == ()
