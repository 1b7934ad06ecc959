"""The fiches of the project: every figure sourced, every source used, the study told as it is."""

import re
from pathlib import Path

import pytest

from catalogue.body import SOURCE_MARKER
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.fiche import Fiche
from catalogue.folding import fold
from catalogue.vocabulary import Vocabulary
from index.text import SENTENCE_END

FILES = sorted((HERE / "fiches").glob("*.md"))
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# A number that belongs to the sentence: not « 1. » that opens a list item, not a marker.
FIGURE = re.compile(r"\d")
ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
INSEE = "Populations de référence"
# No official figure says how many people these serve: an ended communauté, a syndicat, five départements together, a
# town with its agglomération, and a fire service whose département holds Marseille, which has its own.
OF_UNKNOWN_SIZE = {
    "Communauté de communes de la Vallée d'Auge",
    "Syndicat intercommunal d'assainissement de Valenciennes",
    "Départements de la Somme, du Nord, du Pas-de-Calais, de l'Oise et du Val-d'Oise",
    "Ville et agglomération de Nevers",
    "SDIS des Bouches-du-Rhône",
}
EVERY_FICHE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    read = read_catalogue(HERE)
    assert isinstance(read, Catalogue), read
    return read


def fiche_of(catalogue: Catalogue, path: Path) -> Fiche:
    return next(fiche for fiche in catalogue.fiches if fiche.slug == path.stem)


def statements(fiche: Fiche) -> list[str]:
    """The list items of a body, whole, and the sentences of its other paragraphs, each with its markers."""
    found = []
    for section in fiche.sections:
        for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", section.texte):
            line = " ".join(block.split())
            found += [ITEM.sub("", line)] if ITEM.match(line) else SENTENCE_END.split(line)
    return [statement for statement in found if statement]


@EVERY_FICHE
def test_every_figure_is_followed_by_a_source_in_its_sentence_or_list_item(catalogue: Catalogue, path: Path) -> None:
    bare = [
        statement
        for statement in statements(fiche_of(catalogue, path))
        if FIGURE.search(SOURCE_MARKER.sub("", LINK.sub(r"\1", statement))) and not SOURCE_MARKER.search(statement)
    ]
    assert bare == []


@EVERY_FICHE
def test_every_source_is_used(catalogue: Catalogue, path: Path) -> None:
    fiche = fiche_of(catalogue, path)
    in_text = {int(found[1]) for section in fiche.sections for found in SOURCE_MARKER.finditer(section.texte)}
    in_cases = {number for exemple in fiche.exemples for number in exemple.sources}
    assert in_text | in_cases == set(range(1, len(fiche.sources) + 1))


@EVERY_FICHE
def test_a_fiche_is_of_a_length_that_one_reads(catalogue: Catalogue, path: Path) -> None:
    text = " ".join(SOURCE_MARKER.sub("", section.texte) for section in fiche_of(catalogue, path).sections)
    assert 700 <= len(re.findall(r"\w+(?:['’\-.,]\w+)*", text)) <= 1200


@EVERY_FICHE
def test_every_fiche_has_real_cases_factors_and_links_both_ways(catalogue: Catalogue, path: Path) -> None:
    fiche = fiche_of(catalogue, path)
    assert 2 <= len(fiche.exemples) <= 5
    assert all(exemple.sources for exemple in fiche.exemples)
    assert fiche.facteurs
    by_slug = {other.slug: other for other in catalogue.fiches}
    other_nature = [by_slug[lien.fiche] for lien in fiche.liens if by_slug[lien.fiche].nature != fiche.nature]
    assert other_nature
    assert [other.slug for other in other_nature if fiche.slug not in {lien.fiche for lien in other.liens}] == []


def test_every_case_says_its_population_unless_no_figure_is_sure(catalogue: Catalogue) -> None:
    exemples = [exemple for fiche in catalogue.fiches for exemple in fiche.exemples]
    assert {exemple.collectivite for exemple in exemples if exemple.population is None} == OF_UNKNOWN_SIZE


def test_a_result_does_not_repeat_that_it_is_one(catalogue: Catalogue) -> None:
    results = [exemple.resultat or "" for fiche in catalogue.fiches for exemple in fiche.exemples]
    assert [result for result in results if result.startswith("Résultat")] == []


def test_the_regions_stand_in_french_alphabetical_order(vocabulary: Vocabulary) -> None:
    regions = [fold(term.libelle) for term in vocabulary.terms["regions"].values()]
    assert regions == sorted(regions)


def test_a_collectivite_has_one_official_population_wherever_it_is_told(catalogue: Catalogue) -> None:
    official = {
        (exemple.collectivite, exemple.population)
        for fiche in catalogue.fiches
        for exemple in fiche.exemples
        if any(fiche.sources[number - 1].titre.startswith(INSEE) for number in exemple.sources)
    }
    assert len(official) == len({collectivite for collectivite, _ in official}) > 50
    assert None not in {population for _, population in official}


@EVERY_FICHE
def test_every_factor_of_the_header_is_explained_in_the_text(catalogue: Catalogue, path: Path) -> None:
    fiche = fiche_of(catalogue, path)
    (section,) = [section for section in fiche.sections if section.titre == "Les facteurs de succès"]
    told = set(re.findall(r"\*\*(.+?)\.\*\*", section.texte))
    assert {catalogue.vocabulary.libelle("facteurs", id_) for id_ in fiche.facteurs} <= told


@EVERY_FICHE
def test_every_fiche_ends_with_what_to_keep_what_to_adapt_and_monday_morning(catalogue: Catalogue, path: Path) -> None:
    last = fiche_of(catalogue, path).sections[-1].texte
    assert re.findall(r"^\*\*(.+?)\.\*\*", last, re.MULTILINE) == ["À garder", "À adapter", "Lundi matin"]


def test_no_address_is_that_of_an_automatic_copy(catalogue: Catalogue) -> None:
    copies = (HERE / "vocabulaire.yml").read_text("utf-8").split("sites_de_copie: [")[1].split("]")[0]
    hosts = [host.strip() for host in copies.split(",")]
    assert len(hosts) > 10
    addresses = [source.url or "" for fiche in catalogue.fiches for source in fiche.sources]
    assert [url for url in addresses if any(host in url for host in hosts)] == []
    assert [url for url in addresses if re.match(r"https?://[^/]*(?:\.(?=[/:])|[A-Z])", url)] == []


def test_the_catalogue_holds_the_twenty_five_examples_of_the_study(catalogue: Catalogue) -> None:
    assert len(catalogue.fiches) == 25
    assert sum(len(fiche.exemples) for fiche in catalogue.fiches) >= 90
    natures = [fiche.nature for fiche in catalogue.fiches]
    assert (natures.count("manageriale"), natures.count("societale")) == (16, 9)
