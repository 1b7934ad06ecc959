"""Facets: one value or another within a facet, every facet together, counts that ignore their own selection."""

import numpy as np
import pytest

from catalogue.fiche import Fiche
from catalogue.fiche_file import read_fiche
from catalogue.vocabulary import Vocabulary
from index.facets import FACETS, KINDS_OF_FACETS, Facets, Fiches, facet_values
from tests.conftest import WriteFiche, front_matter

ROWS = {
    "bac": front_matter(nature="societale", domaine="vie-locale", collectivites="[commune, epci]", etiquettes="[eau]"),
    "cap": front_matter(nature="societale", domaine="vie-locale", collectivites="[epci]", etiquettes="[Eau vive, air]"),
    "dos": front_matter(nature="manageriale", domaine="vie-locale", collectivites="[region]", etiquettes="[air]"),
    "eau": front_matter(
        nature="manageriale",
        domaine="ressources-humaines",
        collectivites="[commune]",
        formes="[service, numerique]",
        facteurs="[simplicite]",
    ),
}


@pytest.fixture
def fiches(write_fiche: WriteFiche, vocabulary: Vocabulary) -> list[Fiche]:
    read = [read_fiche(write_fiche(slug, header), vocabulary) for slug, header in ROWS.items()]
    assert all(isinstance(fiche, Fiche) for fiche in read), read
    return [fiche for fiche in read if isinstance(fiche, Fiche)]


@pytest.fixture
def facets(fiches: list[Fiche], vocabulary: Vocabulary) -> Facets:
    return Facets((fiche.slug, facet_values(fiche, vocabulary)) for fiche in fiches)


def slugs(facets: Facets, found: Fiches) -> list[str]:
    return [slug for slug, is_found in zip(facets.slugs, found, strict=True) if is_found]


def set_of(facets: Facets, *wanted: str) -> Fiches:
    return np.array([slug in wanted for slug in facets.slugs])


def test_every_closed_facet_names_a_list_of_the_vocabulary(vocabulary: Vocabulary) -> None:
    assert FACETS.keys() - KINDS_OF_FACETS.keys() == {"etiquette"}
    assert set(KINDS_OF_FACETS.values()) <= vocabulary.terms.keys()


def test_a_set_of_fiches_gives_them_back_in_the_order_of_the_index(facets: Facets) -> None:
    assert slugs(facets, set_of(facets, "eau", "bac")) == ["bac", "eau"]
    assert slugs(facets, set_of(facets)) == []
    assert slugs(facets, facets.all) == ["bac", "cap", "dos", "eau"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({}, ["bac", "cap", "dos", "eau"]),
        ({"nature": ()}, ["bac", "cap", "dos", "eau"]),
        ({"nature": ("societale",)}, ["bac", "cap"]),
        ({"collectivite": ("commune", "region")}, ["bac", "dos", "eau"]),
        ({"collectivite": ("commune", "region"), "nature": ("manageriale",)}, ["dos", "eau"]),
        ({"collectivite": ("epci",), "nature": ("manageriale",)}, []),
        ({"etiquette": ("eau-vive",)}, ["cap"]),
        ({"forme": ("numerique",), "facteur": ("simplicite",)}, ["eau"]),
        ({"domaine": ("vie-locale",), "etiquette": ("eau", "air")}, ["bac", "cap", "dos"]),
        ({"nature": ("inconnue",)}, []),
        ({"nature": ("inconnue", "societale")}, ["bac", "cap"]),
    ],
    ids=[
        "nothing chosen",
        "an empty choice",
        "one value",
        "one value or another",
        "two facets together",
        "no fiche fits",
        "an étiquette by its slug",
        "lists of values",
        "or within, and between",
        "an unknown value",
        "an unknown value beside a known one",
    ],
)
def test_a_selection_is_one_or_another_within_a_facet_and_every_facet_together(
    facets: Facets, selection: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    assert slugs(facets, facets.filter(selection)) == expected


def test_a_facet_can_be_left_out_of_a_selection(facets: Facets) -> None:
    selection = {"nature": ("societale",), "collectivite": ("commune",)}
    assert slugs(facets, facets.filter(selection, but="nature")) == ["bac", "eau"]
    assert slugs(facets, facets.filter(selection, but="collectivite")) == ["bac", "cap"]
    assert slugs(facets, facets.filter(selection, but="domaine")) == ["bac"]


def test_counts_without_a_selection_count_every_matched_fiche(facets: Facets) -> None:
    assert facets.counts(facets.all, {})["collectivite"] == {"commune": 2, "epci": 2, "region": 1}
    assert facets.counts(facets.all, {})["etiquette"] == {"eau": 1, "eau-vive": 1, "air": 2, "accueil": 1}
    assert facets.counts(facets.all, {})["facteur"] == {"simplicite": 1}
    assert facets.counts(set_of(facets, "bac"), {})["collectivite"] == {"commune": 1, "epci": 1}


def test_counts_ignore_the_selection_of_their_own_facet(facets: Facets) -> None:
    selection = {"collectivite": ("commune",), "nature": ("societale",)}
    assert facets.counts(facets.all, selection)["collectivite"] == {"commune": 1, "epci": 2}
    assert facets.counts(facets.all, selection)["nature"] == {"societale": 1, "manageriale": 1}
    assert facets.counts(facets.all, selection)["domaine"] == {"vie-locale": 1}


def test_a_selected_value_that_no_fiche_holds_any_more_stays(facets: Facets) -> None:
    selection = {"collectivite": ("region",)}
    assert facets.counts(set_of(facets, "bac"), selection)["collectivite"] == {"commune": 1, "epci": 1, "region": 0}


def test_each_count_is_what_choosing_the_value_gives(facets: Facets) -> None:
    selection = {"nature": ("societale",), "collectivite": ("commune", "region")}
    for facet in FACETS:
        for value, number in facets.counts(facets.all, selection)[facet].items():
            assert len(slugs(facets, facets.filter({**selection, facet: (value,)}))) == number


def test_no_fiche_at_all_gives_empty_answers() -> None:
    empty = Facets([])
    assert slugs(empty, empty.filter({"nature": ("societale",)})) == []
    assert empty.counts(empty.all, {})["nature"] == {}
