"""« Ils l'ont fait »: the real cases, found by words, by filters, by nearness, and placed on the map."""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from flask import get_template_attribute
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.cases import (
    BOUNDS,
    FACETS,
    UNKNOWN,
    Case,
    Cases,
    Wanted,
    by_likeness,
    cases_of,
    distance,
    find,
    strata,
    stratum,
    ways_out,
)
from app.examples import read_wanted
from app.france import HEIGHT, WIDTH, areas
from app.parameters import UnknownValueError
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.vocabulary import Vocabulary
from index.build import Built, build
from index.generation import LiveGeneration
from tests.conftest import WriteFiche, front_matter, visited

BREST = """{collectivite: Ville de Brest, type: commune, departement: '29', annee: 2011, population: 140000,
  texte: Un accueil unique., sources: [1]}"""
PLABENNEC = """{collectivite: Ville de Plabennec, type: commune, departement: '29', annee: 2019, population: 8500,
  texte: Un guichet mobile., sources: [1]}"""
BRETAGNE = "{collectivite: Région Bretagne, type: region, region: '53', texte: Un appui aux communes., sources: [1]}"
MULHOUSE = """{collectivite: Ville de Mulhouse, type: commune, departement: '68', annee: 2015,
  texte: Un guichet., sources: [1]}"""
FOUR = [BREST, PLABENNEC, BRETAGNE, MULHOUSE]


@pytest.fixture
def cases(write_fiche: WriteFiche, tmp_path: Path) -> Iterator[Cases]:
    """The cases of a fiche that tells four: two towns of the Finistère, a region, a town that does not say its size."""
    path = write_fiche(header=front_matter(exemples=f"[{', '.join(FOUR)}]"))
    published(path.parent.parent, tmp_path / "var")
    with closing(LiveGeneration(tmp_path / "var").get()) as opened:
        yield cases_of(opened)


@pytest.fixture(scope="module")
def real(real_var: Path) -> Iterator[Cases]:
    """The cases of the project's own catalogue."""
    with closing(LiveGeneration(real_var).get()) as opened:
        yield cases_of(opened)


def names(cases: list[Case]) -> list[str]:
    return [case.exemple.collectivite for case in cases]


def published(folder: Path, var: Path) -> None:
    built = build(folder, var)
    assert isinstance(built, Built), built


# Finding


def test_every_case_of_every_fiche_is_a_row_of_its_own_the_most_recent_first(cases: Cases) -> None:
    assert names(find(cases, Wanted()).cases) == [
        "Ville de Plabennec",
        "Ville de Mulhouse",
        "Ville de Brest",
        "Région Bretagne",
    ]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("brest", ["Ville de Brest"]),
        ("GUICHETS", ["Ville de Plabennec", "Ville de Mulhouse", "Ville de Brest", "Région Bretagne"]),  # the title
        ("l'accueils à BREST", ["Ville de Brest"]),
        ("finistere", ["Ville de Plabennec", "Ville de Brest"]),
        ("haut rhin", ["Ville de Mulhouse"]),
        ("xylophone", []),
        ("xylophone brest", ["Ville de Brest"]),
        ("guichet -mobile", ["Ville de Mulhouse", "Ville de Brest", "Région Bretagne"]),
        ('"un guichet"', ["Ville de Plabennec", "Ville de Mulhouse", "Ville de Brest", "Région Bretagne"]),
        ('"guichet mobile"', ["Ville de Plabennec"]),
        ("gichet mobile", ["Ville de Plabennec"]),
        ("sourcé", ["Ville de Plabennec", "Ville de Mulhouse", "Ville de Brest", "Région Bretagne"]),  # of the fiche
    ],
)
def test_words_find_cases_without_accents_plurals_or_capitals(cases: Cases, q: str, found: list[str]) -> None:
    assert names(find(cases, Wanted(q)).cases) == found


def test_the_cases_that_say_more_of_the_words_come_first(cases: Cases) -> None:
    assert names(find(cases, Wanted("appui aux communes par un guichet unique")).cases)[0] == "Région Bretagne"
    assert names(find(cases, Wanted("l'accueil uniques à Brest")).cases)[0] == "Ville de Brest"


@pytest.mark.parametrize("q", ["agents épuisés", "burn-out", "fatigue", "télétravail", "Qualité de vie au travail"])
def test_words_are_understood_as_in_the_search_for_fiches(real: Cases, q: str) -> None:
    assert {case.slug for case in find(real, Wanted(q)).cases[:4]} == {"qualite-de-vie-au-travail"}


