"""The data to take away, each form read back by the library that people use for it."""

import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import Request, urlopen
from zipfile import ZipFile

import frictionless
import pytest
import sqlite_utils
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from app.presentation import LICENCE
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.fiche import Fiche
from catalogue.fiche_file import parse_fiche
from catalogue.vocabulary import Vocabulary
from index.build import Built, build
from tests.conftest import Served, WriteFiche, front_matter, served, visited

FILES = ("catalogue.json", "catalogue.csv", "catalogue.sqlite", "catalogue.zip", "schema.json", "catalogue.jsonld",
         "exemples.csv", "schema-exemples.json")  # fmt: skip
MEDIA = {
    "catalogue.json": "application/json",
    "catalogue.csv": "text/csv",
    "catalogue.sqlite": "application/vnd.sqlite3",
    "catalogue.zip": "application/zip",
    "exemples.csv": "text/csv",
}


@pytest.fixture(scope="module")
def fiches() -> dict[str, Fiche]:
    """The fiches of the project, as their files say."""
    read = read_catalogue(HERE)
    assert isinstance(read, Catalogue), read
    return {fiche.slug: fiche for fiche in read.fiches}


def last_day(fiches: dict[str, Fiche]) -> str:
    return max(fiche.verifiee or fiche.publiee for fiche in fiches.values()).isoformat()


@pytest.fixture
def taken(site: FlaskClient, tmp_path: Path) -> Path:
    """A folder that holds every file that the page offers."""
    for name in FILES:
        with site.get(f"/donnees/{name}") as answer:
            (tmp_path / name).write_bytes(answer.data)
    return tmp_path


def test_the_page_offers_every_form_with_its_licence_source_and_date(site: FlaskClient) -> None:
    page = site.get("/donnees").text
    for name in MEDIA:
        assert f'href="/donnees/{name}"' in page
    assert "Catalogue de l’innovation territoriale" in page
    assert "Licence Ouverte 2.0" in page
    assert "mis à jour le <time" in page


@pytest.mark.parametrize("name", MEDIA)
def test_each_file_names_its_type_and_its_licence(site: FlaskClient, name: str) -> None:
    with site.get(f"/donnees/{name}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, MEDIA[name])
        assert answer.headers["Link"] == f'<{LICENCE}>; rel="license"'


def test_the_json_holds_every_fiche_whole(taken: Path, fiches: dict[str, Fiche]) -> None:
    read = json.loads((taken / "catalogue.json").read_text("utf-8"))
    assert {key: value for key, value in read.items() if key != "fiches"} == {
        "titre": "Catalogue de l'innovation territoriale",
        "adresse": "http://localhost/donnees",
        "licence": {"nom": "Licence Ouverte 2.0", "adresse": LICENCE},
        "mise_a_jour": last_day(fiches),
        "total": len(fiches),
    }
    assert [one.pop("adresse") for one in read["fiches"]] == [f"http://localhost/fiches/{slug}" for slug in fiches]
    assert [Fiche.model_validate(one) for one in read["fiches"]] == list(fiches.values())


def test_frictionless_finds_the_csv_right_by_its_schema(taken: Path, fiches: dict[str, Fiche]) -> None:
    with frictionless.system.use_context(trusted=True):
        table = frictionless.Resource(path=str(taken / "catalogue.csv"), schema=str(taken / "schema.json"))
        report = table.validate()
        rows = table.read_rows()
    assert report.flatten(["rowNumber", "fieldName", "note"]) == []
    assert [row["slug"] for row in rows] == list(fiches)
    assert [row["publiee"] for row in rows] == [fiche.publiee for fiche in fiches.values()]
    assert {(row["origine"], row["licence"]) for row in rows} == {
        ("Catalogue de l'innovation territoriale", "Licence Ouverte 2.0")
    }
    assert [row["adresse"] for row in rows] == [f"http://localhost/fiches/{slug}" for slug in fiches]
    assert max(row["mise_a_jour"] for row in rows).isoformat() == last_day(fiches)


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        (";manageriale;", ";rouge;", "nature"),
        (";2026-11-24;", ";24/11/2026;", "publiee"),
        ("\r\nguichet-unique;", "\r\nGuichet unique;", "slug"),
        (";mode-organisation;", ";organisation;", "formes"),
    ],
)
def test_frictionless_finds_what_the_schema_does_not_permit(taken: Path, right: str, wrong: str, field: str) -> None:
    text = (taken / "catalogue.csv").read_bytes().decode("utf-8-sig")
    assert right in text
    (taken / "faux.csv").write_bytes(text.replace(right, wrong, 1).encode())
    with frictionless.system.use_context(trusted=True):
        table = frictionless.Resource(path=str(taken / "faux.csv"), schema=str(taken / "schema.json"))
        errors = table.validate().flatten(["fieldName"])
    assert errors == [[field]]


