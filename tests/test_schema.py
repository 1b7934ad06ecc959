"""The JSON Schema of a front matter, used as an editor uses it: on YAML with its usual types."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from catalogue.collection import HERE
from catalogue.fiche_file import KEYS
from catalogue.schema import front_matter_schema
from catalogue.vocabulary import Vocabulary
from tests.conftest import HEADER, front_matter

FICHES = sorted((HERE / "fiches").glob("*.md"))


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: numbers are numbers, dates are texts."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema, as the JSON that an editor downloads."""
    read: dict[str, Any] = json.loads(json.dumps(front_matter_schema(vocabulary)))
    return read


@pytest.fixture(scope="module")
def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """What an editor does with the schema, formats of dates included."""
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def refused_places(validator: Draft202012Validator, header: str) -> list[str]:
    """Where an editor underlines a front matter; « . » is the front matter as a whole."""
    errors = validator.iter_errors(yaml.load(header, EditorLoader))
    return sorted({".".join(map(str, error.absolute_path)) or "." for error in errors})


def exemple(place: str) -> str:
    """A front matter with one real case."""
    return HEADER + f"exemples: [{{collectivite: Dreux, type: commune, {place}, texte: Ouvert., sources: [1]}}]\n"


def test_the_schema_is_a_right_one(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_the_schema_names_every_key_of_a_front_matter_and_no_other(schema: dict[str, Any]) -> None:
    assert set(schema["properties"]) == set(KEYS)
    assert set(schema["required"]) == set(
        "titre resume nature domaine formes collectivites etiquettes auteurs publiee".split()
    )
    assert schema["additionalProperties"] is False


def test_the_catalogue_has_its_twenty_five_fiches() -> None:
    assert len(FICHES) >= 25


@pytest.mark.parametrize("path", FICHES, ids=lambda path: path.stem)
def test_the_front_matter_of_each_real_fiche_is_accepted(validator: Draft202012Validator, path: Path) -> None:
    assert refused_places(validator, path.read_text("utf-8").split("---\n")[1]) == []


def test_the_smallest_right_front_matter_is_accepted(validator: Draft202012Validator) -> None:
    assert refused_places(validator, HEADER) == []


@pytest.mark.parametrize(
    "header",
    [
        front_matter(domaine="RH"),
        front_matter(domaine="Ressources humaines"),
        front_matter(nature="Managériale"),
        front_matter(formes="[Numérique]"),
        front_matter(etape="arretee", raison_arret="Faute de crédits."),
        front_matter(demarrage="{cout: faible, delai: moins-6-mois}"),
        exemple('departement: "01"'),
        exemple("departement: Ain"),
        exemple("region: Bretagne, annee: 2013, population: 41000"),
    ],
)
def test_what_a_fiche_may_say_is_accepted(validator: Draft202012Validator, header: str) -> None:
    assert refused_places(validator, header) == []


@pytest.mark.parametrize(
    ("header", "place"),
    [
        (front_matter(nature="toto"), "nature"),
        (front_matter(domaine="voirie"), "domaine"),
        (front_matter(formes="[service, machine]"), "formes.1"),
        (front_matter(collectivites="[comune]"), "collectivites.0"),
        (front_matter(facteurs="[chance]"), "facteurs.0"),
        (front_matter(initiative="habitants"), "initiative"),
        (front_matter(etape="finie"), "etape"),
        (front_matter(demarrage="{cout: gratuit}"), "demarrage.cout"),
        (front_matter(demarrage="{couts: faible}"), "demarrage"),
        (exemple('departement: "999"'), "exemples.0.departement"),
        (exemple("region: Atlantide"), "exemples.0.region"),
        (exemple("pays: France"), "exemples.0"),
        (front_matter(titre="Abcd"), "titre"),
        (front_matter(titre="a" * 121), "titre"),
        (front_matter(resume="Trop court."), "resume"),
        (front_matter(formes="[]"), "formes"),
        (front_matter(formes="service"), "formes"),
        (front_matter(etiquettes="[a]"), "etiquettes.0"),
        (front_matter(publiee="hier"), "publiee"),
        (front_matter(publiee="2026-02-30"), "publiee"),
        (HEADER + "couleur: bleu\n", "."),
        (HEADER + "slug: guichet-unique\n", "."),
        (HEADER + "sections: []\n", "."),
        (HEADER.replace("titre: Guichet unique\n", ""), "."),
    ],
)
def test_an_unknown_value_or_a_broken_rule_is_refused_in_its_place(
    validator: Draft202012Validator, header: str, place: str
) -> None:
    assert refused_places(validator, header) == [place]


def test_each_closed_list_is_spelled_out_with_the_explanations_of_the_vocabulary(
    schema: dict[str, Any], vocabulary: Vocabulary
) -> None:
    *terms, others = schema["properties"]["domaine"]["anyOf"]
    assert [(term["const"], term["title"], term["description"]) for term in terms] == [
        (term.id, term.libelle, term.explication) for term in vocabulary.terms["domaines"].values()
    ]
    assert {"RH", "Ressources humaines", "SI"} <= set(others["enum"])
    assert "x-vocabulaire" not in json.dumps(schema)


def test_every_key_has_a_french_title_for_the_editor(schema: dict[str, Any]) -> None:
    assert schema["title"] == "En-tête d'une fiche"
    assert schema["properties"]["resume"]["title"] == "Résumé qui se lit seul"
    assert schema["properties"]["domaine"]["title"] == "Domaine"
    assert all(place.get("title") for place in schema["properties"].values())