def test_when_no_case_says_the_words_those_of_the_fiches_that_do_are_found_and_the_page_tells(
    real: Cases, site: FlaskClient
) -> None:
    assert not find(real, Wanted("burn-out")).by_fiche
    assert find(real, Wanted("fatigue")).by_fiche
    page = site.get("/exemples?q=fatigue").text
    assert "Aucun cas ne contient ces mots\u00a0: voici ceux des fiches qui les contiennent." in page
    assert '<a href="/recherche?q=fatigue">Chercher dans les fiches</a>' in page


def test_the_page_tells_what_was_searched_instead_and_besides(site: FlaskClient) -> None:
    page = site.get("/exemples?q=docteru").text
    assert "Aucune fiche ne contient «\u00a0docteru\u00a0»\u00a0: nous avons cherché «\u00a0docteur\u00a0»." in page
    assert "Avec «\u00a0docteru\u00a0», nous avons aussi cherché «\u00a0médecin\u00a0»" in page


def test_when_no_case_is_left_the_same_words_may_be_searched_in_the_fiches(site: FlaskClient) -> None:
    page = site.get("/exemples?q=guichet+unique&annee=1995-1999").text
    assert "Aucun cas du catalogue ne correspond à tous ces filtres." in page
    assert '<a href="/recherche?q=guichet+unique">chercher dans les fiches</a>' in page


def test_it_says_when_no_case_holds_every_word(cases: Cases) -> None:
    assert find(cases, Wanted("xylophone brest")).partial
    assert not find(cases, Wanted("ville brest")).partial
    assert not find(cases, Wanted("")).partial


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        ({"region": ("53",)}, ["Ville de Plabennec", "Ville de Brest", "Région Bretagne"]),
        ({"region": ("53",), "collectivite": ("commune",)}, ["Ville de Plabennec", "Ville de Brest"]),
        ({"departement": ("29", "68"), "annee": ("2015-2019",)}, ["Ville de Plabennec", "Ville de Mulhouse"]),
        ({"strate": ("5000-9999",)}, ["Ville de Plabennec"]),
        ({"strate": ("100000-249999", UNKNOWN)}, ["Ville de Mulhouse", "Ville de Brest", "Région Bretagne"]),
        ({"domaine": ("vie-locale",)}, []),
    ],
)
def test_filters_mean_or_within_one_and_and_between(
    cases: Cases, selection: dict[str, tuple[str, ...]], found: list[str]
) -> None:
    assert names(find(cases, Wanted(selection=selection)).cases) == found


def test_the_counts_of_a_facet_ignore_its_own_selection(cases: Cases) -> None:
    counts = find(cases, Wanted(selection={"departement": ("29",)})).counts
    assert counts["departement"] == {"29": 2, "68": 1}
    assert counts["collectivite"] == {"commune": 2}
    assert counts["region"] == {"53": 2}


def test_each_count_is_the_number_of_cases_that_the_value_gives_on_the_real_catalogue(real: Cases) -> None:
    counts = find(real, Wanted()).counts
    for facet in FACETS:
        for value, number in counts[facet].items():
            assert len(find(real, Wanted(selection={facet: (value,)})).cases) == number, (facet, value)


def test_a_dead_end_says_what_to_let_go(cases: Cases) -> None:
    wanted = Wanted("guichet", {"departement": ("68",), "strate": ("5000-9999",), "domaine": ("vie-locale",)})
    assert ways_out(cases, wanted) == {}
    wanted = Wanted("", {"departement": ("68",), "strate": ("5000-9999",)})
    assert ways_out(cases, wanted) == {"departement": 1, "strate": 1}


# Strata and likeness


@given(st.integers(min_value=1, max_value=70_000_000))
def test_every_population_has_one_stratum(population: int) -> None:
    name = stratum(population)
    low, _, high = name.partition("-")
    assert name in strata()
    assert int(low) <= population
    assert high == "et-plus" or population <= int(high)


def test_the_strata_follow_each_other_without_a_hole() -> None:
    assert strata()[0] == "0-499"
    assert [stratum(low - 1) for low in BOUNDS[1:]] == strata()[:-1]


def test_collectivites_like_mine_come_first_then_the_others_then_those_of_unknown_size(cases: Cases) -> None:
    found = find(cases, Wanted(selection={"collectivite": ("commune",)}, habitants=6_000)).cases
    groups = by_likeness(found, 6_000)
    assert {name: names(held) for name, held in groups.items()} == {
        "comparable": ["Ville de Plabennec"],
        "autre": ["Ville de Brest"],
        UNKNOWN: ["Ville de Mulhouse"],
    }


@pytest.mark.parametrize(("mine", "away"), [(8_500, 1), (4_250, 2), (17_000, 2), (850, 10)])
def test_twice_as_many_is_as_far_as_half_as_many(cases: Cases, mine: int, away: float) -> None:
    (plabennec,) = find(cases, Wanted("plabennec")).cases
    assert distance(plabennec, mine) == away