def test_frictionless_finds_the_csv_of_the_real_cases_right_by_its_schema(
    taken: Path, fiches: dict[str, Fiche], vocabulary: Vocabulary
) -> None:
    with frictionless.system.use_context(trusted=True):
        table = frictionless.Resource(path=str(taken / "exemples.csv"), schema=str(taken / "schema-exemples.json"))
        report = table.validate()
        rows = table.read_rows()
    assert report.flatten(["rowNumber", "fieldName", "note"]) == []
    cases = [(fiche, exemple) for fiche in fiches.values() for exemple in fiche.exemples]
    assert len(rows) == len(cases)
    for row, (fiche, exemple) in zip(rows, cases, strict=True):
        assert (row["fiche"], row["titre"]) == (fiche.slug, fiche.titre)
        assert (row["nature"], row["domaine"]) == (fiche.nature, fiche.domaine)
        assert (row["collectivite"], row["type"]) == (exemple.collectivite, exemple.type)
        assert (row["departement"], row["annee"]) == (exemple.departement, exemple.annee)
        assert row["region"] == vocabulary.region_of(exemple.departement, exemple.region)
        assert (row["population"], row["texte"]) == (exemple.population, exemple.texte)
        assert row["resultat"] == exemple.resultat
        sources = [fiche.sources[number - 1] for number in exemple.sources]
        lines = row["sources"].split("\n")
        assert [line[: len(source.titre)] for line, source in zip(lines, sources, strict=True)] == [
            source.titre for source in sources
        ]
        assert all(line.endswith(source.url or "") for line, source in zip(lines, sources, strict=True))
        assert (row["adresse"], row["mise_a_jour"]) == (f"http://localhost/fiches/{fiche.slug}", fiche.mise_a_jour)
        assert (row["origine"], row["licence"]) == ("Catalogue de l'innovation territoriale", "Licence Ouverte 2.0")


