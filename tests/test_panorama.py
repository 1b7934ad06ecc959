"""The catalogue in numbers: they follow the fiches, and the study's figures stand beside them with their margin."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.portrait import Portrait, portrait
from app.shares import Share, study_share
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.study import Study
from index.build import Built, build
from index.store import Outline
from tests.conftest import WriteFiche, front_matter, visited


def read(folder: Path) -> tuple[Portrait, Catalogue]:
    catalogue = read_catalogue(folder)
    assert isinstance(catalogue, Catalogue), catalogue
    outlines = [Outline.of(fiche) for fiche in catalogue.fiches]
    return portrait(outlines, catalogue.vocabulary, catalogue.lists.study), catalogue


def panorama_of(folder: Path, var: Path) -> str:
    built = build(folder, var)
    assert isinstance(built, Built), built
    with visited(folder, var) as visitor:
        return visitor.get("/panorama").text


@pytest.fixture(scope="module")
def study() -> Study:
    catalogue = read_catalogue(HERE)
    assert isinstance(catalogue, Catalogue)
    return catalogue.lists.study


def test_the_matrix_adds_up_on_the_real_catalogue() -> None:
    numbers, catalogue = read(HERE)
    assert sum(line.total.nombre for line in numbers.matrice) == numbers.fiches == len(catalogue.fiches)
    assert sum(cell.nombre for cell in numbers.totaux) == numbers.fiches
    assert sum(row.part.nombre for row in numbers.initiatives) == numbers.fiches
    assert (
        sum(row.part.nombre for row in numbers.types) == sum(row.part.nombre for row in numbers.annees) == numbers.cas
    )


def test_every_linked_number_is_the_number_of_results_behind_it(site: FlaskClient) -> None:
    text = site.get("/panorama").text
    links = re.findall(r'<a href="(/(?:recherche|exemples)[^"]*)">(\d+)<span class="cache"> (fiches?|cas)</span>', text)
    assert len(links) > 40
    for address, number, word in links:
        noun = "cas" if word == "cas" else f"fiche{'s' if int(number) > 1 else ''}"
        page = site.get(address.replace("&amp;", "&")).text
        assert f'<h2 id="nombre" tabindex="-1">{number} {noun}</h2>' in page, address


def test_a_fiche_changed_changes_the_figures(write_fiche: WriteFiche, tmp_path: Path) -> None:
    write_fiche("un", front_matter(titre="Une première fiche"))
    path = write_fiche("deux", front_matter(titre="Une seconde fiche"))
    before, _ = read(path.parent.parent)
    assert [(row.part.nombre, row.part.percent) for row in before.natures] == [(2, 100), (0, 0)]
    assert ">100\u00a0%<" in panorama_of(path.parent.parent, tmp_path / "var")
    write_fiche(
        "deux", front_matter(titre="Une seconde fiche", nature="societale", domaine="vie-locale", initiative="agents")
    )
    after, _ = read(path.parent.parent)
    assert [(row.part.nombre, row.part.percent) for row in after.natures] == [(1, 50), (1, 50)]
    assert [row.part.nombre for row in after.initiatives] == [0, 0, 1, 1]
    text = panorama_of(path.parent.parent, tmp_path / "var")
    assert ">50\u00a0%<" in text
    assert ">100\u00a0%<" in text  # both have the same forme
    assert '<a href="/recherche?domaine=vie-locale&amp;nature=societale">1<span class="cache"> fiche</span></a>' in text


def test_a_catalogue_without_a_case_has_a_panorama(write_fiche: WriteFiche, tmp_path: Path) -> None:
    path = write_fiche()
    text = panorama_of(path.parent.parent, tmp_path / "var")
    assert "1 fiche et" in text
    assert "0 cas réels" in text


def test_years_are_counted_by_five_from_the_first_to_the_last(write_fiche: WriteFiche) -> None:
    cases = ", ".join(
        f"{{collectivite: Ville, type: commune, departement: '29', annee: {year}, texte: Un essai., sources: [1]}}"
        for year in (2004, 2005, 2016)
    )
    numbers, _ = read(write_fiche(header=front_matter(exemples=f"[{cases}]")).parent.parent)
    assert [(row.libelle, row.part.nombre, row.adresse) for row in numbers.annees] == [
        ("De 2000 à 2004", 1, "/exemples?annee=2000-2004"),
        ("De 2005 à 2009", 1, "/exemples?annee=2005-2009"),
        ("De 2010 à 2014", 0, None),
        ("De 2015 à 2019", 1, "/exemples?annee=2015-2019"),
        ("Année non documentée", 0, None),
    ]


# The study


def test_a_share_of_the_study_carries_its_margin_for_all_answers_and_for_the_complete_half(study: Study) -> None:
    share = study_share(study, "manageriale")
    assert share
    assert (share.percent, share.interval, share.half.interval) == (53, (47, 58), (45, 61))
    assert study_share(study, "mode-organisation") is None


def test_a_study_that_does_not_say_how_many_answered_gives_no_share(study: Study) -> None:
    without = study.model_copy(update={"chiffres": tuple(one for one in study.chiffres if one.id != "repondants")})
    assert study_share(without, "manageriale") is None


def test_the_page_gives_the_number_of_answers_the_half_and_the_margin(site: FlaskClient) -> None:
    text = site.get("/panorama").text
    assert "n = 311 réponses, dont la moitié complètes" in text
    assert (
        "de 47 à 58\u00a0% si chacun a répondu à la question, de 45 à 61\u00a0% si seule la moitié complète compte"
        in text
    )
    for share in (53, 47, 78, 60, 40):
        assert f"<td>{share}\u00a0% <span" in text


def test_the_page_never_calls_a_difference_an_imbalance(site: FlaskClient) -> None:
    text = site.get("/panorama").text
    assert "Un écart entre les deux n’est donc ni un retard ni un déséquilibre" in text
    assert "le travail avec des acteurs extérieurs" in text


def test_nothing_in_the_drawings_is_refused_by_the_policy(site: FlaskClient) -> None:
    for address in ("/panorama", "/exemples", "/liens"):
        assert not re.search(r"<style|<script(?! type=\"application/ld)|\sstyle=|\son\w+=", site.get(address).text)


@pytest.mark.parametrize(("number", "total", "found"), [(0, 0, 0), (1, 3, 33), (2, 3, 67), (3, 3, 100)])
def test_a_share_is_rounded_to_the_nearest_percent(number: int, total: int, found: int) -> None:
    assert Share(number, total).percent == found