# The map


def test_every_departement_of_the_vocabulary_is_on_the_map_overseas_included(vocabulary: Vocabulary) -> None:
    codes = [area.code for area in areas({})]
    assert codes == sorted(vocabulary.terms["departements"])
    assert {"971", "972", "973", "974", "976", "2A", "2B"} <= set(codes)


def test_every_contour_is_a_path_and_its_number_lies_on_the_drawing() -> None:
    for area in areas({}):
        assert re.fullmatch(r"(?:[Mm]-?\d+[ -]\d+l[\d -]+z)+", area.path), area.code
        assert 0 < area.x < WIDTH
        assert 0 < area.y < HEIGHT


def test_no_two_numbers_overlap() -> None:
    places = [(area.x, area.y) for area in areas({})]
    assert min(dist(one, other) for one, other in combinations(places, 2)) > 16


def test_an_area_darkens_with_its_number() -> None:
    shades = {area.code: area.shade for area in areas({"29": 1, "35": 2, "56": 9})}
    assert (shades["22"], shades["29"], shades["35"], shades["56"]) == (0, 1, 2, 3)


# The page


def test_the_page_counts_the_cases_of_the_catalogue(site: FlaskClient) -> None:
    read = read_catalogue(HERE)
    assert isinstance(read, Catalogue)
    total = sum(len(fiche.exemples) for fiche in read.fiches)
    assert f'<h2 id="nombre" tabindex="-1">{total} cas</h2>' in site.get("/exemples").text


def test_a_case_added_to_a_fiche_is_a_new_row_and_one_more_on_the_map(write_fiche: WriteFiche, tmp_path: Path) -> None:
    for exemples, number in ((FOUR, 4), ([*FOUR, BREST.replace("Brest", "Morlaix")], 5)):
        path = write_fiche(header=front_matter(exemples=f"[{', '.join(exemples)}]"))
        published(path.parent.parent, tmp_path / "var")
        with visited(path.parent.parent, tmp_path / "var") as visitor:
            text = visitor.get("/exemples").text
        assert f'<h2 id="nombre" tabindex="-1">{number} cas</h2>' in text
        assert f"29 – Finistère\u00a0: {number - 2} cas" in text
        assert ("Ville de Morlaix" in text) == (number == 5)


def test_the_page_speaks_of_half_and_double(write_fiche: WriteFiche, tmp_path: Path) -> None:
    path = write_fiche(header=front_matter(exemples=f"[{', '.join(FOUR)}]"))
    published(path.parent.parent, tmp_path / "var")
    with visited(path.parent.parent, tmp_path / "var") as visitor:
        near, far = visitor.get("/exemples?habitants=6 000").text, visitor.get("/exemples?habitants=50").text
    assert (
        "1 cas vient d’une collectivité de 3\u202f000 à 12\u202f000 habitants, "
        "entre la moitié et le double de la vôtre."
    ) in near
    assert (
        "Aucun cas ne vient d’une collectivité entre la moitié et le double de la vôtre\u00a0: voici les plus proches."
        in far
    )


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/exemples?strate=5000", "Le filtre «\u00a0strate\u00a0» ne connaît pas la valeur «\u00a05000\u00a0»."),
        (
            "/exemples?region=Bretagne",
            "Le filtre «\u00a0region\u00a0» ne connaît pas la valeur «\u00a0Bretagne\u00a0».",
        ),
        ("/exemples?annee=2019", "De 2015 à 2019"),
        ("/exemples?annee=hier", "Le filtre «\u00a0annee\u00a0» ne connaît pas la valeur «\u00a0hier\u00a0»."),
        ("/exemples?habitants=beaucoup", "«\u00a0beaucoup\u00a0» n’est pas un nombre d’habitants\u00a0:"),
        ("/exemples?habitants=0", "«\u00a00\u00a0» n’est pas un nombre d’habitants\u00a0:"),
        (
            "/exemples?type=village",
            "Le filtre «\u00a0collectivite\u00a0» ne connaît pas la valeur «\u00a0village\u00a0».",
        ),
        ("/exemples?page=999", "La page 999 n’existe pas\u00a0: ces cas tiennent en"),
        ("/exemples?page=x", "«\u00a0x\u00a0» n’est pas un numéro de page."),
    ],
)
def test_an_address_that_cannot_be_has_its_sentence(site: FlaskClient, address: str, sentence: str) -> None:
    answer = site.get(address)
    assert (answer.status_code, sentence in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3000", 3_000),
        ("12.000", 12_000),
        ("1 234.567", 1_234_567),
        ("20000 hab", 20_000),
        ("20 000hab.", 20_000),
        ("20\u202f000 Habitants", 20_000),
        ("environ 3000", 3_000),
        ("Env. 3 000  habitants", 3_000),
        ("près de 3000", 3_000),
        ("~ 3000", 3_000),
        ("1 habitant", 1),
        (" ", None),
    ],
)
def test_a_number_of_inhabitants_is_read_as_people_write_it(
    vocabulary: Vocabulary, text: str, number: int | None
) -> None:
    assert read_wanted(MultiDict({"habitants": text}), vocabulary).habitants == number


