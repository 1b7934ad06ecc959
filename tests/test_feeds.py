"""The Atom feeds, read back by feedparser as a feed reader would."""

from pathlib import Path
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient

from catalogue.collection import HERE
from index.build import Built, build
from tests.conftest import WriteFiche, front_matter, visited

SLUGS = {path.stem for path in (HERE / "fiches").glob("*.md")}


def read_feed(site: FlaskClient, address: str) -> Any:
    answer = site.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml"), address
    read = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert (read.bozo, read.version) == (False, "atom10"), read.get("bozo_exception")
    return read


@pytest.mark.parametrize(
    ("address", "title", "page"),
    [
        ("/fiches.atom", "Toutes les fiches", "/recherche?tri=recent"),
        ("/domaines/vie-locale.atom", "Domaine\u00a0: Vie locale", "/domaines/vie-locale"),
        ("/natures/societale.atom", "Nature\u00a0: Sociétale", "/natures/societale"),
        ("/etiquettes/accueil.atom", "Étiquette\u00a0: accueil", "/etiquettes/accueil"),
        ("/recherche.atom", "Recherche", "/recherche"),
        (
            "/recherche.atom?q=accueil&nature=manageriale&domaine=ressources-humaines&domaine=vie-locale",
            "Recherche, «\u00a0accueil\u00a0», Nature\u00a0: Managériale, "
            "Domaine\u00a0: Ressources humaines ou Vie locale",
            "/recherche?q=accueil&nature=manageriale&domaine=ressources-humaines&domaine=vie-locale",
        ),
    ],
)
def test_each_feed_says_what_it_follows_and_where_to_read_it(
    site: FlaskClient, address: str, title: str, page: str
) -> None:
    feed = read_feed(site, address).feed
    assert feed.title == f"{title} – Catalogue de l’innovation territoriale"
    assert feed.id == f"http://localhost{address}"
    links = {link.rel: link.href for link in feed.links}
    assert links == {"self": f"http://localhost{address}", "alternate": f"http://localhost{page}"}
    assert feed.rights == "Licence Ouverte 2.0"


def test_a_rubrique_feed_holds_the_fiches_of_its_page(site: FlaskClient) -> None:
    for address, parameters in (
        ("/domaines/vie-locale", {"domaine": "vie-locale"}),
        ("/natures/societale", {"nature": "societale"}),
        ("/etiquettes/accueil", {"etiquette": "accueil"}),
    ):
        answer = site.get("/api/v1/recherche", query_string=parameters).json
        assert answer
        expected = {f"http://localhost{hit['url']}" for hit in answer["resultats"]}
        assert {entry.link for entry in read_feed(site, f"{address}.atom").entries} == expected, address


def test_a_search_feed_holds_the_results_of_its_search(site: FlaskClient) -> None:
    answer = site.get("/api/v1/recherche?q=guichet&tri=recent").json
    assert answer
    expected = [f"http://localhost{hit['url']}" for hit in answer["resultats"]]
    assert [entry.link for entry in read_feed(site, "/recherche.atom?q=guichet&tri=titre&page=3").entries] == expected


def test_an_entry_says_all_that_a_reader_shows(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    write_fiche(
        header=front_matter(
            titre="'Accueil & <orientation>'",
            auteurs="[Jeanne Martin, Ville de Chatou]",
            etiquettes="[relation usager]",
            verifiee="2027-02-03",
        )
    )
    built = build(folder, tmp_path / "var")
    assert isinstance(built, Built), built
    with visited(folder, tmp_path / "var", site_url="https://exemple.fr/catalogue") as visitor:
        read = read_feed(visitor, "/fiches.atom")
    (entry,) = read.entries
    assert entry.title == "Accueil & <orientation>"
    assert entry.id == entry.link == "https://exemple.fr/catalogue/fiches/guichet-unique"
    assert (entry.published, entry.updated) == ("2026-11-24T00:00:00Z", "2027-02-03T00:00:00Z")
    assert read.feed.updated == "2027-02-03T00:00:00Z"
    assert [author.name for author in entry.authors] == ["Jeanne Martin", "Ville de Chatou"]
    assert [(tag.term, tag.label) for tag in entry.tags] == [
        ("manageriale", "Managériale"),
        ("processus-qualite-organisation", "Processus, qualité et organisation"),
        ("relation-usager", "relation usager"),
    ]
    assert entry.summary.startswith("Un seul lieu et un seul accueil")


def test_a_search_that_finds_nothing_has_an_empty_feed(site: FlaskClient) -> None:
    assert read_feed(site, "/recherche.atom?q=xylophone").entries == []


@pytest.mark.parametrize(
    ("address", "status"),
    [("/recherche.atom?nature=autre", 404), ("/domaines/autre.atom", 404), ("/etiquettes/autre.atom", 404)],
)
def test_what_the_catalogue_does_not_know_has_no_feed(site: FlaskClient, address: str, status: int) -> None:
    assert site.get(address).status_code == status


def test_pages_tell_a_browser_which_feeds_follow_them(site: FlaskClient) -> None:
    everything = '<link rel="alternate" type="application/atom+xml" title="Toutes les fiches" href="/fiches.atom">'
    assert everything in site.get("/").text
    assert (
        'title="Domaine\u00a0: Vie locale" href="/domaines/vie-locale.atom">' in site.get("/domaines/vie-locale").text
    )
    search = site.get("/recherche?q=eau&nature=societale&page=1").text
    assert 'title="Cette recherche" href="/recherche.atom?q=eau&amp;nature=societale">' in search
