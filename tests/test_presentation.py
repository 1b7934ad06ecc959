"""What templates may use: French texts, dates and numbers, addresses of the forge, of static files and of the site."""

import re
from datetime import date
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from app import STATIC
from app.presentation import (
    FACET_TITLES,
    SORT_TITLES,
    enumeration,
    french_date,
    french_number,
    typo,
)
from catalogue.collection import HERE
from index.facets import FACETS
from index.search import SORTS
from tests.conftest import visited

TEMPLATES = STATIC.parent / "app" / "templates"
FORGE_LINKS = re.compile(r'<a href="([^"]+)">(Modifier cette fiche|Historique)</a>')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')


# Texts, dates, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Pourquoi ? Parce que !", "Pourquoi\u202f? Parce que\u202f!"),
        ("« L'eau » : 12 000 €", "«\u00a0L’eau\u00a0»\u00a0: 12\u202f000\u00a0€"),
        ("<b>R&D</b>", "&lt;b&gt;R&amp;D&lt;/b&gt;"),
        ('le "mot" d\' ici', "le &#34;mot&#34; d&#39; ici"),
    ],
)
def test_a_text_is_shown_with_french_spaces_and_never_as_html(text: str, expected: str) -> None:
    assert typo(text) == Markup(expected)
    assert isinstance(typo(text), Markup)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 1), "1er janvier 2026"),
        (date(2026, 2, 2), "2 février 2026"),
        (date(2026, 3, 11), "11 mars 2026"),
        (date(2026, 4, 21), "21 avril 2026"),
        (date(2026, 5, 31), "31 mai 2026"),
        (date(2026, 6, 30), "30 juin 2026"),
        (date(2026, 7, 14), "14 juillet 2026"),
        (date(2026, 8, 1), "1er août 2026"),
        (date(2026, 9, 10), "10 septembre 2026"),
        (date(2026, 10, 9), "9 octobre 2026"),
        (date(2026, 11, 24), "24 novembre 2026"),
        (date(1999, 12, 31), "31 décembre 1999"),
    ],
    ids=str,
)
def test_a_date_is_written_in_french(day: date, expected: str) -> None:
    assert french_date(day) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0"), (999, "999"), (1000, "1_000"), (12000, "12_000"), (3400000, "3_400_000"), (-1500, "-1_500")],
)
def test_a_number_is_cut_by_narrow_spaces(number: int, expected: str) -> None:
    assert french_number(number) == expected.replace("_", "\u202f")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), ""),
        (("Jeanne",), "Jeanne"),
        (("Jeanne", "Paul"), "Jeanne et Paul"),
        (["Jeanne", "Paul", "Anne"], "Jeanne, Paul et Anne"),
        (["Jeanne", "Paul", "Anne", "Luc"], "Jeanne, Paul, Anne et Luc"),
    ],
)
def test_names_are_enumerated_in_french(names: list[str] | tuple[str, ...], expected: str) -> None:
    assert enumeration(names) == expected


def test_every_facet_and_every_order_has_its_french_title() -> None:
    assert list(FACET_TITLES) == list(FACETS)
    assert list(SORT_TITLES) == list(SORTS)


# The forge


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, []),
        (
            "https://github.com/ville/catalogue",
            [
                (
                    "https://github.com/ville/catalogue/edit/main/catalogue/fiches/guichet-unique.md",
                    "Modifier cette fiche",
                ),
                ("https://github.com/ville/catalogue/commits/main/catalogue/fiches/guichet-unique.md", "Historique"),
            ],
        ),
        (
            "https://gitlab.com/ville/catalogue",
            [
                (
                    "https://gitlab.com/ville/catalogue/-/edit/main/catalogue/fiches/guichet-unique.md",
                    "Modifier cette fiche",
                ),
                ("https://gitlab.com/ville/catalogue/-/commits/main/catalogue/fiches/guichet-unique.md", "Historique"),
            ],
        ),
    ],
    ids=["no forge", "GitHub", "GitLab"],
)
def test_a_fiche_leads_to_the_forge_only_when_there_is_one(
    real_var: Path, url: str | None, expected: list[tuple[str, str]]
) -> None:
    with visited(HERE, real_var, forge_url=url) as visitor:
        page = visitor.get("/fiches/guichet-unique").text
    assert FORGE_LINKS.findall(page) == expected
    assert '<a href="/fiches/guichet-unique.md">Fichier source (Markdown)</a>' in page
    assert (("Modifier cette fiche" in page), ("Historique" in page)) == (bool(url), bool(url))


# The address of the site


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/recherche",
        "/recherche?q=eau&nature=societale&nature=manageriale&tri=titre",
        "/recherche?tri=titre&page=2",
        "/recherche?q=%C3%A9t%C3%A9+%3F",
        "/fiches/guichet-unique",
        "/domaines/vie-locale",
        "/a-propos",
    ],
)
def test_a_page_names_its_canonical_address_once_the_site_has_one(real_var: Path, address: str) -> None:
    with visited(HERE, real_var, site_url="https://exemple.fr/catalogue") as visitor:
        found = CANONICAL.findall(visitor.get(address).text)
    assert [unescape(link) for link in found] == [f"https://exemple.fr/catalogue{address}"]


def test_an_empty_query_is_no_part_of_the_canonical_address(real_var: Path) -> None:
    with visited(HERE, real_var, site_url="https://exemple.fr") as visitor:
        assert CANONICAL.findall(visitor.get("/recherche?").text) == ["https://exemple.fr/recherche"]


def test_a_canonical_address_cannot_leave_its_attribute(real_var: Path) -> None:
    with visited(HERE, real_var, site_url="https://exemple.fr") as visitor:
        page = visitor.get('/recherche?q="><script>alert(1)</script>').text
    assert "<script>" not in page
    assert len(CANONICAL.findall(page)) == 1


@pytest.mark.parametrize("address", ["/", "/recherche?q=eau", "/fiches/guichet-unique"])
def test_a_site_without_an_address_names_no_canonical_one(site: FlaskClient, address: str) -> None:
    assert "canonical" not in site.get(address).text


# Static files


def asset(app: Flask, name: str) -> str:
    """The address that a template gives for a static file."""
    with app.test_request_context():
        return str(app.jinja_env.globals["asset"](name))


@pytest.mark.parametrize("name", ["site.css", "icone.svg"])
def test_the_address_of_a_static_file_holds_its_version(site: FlaskClient, name: str) -> None:
    content = (STATIC / name).read_bytes()
    address = f"/static/{name}?v={sha256(content).hexdigest()[:8]}"
    assert asset(site.application, name) == address
    assert f'href="{address}"' in site.get("/").text
    with site.get(address) as answer:
        assert (answer.status_code, answer.data) == (200, content)


def test_a_static_file_that_changes_gets_another_address(real_var: Path, tmp_path: Path) -> None:
    addresses = []
    for color in ("red", "blue", "red"):
        (tmp_path / "site.css").write_text(f"a {{ color: {color} }}")
        with visited(HERE, real_var) as visitor:
            visitor.application.static_folder = str(tmp_path)
            addresses.append(asset(visitor.application, "site.css"))
    first, second, again = addresses
    assert first != second
    assert first == again


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_line_of_a_page_begins_with_a_sign_of_punctuation(template: Path) -> None:
    written = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r".* [;:?!](?:[\s<]|$)|.* »|.*« ", written) == []