@pytest.mark.parametrize(
    "text", ["0", "0.000", "-5", "abc", "hab", "12.5", "1.2000", "20 mille", "3k", "3000 5000", "٣٠٠", "1234567890"]
)
def test_what_is_no_number_of_inhabitants_is_told_beside_its_field_and_the_rest_is_kept(
    site: FlaskClient, vocabulary: Vocabulary, text: str
) -> None:
    asked = {"q": "accueil", "region": "53", "habitants": text}
    with pytest.raises(UnknownValueError, match="n'est pas un nombre d'habitants"):
        read_wanted(MultiDict(asked), vocabulary)
    answer = site.get("/exemples", query_string=asked)
    assert answer.status_code == 404
    field = re.search(r'<input type="text" name="habitants"[^>]*>', answer.text)
    assert field
    assert f'value="{text}" aria-invalid="true" aria-describedby="habitants-faute" autofocus' in field[0]
    assert '<p class="fautes" id="habitants-faute" role="alert"><strong>À corriger\u00a0:</strong> «' in answer.text
    kept = site.get("/exemples?q=accueil&region=53").text
    cases = re.compile(r'<ul class="exemples-reels">.*?</ul>', re.DOTALL)
    assert cases.findall(answer.text) == cases.findall(kept) != []


def test_one_inhabitant_is_singular(site: FlaskClient) -> None:
    assert "Proche de 1 habitant <" in site.get("/exemples?habitants=1").text
    assert "Proche de 2 habitants <" in site.get("/exemples?habitants=2").text


def test_the_select_of_the_type_replaces_the_types_chosen_before_it(vocabulary: Vocabulary) -> None:
    both = [("collectivite", "epci"), ("collectivite", "region")]
    kept = read_wanted(MultiDict([*both, ("type", "")]), vocabulary)
    assert kept.selection == {"collectivite": ("epci", "region")}
    replaced = read_wanted(MultiDict([*both, ("type", "commune")]), vocabulary)
    assert replaced.selection == {"collectivite": ("commune",)}


def test_comparing_keeps_the_several_types_that_are_chosen(site: FlaskClient) -> None:
    def form(address: str) -> str:
        return site.get(address).text.split('<form class="comme-la-mienne"')[1].split("</form>")[0]

    several = form("/exemples?collectivite=epci&collectivite=region")
    assert re.findall(r'type="hidden" name="collectivite" value="(\w+)"', several) == ["epci", "region"]
    assert '<option value="">Les 2 types choisis</option>' in several
    one = form("/exemples?collectivite=epci")
    assert 'type="hidden" name="collectivite"' not in one
    assert '<option value="">Tous les types</option>' in one
    assert '<option value="epci" selected>' in one


@pytest.mark.parametrize(
    ("page", "pages", "expected"),
    [
        (1, 5, "1 2 3 … 5"),
        (5, 9, "1 … 3 4 5 6 7 … 9"),
        (9, 9, "1 … 7 8 9"),
        (3, 5, "1 2 3 4 5"),
    ],
)
def test_the_pages_that_are_skipped_leave_a_sign(site: FlaskClient, page: int, pages: int, expected: str) -> None:
    with site.application.app_context():
        pagination = get_template_attribute("_macros.html", "pagination")
        html = pagination(page, pages, lambda page: f"/exemples?page={page}")
    items = [re.sub(r"<span class=\"cache\">.*?</span>|<[^>]+>", "", item) for item in re.findall("<li.*?</li>", html)]
    assert " ".join(item for item in items if not item.startswith("Page")) == expected
    assert html.count('<li aria-hidden="true">…</li>') == expected.count("…")


def test_years_without_a_case_are_no_error(site: FlaskClient) -> None:
    answer = site.get("/exemples?annee=1995-1999")
    assert answer.status_code == 200
    assert "Aucun cas du catalogue ne correspond à tous ces filtres." in answer.text


def test_hostile_words_come_back_as_text(site: FlaskClient) -> None:
    text = site.get("/exemples?q=<script>alert(1)</script>").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