@pytest.mark.parametrize(("name", "first"), [("catalogue", "slug;titre;resume;"), ("exemples", "fiche;titre;nature;")])
def test_the_csv_opens_right_in_a_french_spreadsheet(taken: Path, name: str, first: str) -> None:
    content = (taken / f"{name}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + first.encode())
    assert b"\r\n" in content


def test_no_cell_of_a_real_case_is_a_formula(write_fiche: WriteFiche, tmp_path: Path) -> None:
    exemple = "{collectivite: '=1+1', type: commune, departement: '29', texte: '@lui', sources: [1]}"
    path = write_fiche(header=front_matter(exemples=f"[{exemple}]"))
    assert isinstance(build(path.parent.parent, tmp_path / "var"), Built)
    with visited(path.parent.parent, tmp_path / "var") as visitor:
        text = visitor.get("/donnees/exemples.csv").text
    assert ";'=1+1;commune;29;" in text
    assert ";'@lui;" in text


def test_the_sqlite_file_is_read_by_sqlite_utils(taken: Path, fiches: dict[str, Fiche]) -> None:
    with closing(sqlite3.connect(taken / "catalogue.sqlite")) as connection:
        db = sqlite_utils.Database(connection)
        assert [row["slug"] for row in db.query("select slug from fiches order by slug")] == list(fiches)
        assert next(db.query("pragma integrity_check"))["integrity_check"] == "ok"


def test_the_sqlite_file_is_the_one_of_the_generation_and_can_be_resumed(site: FlaskClient, real_var: Path) -> None:
    (stored,) = real_var.glob("generations/*/catalogue.sqlite")
    with site.get("/donnees/catalogue.sqlite") as whole:
        assert whole.data == stored.read_bytes()
    with site.get("/donnees/catalogue.sqlite", headers={"Range": "bytes=0-14"}) as part:
        assert (part.status_code, part.data) == (206, b"SQLite format 3")


def test_the_archive_holds_each_file_as_its_authors_wrote_it(
    taken: Path, fiches: dict[str, Fiche], vocabulary: Vocabulary
) -> None:
    with ZipFile(taken / "catalogue.zip") as archive:
        assert archive.testzip() is None
        read_me = archive.read("LISEZ-MOI.txt").decode()
        texts = {name: archive.read(name) for name in archive.namelist() if name != "LISEZ-MOI.txt"}
    assert read_me.startswith("Catalogue de l'innovation territoriale\nhttp://localhost/donnees\n\n")
    assert f"Licence Ouverte 2.0 : {LICENCE}\n" in read_me
    assert list(texts) == [f"fiches/{slug}.md" for slug in fiches]
    for slug, fiche in fiches.items():
        text = texts[f"fiches/{slug}.md"]
        assert text == (HERE / "fiches" / f"{slug}.md").read_bytes()
        assert parse_fiche(text.decode(), slug, slug, vocabulary) == fiche


def test_the_same_catalogue_gives_the_same_archive(site: FlaskClient, taken: Path) -> None:
    assert site.get("/donnees/catalogue.zip").data == (taken / "catalogue.zip").read_bytes()
    with ZipFile(io.BytesIO((taken / "catalogue.zip").read_bytes())) as archive:
        assert {member.date_time[3:] for member in archive.infolist()} == {(0, 0, 0)}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib itself
def test_rdflib_reads_the_description_of_the_data_set(taken: Path, fiches: dict[str, Fiche]) -> None:
    graph = Graph().parse(taken / "catalogue.jsonld", format="json-ld")
    dataset = URIRef("http://localhost/donnees")
    assert (dataset, RDF.type, DCAT.Dataset) in graph
    assert (dataset, DCTERMS.title, Literal("Catalogue de l'innovation territoriale", lang="fr")) in graph
    assert graph.value(dataset, DCTERMS.license) == URIRef(LICENCE)
    assert str(graph.value(dataset, DCTERMS.modified)) == last_day(fiches)
    addresses = {str(graph.value(one, DCAT.downloadURL)) for one in graph.objects(dataset, DCAT.distribution)}
    assert addresses == {f"http://localhost/donnees/{name}" for name in MEDIA}
    table = URIRef("http://localhost/donnees/catalogue.csv")
    assert graph.value(table, DCTERMS.conformsTo) == URIRef("http://localhost/donnees/schema.json")
    table = URIRef("http://localhost/donnees/exemples.csv")
    assert graph.value(table, DCTERMS.conformsTo) == URIRef("http://localhost/donnees/schema-exemples.json")


def test_the_page_carries_the_same_description(site: FlaskClient) -> None:
    page = site.get("/donnees").text
    (script,) = page.split('<script type="application/ld+json">')[1:]
    assert json.loads(script.split("</script>")[0]) == site.get("/donnees/catalogue.jsonld").get_json(force=True)


def test_every_address_is_the_public_one_when_the_settings_give_it(real_var: Path) -> None:
    with visited(HERE, real_var, site_url="https://catalogue.exemple.fr") as visitor:
        assert visitor.get("/donnees/catalogue.json").json["adresse"] == "https://catalogue.exemple.fr/donnees"
        assert "https://catalogue.exemple.fr/fiches/guichet-unique;" in visitor.get("/donnees/catalogue.csv").text


# Fresh or not


@pytest.mark.parametrize("address", ["/", "/fiches/guichet-unique", "/api/v1/fiches", "/api/v1/openapi.json", "/api",
                                     "/donnees", *(f"/donnees/{name}" for name in FILES)])  # fmt: skip
def test_what_was_read_already_is_answered_by_304_without_a_text(site: FlaskClient, address: str) -> None:
    with site.get(address) as first:
        etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
        assert first.headers["Cache-Control"] == "no-cache"
    for condition in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        for method in ("GET", "HEAD"):
            with site.open(address, method=method, headers=condition) as again:
                assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    for other in ({"If-None-Match": '"autre"'}, {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}):
        with site.get(address, headers=other) as changed:
            assert changed.status_code == 200


def test_two_searches_do_not_have_the_same_mark(site: FlaskClient) -> None:
    marks = {site.get(f"/api/v1/recherche?q={q}").headers["ETag"] for q in ("accueil", "eau", "santé")}
    assert len(marks) == 3


@pytest.mark.parametrize("address", ["/donnees/catalogue.csv", "/api/v1/recherche?q=eau", "/api/v1/ailleurs"])
def test_the_page_of_another_site_may_read_the_data_and_the_api(site: FlaskClient, address: str) -> None:
    answer = site.get(address, headers={"Origin": "https://autre.exemple.fr"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = site.options(address, headers={"Origin": "https://autre.exemple.fr"})
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert preflight.headers["Access-Control-Allow-Headers"] == "If-None-Match, If-Modified-Since"


@pytest.mark.parametrize("address", ["/", "/donnees", "/fiches/guichet-unique", "/sante"])
def test_no_page_is_open_to_another_site(site: FlaskClient, address: str) -> None:
    assert "Access-Control-Allow-Origin" not in site.get(address).headers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, real_var: Path) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("servir"), HERE, real_var) as running:
        yield running


def test_the_real_server_sends_the_sqlite_file_to_several_readers_at_once(server: Served, real_var: Path) -> None:
    (stored,) = real_var.glob("generations/*/catalogue.sqlite")
    received: list[bytes] = []

    def read() -> None:
        asked = Request(f"{server.address}/donnees/catalogue.sqlite", headers={"Accept-Encoding": "identity"})
        with urlopen(asked, timeout=30) as answer:
            received.append(answer.read())

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert received == [stored.read_bytes()] * 6
