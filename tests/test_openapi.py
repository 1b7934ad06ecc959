"""The description of the API: right by its norm, true of every answer, and legible."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.presentation import FACET_TITLES
from index.build import Built, build
from tests.conftest import WriteFiche, front_matter, visited


@pytest.fixture(scope="module")
def description(site: FlaskClient) -> dict[str, Any]:
    """The description, as tools download it."""
    read: dict[str, Any] = site.get("/api/v1/openapi.json").json
    return read


def validator(description: dict[str, Any], address: str, status: str = "200") -> Draft202012Validator:
    """What checks the answers of an address."""
    schema = description["paths"][address]["get"]["responses"][status]["content"]["application/json"]["schema"]
    return Draft202012Validator(
        {**schema, "components": description["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def test_the_description_is_right_by_its_norm(description: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(description).iter_errors()] == []
    assert description["openapi"] == "3.1.0"


def test_every_address_of_the_api_is_described(site: FlaskClient, description: dict[str, Any]) -> None:
    rules = {rule.rule for rule in site.application.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    described = {re.sub(r"{(\w+)}", r"<\1>", address) for address in description["paths"]}
    assert rules - {"/api/v1/openapi.json"} == described


def test_every_filter_is_a_parameter_with_its_permitted_values(site: FlaskClient, description: dict[str, Any]) -> None:
    parameters = {one["name"]: one for one in description["paths"]["/api/v1/recherche"]["get"]["parameters"]}
    assert set(parameters) == {"q", *FACET_TITLES, "tri", "exact", "page"}
    natures = parameters["nature"]["schema"]["items"]["enum"]
    assert natures == ["manageriale", "societale"]
    for facet in FACET_TITLES:
        for value in parameters[facet]["schema"]["items"]["enum"][:3]:
            assert site.get(f"/api/v1/recherche?{facet}={value}").status_code == 200
    for tri in parameters["tri"]["schema"]["enum"]:
        assert site.get(f"/api/v1/recherche?tri={tri}").status_code == 200


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/api/v1/recherche", ["", "?q=accueil", "?q=acueil", "?q=QVT&nature=manageriale", "?q=zzzzqqqq", "?page=2"]),
        ("/api/v1/fiches", [""]),
        ("/api/v1/vocabulaire", [""]),
        ("/api/v1/suggestions", ["", "?q=gui", "?q=acueil"]),
    ],
)  # fmt: skip
def test_every_answer_is_what_the_description_says(
    site: FlaskClient, description: dict[str, Any], address: str, asked: list[str]
) -> None:
    check = validator(description, address)
    for question in asked:
        assert [error.message for error in check.iter_errors(site.get(address + question).json)] == []
    assert not check.is_valid([])


def test_every_fiche_is_what_the_description_says(site: FlaskClient, description: dict[str, Any]) -> None:
    check = validator(description, "/api/v1/fiches/{slug}")
    for one in site.get("/api/v1/fiches").json["fiches"]:
        fiche = site.get(f"/api/v1/fiches/{one['slug']}").json
        assert [error.message for error in check.iter_errors(fiche)] == []
        assert not check.is_valid({**fiche, "nature": "rouge"})
        assert not check.is_valid({**fiche, "inconnue": 1})


@pytest.mark.parametrize(
    ("address", "asked"),
    [("/api/v1/recherche", "/api/v1/recherche?nature=x"), ("/api/v1/fiches/{slug}", "/api/v1/fiches/zzzzqqqq")],
)
def test_errors_are_described_too(site: FlaskClient, description: dict[str, Any], address: str, asked: str) -> None:
    answer = site.get(asked)
    assert answer.status_code == 404
    assert [error.message for error in validator(description, address, "404").iter_errors(answer.json)] == []


def test_the_description_is_in_french_and_says_nothing_of_the_code(description: dict[str, Any]) -> None:
    said: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            said.extend(node[key] for key in ("description", "summary") if isinstance(node.get(key), str))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(description)
    assert len(said) > 50
    assert [text for text in said if re.search(r"\b(the|and|of|with|every)\b", text)] == []
    assert "x-vocabulaire" not in str(description)


def test_pages_of_results_are_linked_by_the_header(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    for number in range(41):
        write_fiche(f"guichet-{number:02}", front_matter(titre=f"Guichet {number:02}"))
    built = build(folder, tmp_path / "var")
    assert isinstance(built, Built), built
    with visited(folder, tmp_path / "var") as visitor:
        seen, address = list[str](), "/api/v1/recherche?tri=titre&nature=manageriale"
        relations = []
        while address:
            answer = visitor.get(address)
            seen += [one["slug"] for one in answer.json["resultats"]]
            pairs = re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["Link"])
            links = {relation: target for target, relation in pairs}
            relations.append(sorted(links))
            address = urljoin(address, links["next"]) if "next" in links else ""
    assert seen == [f"guichet-{number:02}" for number in range(41)]
    assert relations == [["first", "last", "next"], ["first", "last", "next", "prev"], ["first", "last", "prev"]]


def test_the_page_shows_every_address_parameter_and_object(site: FlaskClient, description: dict[str, Any]) -> None:
    page = site.get("/api").text
    for address, one in description["paths"].items():
        assert f"GET {address}" in page
        assert f'id="{one["get"]["operationId"]}"' in page
        for parameter in one["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in page
    for name in description["components"]["schemas"]:
        assert f'id="objet-{name}"' in page


def test_every_trial_of_the_page_answers(site: FlaskClient) -> None:
    trials = re.findall(r'<a href="([^"]+)">Essayer', site.get("/api").text)
    assert len(trials) == 5
    assert {site.get(address).status_code for address in trials} == {200}
