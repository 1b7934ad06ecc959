"""The JSON API: whole answers on a small catalogue, errors with their status, the same results as the pages."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from flask.testing import FlaskClient

from app import api
from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.fiche import Fiche
from catalogue.fiche_file import read_fiche
from catalogue.typography import french_spaces
from catalogue.vocabulary import KINDS, Vocabulary
from index.build import Built, build
from index.facets import FACETS
from index.generation import Generation
from index.search import Query, search
from tests.conftest import BODY, WriteFiche, fiche_text, front_matter, visited

SLUGS = sorted(path.stem for path in (HERE / "fiches").glob("*.md"))
ADDRESSES = ("recherche", "fiches", "fiches/guichet-unique", "vocabulaire", "suggestions?q=gui")
NO_ADDRESS = "Cette page n'existe pas, ou n'existe plus."

CASE = """{collectivite: Région Bretagne, type: region, region: '53', annee: 2016, population: 3400000,
  texte: Un essai., resultat: Moins d'attente., sources: [1]}"""
FICHES: dict[str, tuple[dict[str, str], str]] = {
    "guichet-unique": (
        {
            "aussi_appele": "[maison des services]",
            "facteurs": "[simplicite]",
            "initiative": "agents",
            "demarrage": "{cout: faible, delai: moins-6-mois, portee: incrementale, perimetre: petit}",
            "etape": "arretee",
            "raison_arret": "Le budget a manqué.",
            "exemples": f"[{CASE}]",
            "liens": "[{fiche: navette, raison: On y va.}]",
            "verifiee": "2026-12-01",
        },
        "Un **balcon** sur la place.",
    ),
    "navette": (
        {
            "titre": "Navette <b> & Cie",
            "resume": "Un minibus électrique dessert les hameaux à la demande, avec un seul accueil au téléphone.",
            "nature": "societale",
            "domaine": "vie-locale",
            "formes": "[service]",
            "collectivites": "[commune, epci]",
            "etiquettes": "[mobilité, été]",
            "publiee": "2026-03-01",
        },
        "Un ballon l'annonce. Son accueil est au premier étage.",
    ),
}
CARDS: dict[str, dict[str, Any]] = {
    "guichet-unique": {
        "slug": "guichet-unique",
        "titre": "Guichet unique",
        "resume": "Un seul lieu et un seul accueil pour toutes les démarches, "
        "afin que l'habitant ne se déplace qu'une fois.",
        "nature": "manageriale",
        "domaine": "processus-qualite-organisation",
        "etiquettes": ["accueil"],
        "publiee": "2026-11-24",
        "url": "/fiches/guichet-unique",
    },
    "navette": {
        "slug": "navette",
        "titre": "Navette <b> & Cie",
        "resume": "Un minibus électrique dessert les hameaux à la demande, avec un seul accueil au téléphone.",
        "nature": "societale",
        "domaine": "vie-locale",
        "etiquettes": ["mobilité", "été"],
        "publiee": "2026-03-01",
        "url": "/fiches/navette",
    },
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A visitor of the site of two fiches and one group of synonyms."""
    folder = tmp_path_factory.mktemp("petit")
    (folder / "fiches").mkdir()
    (folder / "thesaurus.yml").write_text("- [car rural, minibus]\n", "utf-8")
    for slug, (keys, text) in FICHES.items():
        body = BODY.replace("Du texte", text, 1)
        (folder / "fiches" / f"{slug}.md").write_text(fiche_text(front_matter(**keys), body), "utf-8")
    published(folder, folder / "var")
    with visited(folder, folder / "var") as visitor:
        yield visitor


def published(dossier: Path, var: Path) -> None:
    built = build(dossier, var)
    assert isinstance(built, Built), built


def in_service(visitor: FlaskClient) -> Generation:
    opened: Generation = visitor.application.extensions["generation"].get()
    return opened


def counts(**values: int) -> list[dict[str, object]]:
    """The values of a facet as the API gives them, named by their label."""
    labels = {
        "manageriale": "Managériale",
        "societale": "Sociétale",
        "vie_locale": "Vie locale",
        "processus_qualite_organisation": "Processus, qualité et organisation",
        "service": "Service",
        "mode_organisation": "Mode d'organisation",
        "commune": "Commune",
        "epci": "Intercommunalité (EPCI)",
        "accueil": "accueil",
        "mobilite": "mobilité",
        "ete": "été",
        "simplicite": "Simplicité",
        "faible": "Faible",
        "moins_6_mois": "Moins de 6 mois",
        "bretagne": "Bretagne",
    }
    ids = {"bretagne": "53"}
    return [
        {"id": ids.get(value, value.replace("_", "-")), "libelle": labels[value], "nombre": number}
        for value, number in values.items()
    ]


NAVETTE_FACETS = {
    "nature": counts(societale=1),
    "domaine": counts(vie_locale=1),
    "forme": counts(service=1),
    "collectivite": counts(commune=1, epci=1),
    "etiquette": counts(ete=1, mobilite=1),
    "facteur": [],
    "cout": [],
    "delai": [],
    "region": [],
}
EVERY_FACET = {
    "nature": counts(manageriale=1, societale=1),
    "domaine": counts(processus_qualite_organisation=1, vie_locale=1),
    "forme": counts(mode_organisation=1, service=1),
    "collectivite": counts(commune=2, epci=1),
    "etiquette": counts(accueil=1, ete=1, mobilite=1),
    "facteur": counts(simplicite=1),
    "cout": counts(faible=1),
    "delai": counts(moins_6_mois=1),
    "region": counts(bretagne=1),
}


# Search


def test_a_search_answers_with_its_results_marks_and_facets(small: FlaskClient) -> None:
    answer = small.get("/api/v1/recherche?q=accueil")
    scores = [round(hit.score, 3) for hit in search(in_service(small), Query("accueil")).hits]
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.json == {
        "q": "accueil",
        "total": 2,
        "page": 1,
        "pages": 1,
        "suggestion": None,
        "abandonnes": [],
        "corriges": {},
        "elargis": {},
        "resultats": [
            {**CARDS["guichet-unique"], "score": scores[0], "extraits": []},
            {
                **CARDS["navette"],
                "score": scores[1],
                "extraits": ["Son <mark>accueil</mark> est au premier étage. sourcé."],
            },
        ],
        "facettes": EVERY_FACET,
    }
    assert scores[0] > scores[1] > 0


def test_without_words_every_fiche_comes_newest_first_and_no_score_counts(small: FlaskClient) -> None:
    assert small.get("/api/v1/recherche").json == {
        "q": "",
        "total": 2,
        "page": 1,
        "pages": 1,
        "suggestion": None,
        "abandonnes": [],
        "corriges": {},
        "elargis": {},
        "resultats": [{**CARDS[slug], "score": 0.0, "extraits": []} for slug in ("guichet-unique", "navette")],
        "facettes": EVERY_FACET,
    }


def test_a_filter_keeps_the_counts_of_its_own_facet(small: FlaskClient) -> None:
    assert small.get("/api/v1/recherche?nature=societale&tri=titre").json == {
        "q": "",
        "total": 1,
        "page": 1,
        "pages": 1,
        "suggestion": None,
        "abandonnes": [],
        "corriges": {},
        "elargis": {},
        "resultats": [{**CARDS["navette"], "score": 0.0, "extraits": []}],
        "facettes": {**NAVETTE_FACETS, "nature": counts(manageriale=1, societale=1)},
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("nature=societale&nature=manageriale", ["guichet-unique", "navette"]),
        ("nature=societale&domaine=vie-locale", ["navette"]),
        ("nature=societale&domaine=ressources-humaines", []),
        ("collectivite=epci", ["navette"]),
        ("forme=service&forme=mode-organisation", ["guichet-unique", "navette"]),
        ("etiquette=mobilite", ["navette"]),
        ("facteur=simplicite", ["guichet-unique"]),
        ("cout=faible", ["guichet-unique"]),
        ("delai=moins-6-mois", ["guichet-unique"]),
        ("region=53", ["guichet-unique"]),
        ("q=accueil&nature=societale", ["navette"]),
        ("tri=recent", ["guichet-unique", "navette"]),
    ],
)
def test_values_of_a_facet_add_up_and_facets_narrow_down(
    small: FlaskClient, parameters: str, expected: list[str]
) -> None:
    results = small.get(f"/api/v1/recherche?{parameters}").json["resultats"]
    assert [result["slug"] for result in results] == expected


def test_nothing_found_is_an_ordinary_answer(small: FlaskClient) -> None:
    answer = small.get("/api/v1/recherche?q=zzzzqqqq")
    assert answer.status_code == 200
    assert answer.json == {
        "q": "zzzzqqqq",
        "total": 0,
        "page": 1,
        "pages": 1,
        "suggestion": None,
        "abandonnes": [],
        "corriges": {},
        "elargis": {},
        "resultats": [],
        "facettes": {facet: [] for facet in EVERY_FACET},
    }


def understood(visitor: FlaskClient, q: str) -> dict[str, Any]:
    """What the API says of how it read these words."""
    told = visitor.get("/api/v1/recherche", query_string={"q": q}).json
    return {key: told[key] for key in ("total", "suggestion", "abandonnes", "corriges", "elargis")}


@pytest.mark.parametrize(
    ("q", "total", "told"),
    [
        ("acueil", 2, {"suggestion": "accueil", "corriges": {"acueil": ["accueil"]}}),
        ("car rural", 1, {"elargis": {"car rural": ["minibus"]}}),
        ("accueil zzzzqqqq", 2, {"abandonnes": ["zzzzqqqq"]}),
        ("accueil", 2, {}),
    ],
    ids=["mistyped", "a synonym", "a word that no fiche holds", "nothing to tell"],
)
def test_how_the_words_were_understood_is_said(small: FlaskClient, q: str, total: int, told: dict[str, Any]) -> None:
    silent = {"suggestion": None, "abandonnes": [], "corriges": {}, "elargis": {}}
    assert understood(small, q) == {"total": total, **silent, **told}


def test_every_word_searched_instead_of_an_unknown_one_is_said_as_on_the_page(small: FlaskClient) -> None:
    (searched,) = understood(small, "balzon")["corriges"].values()
    page = small.get("/recherche?q=balzon").text
    said = " ou ".join(f"«\u00a0{word}\u00a0»" for word in searched)
    assert f"Aucune fiche ne contient «\u00a0balzon\u00a0»\u00a0: nous avons cherché {said}." in page
    assert sorted(searched) == ["balcon", "ballon"]


def test_an_exact_search_replaces_and_adds_nothing(small: FlaskClient) -> None:
    told = small.get("/api/v1/recherche?q=acueil&exact=1").json
    assert (told["total"], told["suggestion"], told["corriges"]) == (0, None, {})


def test_twenty_results_a_page(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    for number in range(21):
        write_fiche(f"guichet-{number:02}", front_matter(titre=f"Guichet {number:02}"))
    published(folder, tmp_path / "var")
    with visited(folder, tmp_path / "var") as visitor:
        pages = [visitor.get(f"/api/v1/recherche?tri=titre&page={page}").json for page in (1, 2)]
        beyond = visitor.get("/api/v1/recherche?tri=titre&page=3")
    assert [(page["total"], page["page"], page["pages"]) for page in pages] == [(21, 1, 2), (21, 2, 2)]
    slugs = [[result["slug"] for result in page["resultats"]] for page in pages]
    assert slugs == [[f"guichet-{number:02}" for number in range(20)], ["guichet-20"]]
    assert (beyond.status_code, beyond.json) == (
        404,
        error("introuvable", "La page 3 n'existe pas : ces résultats tiennent en 2 pages.", "page"),
    )


def test_json_is_written_in_legible_utf_8_in_the_order_of_the_documentation(small: FlaskClient) -> None:
    answer = small.get("/api/v1/recherche?q=accueil")
    assert '"libelle":"Sociétale"' in re.sub(r"\s*([:,])\s*", r"\1", answer.data.decode("utf-8"))
    assert [key for key in answer.json if key not in ("abandonnes", "corriges", "elargis")] == [
        *("q", "total", "page", "pages", "suggestion", "resultats", "facettes")
    ]
    assert list(answer.json["facettes"]) == list(FACETS)


# The same results as the page


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"page": 2},
        {"tri": "titre"},
        {"q": "accueil"},
        {"q": "accueil", "tri": "recent"},
        {"q": "on n'a plus de docteur dans le village"},
        {"q": "acueil"},
        {"q": "QVT", "exact": 1},
        {"q": '"eau AND ('},
        {"q": "zzzzqqqq"},
        {"q": "habitants", "nature": "societale", "collectivite": ["commune", "epci"]},
        {"etiquette": "accueil", "forme": ["service", "mode-organisation"]},
    ],
    ids=urlencode,
)
def test_the_api_gives_the_results_of_the_page(site: FlaskClient, parameters: dict[str, object]) -> None:
    told = site.get("/api/v1/recherche", query_string=parameters).json
    page = site.get("/recherche", query_string=parameters).text
    number = told["total"]
    assert f'<h2 id="nombre" tabindex="-1">{number} fiche{"s" if number > 1 else ""}</h2>' in page
    assert re.findall(r'<h3><a href="(/fiches/[a-z0-9-]+)">', page) == [result["url"] for result in told["resultats"]]
    marked = [snippet for result in told["resultats"] for snippet in result["extraits"]]
    assert re.findall(r'<p class="extrait">(.*?)</p>', page) == marked
    box = r'name="([a-z]+)" value="([\w-]+)"(?: checked)?> <span>([^<]*)</span> <span class="nombre">(\d+)<'
    assert [(*names, unescape(label), int(number)) for *names, label, number in re.findall(box, page)] == [
        (facet, value["id"], french_spaces(value["libelle"]), value["nombre"])
        for facet, values in told["facettes"].items()
        for value in values
    ]


@pytest.mark.parametrize(
    ("parameters", "field", "message"),
    [
        ("nature=rouge", "nature", "Le filtre « nature » ne connaît pas la valeur « rouge »."),
        (
            "domaine=vie-local",
            "domaine",
            "Le filtre « domaine » ne connaît pas la valeur « vie-local ». Vouliez-vous dire « vie-locale » ?",
        ),
        ("nature=societale&nature=x", "nature", "Le filtre « nature » ne connaît pas la valeur « x »."),
        ("forme=x", "forme", "Le filtre « forme » ne connaît pas la valeur « x »."),
        ("collectivite=x", "collectivite", "Le filtre « collectivite » ne connaît pas la valeur « x »."),
        (
            "etiquette=mobilités",
            "etiquette",
            "Le filtre « etiquette » ne connaît pas la valeur « mobilités ». Vouliez-vous dire « mobilite » ?",
        ),
        ("facteur=x", "facteur", "Le filtre « facteur » ne connaît pas la valeur « x »."),
        ("region=Bretagne", "region", "Le filtre « region » ne connaît pas la valeur « Bretagne »."),
        ("tri=prix", "tri", "On ne trie pas par « prix » : choisissez pertinence, recent, titre."),
        ("page=deux", "page", "« deux » n'est pas un numéro de page."),
        ("page=0", "page", "« 0 » n'est pas un numéro de page."),
        ("page=2", "page", "La page 2 n'existe pas : ces résultats tiennent en 1 page."),
    ],
)
def test_a_value_that_cannot_be_is_a_404_that_names_its_parameter(
    small: FlaskClient, parameters: str, field: str, message: str
) -> None:
    answer = small.get(f"/api/v1/recherche?{parameters}")
    assert (answer.status_code, answer.json) == (404, error("introuvable", message, field))
    assert small.get(f"/recherche?{parameters}").status_code == 404


# Fiches


def test_every_fiche_is_listed_in_the_order_of_the_slugs(small: FlaskClient) -> None:
    answer = small.get("/api/v1/fiches")
    assert answer.status_code == 200
    listed = [CARDS["guichet-unique"], CARDS["navette"]]
    assert answer.json == {"total": 2, "page": 1, "pages": 1, "fiches": listed}


def test_a_long_list_of_fiches_is_cut_into_pages_that_lead_to_one_another(
    small: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "LISTED", 1)
    first, second = small.get("/api/v1/fiches?page=1"), small.get("/api/v1/fiches?page=2")
    assert [answer.json["fiches"] for answer in (first, second)] == [[CARDS["guichet-unique"]], [CARDS["navette"]]]
    assert second.json["pages"] == 2
    addresses = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', first.headers["Link"]))
    assert addresses == {"/api/v1/fiches": "first", "/api/v1/fiches?page=2": "last"}
    message = "La page 3 n'existe pas : les fiches tiennent en 2 pages."
    assert small.get("/api/v1/fiches?page=3").json == error("introuvable", message, "page")


def call(number: int) -> str:
    """What « [1] » and the space before it become the n-th time."""
    link = f'<a aria-label="Source 1" href="#source-1" id="appel-1-{number}" rel="noopener">1</a>'
    return f'\u202f<sup class="appel">{link}</sup>'


def test_a_fiche_is_given_whole_in_markdown_and_html(small: FlaskClient) -> None:
    answer = small.get("/api/v1/fiches/guichet-unique")
    need, *others = HEADINGS
    assert answer.status_code == 200
    assert answer.json == {
        **CARDS["guichet-unique"],
        "formes": ["mode-organisation"],
        "collectivites": ["commune"],
        "aussi_appele": ["maison des services"],
        "facteurs": ["simplicite"],
        "initiative": "agents",
        "demarrage": {"cout": "faible", "delai": "moins-6-mois", "portee": "incrementale", "perimetre": "petit"},
        "etape": "arretee",
        "raison_arret": "Le budget a manqué.",
        "exemples": [
            {
                "collectivite": "Région Bretagne",
                "type": "region",
                "departement": None,
                "region": "53",
                "annee": 2016,
                "population": 3400000,
                "texte": "Un essai.",
                "resultat": "Moins d'attente.",
                "sources": [1],
            }
        ],
        "liens": [{"fiche": "navette", "raison": "On y va."}],
        "sources": [
            {"titre": "Le centre administratif", "organisme": "Ville de Chatou", "annee": None, "url": None},
        ],
        "auteurs": ["L'équipe du catalogue"],
        "verifiee": "2026-12-01",
        "sections": [
            {
                "titre": need,
                "texte": "Un **balcon** sur la place. sourcé [1].",
                "html": f"<p>Un <strong>balcon</strong> sur la place. sourcé{call(1)}.</p>",
            },
            *(
                {"titre": heading, "texte": "Du texte sourcé [1].", "html": f"<p>Du texte sourcé{call(number)}.</p>"}
                for number, heading in enumerate(others, 2)
            ),
        ],
    }


def test_every_real_fiche_is_given_as_its_file_says(site: FlaskClient, vocabulary: Vocabulary) -> None:
    for slug in SLUGS:
        fiche = read_fiche(HERE / "fiches" / f"{slug}.md", vocabulary)
        assert isinstance(fiche, Fiche)
        told = site.get(f"/api/v1/fiches/{slug}").json
        page = site.get(told.pop("url"))
        assert page.status_code == 200, slug
        for section in told["sections"]:
            assert section.pop("html") in page.text, slug
        assert told == fiche.model_dump(mode="json"), slug


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("zzzzqqqq", "La fiche « zzzzqqqq » n'existe pas."),
        ("guichet-uniqe", "La fiche « guichet-uniqe » n'existe pas. Vouliez-vous dire « guichet-unique » ?"),
        ("navete", "La fiche « navete » n'existe pas. Vouliez-vous dire « navette » ?"),
        ("a" * 200, f"La fiche « {'a' * 80}… » n'existe pas."),
    ],
    ids=["unknown", "mistyped", "a letter missing", "long"],
)
def test_an_unknown_fiche_is_a_404_with_the_nearest(small: FlaskClient, slug: str, message: str) -> None:
    answer = small.get(f"/api/v1/fiches/{slug}")
    assert (answer.status_code, answer.json) == (404, error("introuvable", message, "slug"))


# Vocabulary


def test_the_vocabulary_is_given_as_its_file_says(site: FlaskClient) -> None:
    written = yaml.load((HERE / "vocabulaire.yml").read_text("utf-8"), yaml.BaseLoader)
    parents = {"domaines": "nature", "facteurs": "groupe", "departements": "region"}
    answer = site.get("/api/v1/vocabulaire")
    assert answer.status_code == 200
    assert answer.json == {
        kind: [
            {
                "id": term["id"],
                "libelle": term["libelle"],
                "autres": term.get("autres", []),
                "explication": term["explication"],
                **({"parent": term[parents[kind]]} if kind in parents else {}),
            }
            for term in written[kind]
        ]
        for kind in KINDS
    }


# Suggestions

GUICHET = {"genre": "fiche", "id": "guichet-unique", "libelle": "Guichet unique", "url": "/fiches/guichet-unique"}
NAVETTE = {"genre": "fiche", "id": "navette", "libelle": "Navette <b> & Cie", "url": "/fiches/navette"}
MOBILITE = {"genre": "etiquette", "id": "mobilite", "libelle": "mobilité", "url": "/etiquettes/mobilite"}
ETE = {"genre": "etiquette", "id": "ete", "libelle": "été", "url": "/etiquettes/ete"}
VIE_LOCALE = {"genre": "domaine", "id": "vie-locale", "libelle": "Vie locale", "url": "/domaines/vie-locale"}


@pytest.mark.parametrize(
    ("q", "correction", "expected"),
    [
        ("", None, []),
        ("gui", None, [GUICHET]),
        ("uni gui", None, [GUICHET]),
        ("NAV", None, [NAVETTE]),
        ("vie loc", None, [VIE_LOCALE]),
        ("mobilite", None, [MOBILITE]),
        ("Été", None, [ETE]),
        ("zzzzqqqq", None, []),
        ("acueil", "accueil", []),
        ("guichet uniqeu", "guichet unique", []),
        ("acueil du minibsu", "accueil du minibus", []),
        ('"(', None, []),
    ],
)
def test_suggestions_begin_like_the_words_typed_and_correct_them(
    small: FlaskClient, q: str, correction: str | None, expected: list[dict[str, str]]
) -> None:
    answer = small.get("/api/v1/suggestions", query_string={"q": q})
    assert answer.status_code == 200
    assert answer.json == {"q": q, "correction": correction, "suggestions": expected}


def test_suggestions_without_a_question_are_none(small: FlaskClient) -> None:
    answer = small.get("/api/v1/suggestions")
    assert (answer.status_code, answer.json) == (200, {"q": "", "correction": None, "suggestions": []})


def test_a_very_long_question_is_cut_before_it_is_completed(small: FlaskClient) -> None:
    assert small.get("/api/v1/suggestions", query_string={"q": "a" * 5000}).json == {
        "q": "a" * 300,
        "correction": None,
        "suggestions": [],
    }


@pytest.mark.parametrize("q", ["a", "c", "d", "s", "vi"])
def test_every_suggestion_of_the_real_catalogue_leads_to_a_page(site: FlaskClient, q: str) -> None:
    suggestions = site.get("/api/v1/suggestions", query_string={"q": q}).json["suggestions"]
    assert 0 < len(suggestions) <= 8
    for one in suggestions:
        heading = re.findall(r"<h1>(.*?)</h1>", site.get(one["url"]).text)
        assert [unescape(text) for text in heading] == [french_spaces(one["libelle"])]


# Errors


def error(code: str, message: str, field: str | None = None) -> dict[str, dict[str, str | None]]:
    return {"erreur": {"code": code, "message": message, "champ": field}}


@pytest.mark.parametrize("address", ["", "/", "/ailleurs", "/fiches/", "/fiches/a/b", "/recherche/", "/../v2/fiches"])
def test_an_address_that_the_api_lacks_is_a_404_in_json(small: FlaskClient, address: str) -> None:
    answer = small.get(f"/api/v1{address}")
    assert (answer.status_code, answer.content_type) == (404, "application/json")
    assert answer.json == error("introuvable", NO_ADDRESS)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_another_method_is_a_405_in_json_with_the_methods_that_are_allowed(
    small: FlaskClient, address: str, method: str
) -> None:
    answer = small.open(f"/api/v1/{address}", method=method)
    assert (answer.status_code, answer.content_type) == (405, "application/json")
    assert answer.json == error("methode_refusee", "Cette adresse ne s'emploie pas de cette façon.")
    assert sorted(answer.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_an_index_the_api_is_a_503_in_json_that_says_when_to_come_back(tmp_path: Path, address: str) -> None:
    with visited(HERE, tmp_path / "rien") as visitor:
        answer = visitor.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.content_type) == (503, "application/json")
    assert answer.json == error("index_absent", "Le catalogue n'est pas encore prêt : son index n'a pas été construit.")
    assert answer.headers["Retry-After"] == "10"


def test_an_unexpected_failure_is_a_500_in_json_without_a_trace(
    write_fiche: WriteFiche, folder: Path, tmp_path: Path
) -> None:
    write_fiche()
    published(folder, tmp_path / "var")
    (stored,) = tmp_path.glob("var/generations/*/catalogue.sqlite")
    with closing(sqlite3.connect(stored)) as db:
        db.execute("drop table sections")
    with visited(folder, tmp_path / "var") as visitor:
        answer = visitor.get("/api/v1/fiches/guichet-unique")
    assert (answer.status_code, answer.content_type) == (500, "application/json")
    assert answer.json == error(
        "erreur_interne", "Le site a rencontré une erreur. Elle est notée ; réessayez dans un instant."
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_like_get_without_the_text(small: FlaskClient, address: str) -> None:
    answer = small.head(f"/api/v1/{address}")
    assert (answer.status_code, answer.content_type, answer.data) == (200, "application/json", b"")


def test_the_home_page_leads_to_the_data(site: FlaskClient) -> None:
    assert '<a href="/donnees">Reprendre les données</a>' in site.get("/").text
