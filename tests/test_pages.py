"""Every page of the real catalogue as a visitor reads it, and what each says when it cannot be shown."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from urllib.parse import unquote_to_bytes, urldefrag, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from jinja2 import meta, nodes
from markupsafe import escape

from app import pieces
from app.home import varied
from app.security import HEADERS
from catalogue.collection import HERE
from catalogue.fiche import Fiche
from catalogue.fiche_file import read_fiche
from catalogue.typography import french_spaces
from catalogue.vocabulary import Vocabulary
from index.build import Built, build
from tests.conftest import WriteFiche, front_matter, visited

SLUGS = sorted(path.stem for path in (HERE / "fiches").glob("*.md"))
SITE_NAME = " – Catalogue de l’innovation territoriale"
NOT_READY = "Le catalogue n’est pas encore prêt\u00a0: son index n’a pas été construit."
FAILED = "Le site a rencontré une erreur. Elle est notée\u202f; réessayez dans un instant."


class Html(HTMLParser):
    """The tags of a page with their attributes, and the text of its titles, scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {"title": [], "h1": [], "script": [], "style": []}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        # Data for search engines is in a script element that no browser runs; a script with an address has no text.
        if tag in self.texts and not (tag == "script" and {"type", "src"} & {name for name, _ in attrs}):
            self._open = tag
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open][-1] += data

    def values(self, attribute: str, *tags: str) -> list[str]:
        """Each value of an attribute, on these tags or on any."""
        return [found[attribute] for tag, found in self.tags if attribute in found and (tag in tags or not tags)]


@dataclass
class Crawl:
    """What every address answers to which links lead from the home page, and where each link stands."""

    pages: dict[str, Html] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)


@pytest.fixture(scope="module")
def crawl(site: FlaskClient) -> Crawl:
    found, to_do = Crawl(), ["/"]
    while to_do:
        address = to_do.pop()
        if address in found.statuses:
            continue
        with site.get(address) as answer:
            found.statuses[address], found.headers[address] = answer.status_code, dict(answer.headers)
            if answer.mimetype != "text/html":
                continue
            page = found.pages[address] = Html(answer.text)
        forms = [tag for name, tag in page.tags if name == "form" and tag.get("method", "get") == "get"]
        actions = [form["action"] for form in forms if "action" in form]
        for link in [*page.values("href"), *page.values("src"), *actions]:
            target = urljoin(address, link)
            if not urlsplit(target).netloc:
                found.links.add((address, target))
                to_do.append(urldefrag(target)[0])
    return found


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def published(dossier: Path, var: Path) -> None:
    built = build(dossier, var)
    assert isinstance(built, Built), built


# The addresses of the site


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/", "Trouvez ce que d’autres collectivités ont déjà essayé"),
        ("/recherche", "Rechercher dans les fiches"),
        ("/recherche?q=guichet", "Résultats pour «\u00a0guichet\u00a0»"),
        ("/fiches/guichet-unique", "Guichet unique"),
        ("/domaines", "Les domaines"),
        ("/domaines/vie-locale", "Vie locale"),
        ("/natures", "Les deux natures d’innovation"),
        ("/natures/manageriale", "Managériale"),
        ("/etiquettes", "Les étiquettes"),
        ("/etiquettes/relation-usager", "relation usager"),
        ("/a-propos", "À propos du catalogue"),
    ],
)
def test_each_family_of_pages_answers_under_its_heading(site: FlaskClient, address: str, heading: str) -> None:
    answer = site.get(address)
    assert (answer.status_code, answer.mimetype, Html(answer.text).texts["h1"]) == (200, "text/html", [heading])


def test_the_health_address_says_what_is_in_service(site: FlaskClient, real_var: Path) -> None:
    generation = (real_var / "courante").read_text().strip()
    answer = site.get("/sante")
    assert answer.status_code == 200
    assert answer.json == {"etat": "en service", "generation": generation, "fiches": len(SLUGS)}


def test_every_fiche_has_its_page_and_its_source_file(site: FlaskClient) -> None:
    for slug in SLUGS:
        assert site.get(f"/fiches/{slug}").status_code == 200, slug
        source = site.get(f"/fiches/{slug}.md")
        assert (source.status_code, source.content_type) == (200, "text/markdown; charset=utf-8"), slug
        assert source.data == (HERE / "fiches" / f"{slug}.md").read_bytes(), slug


def test_the_source_file_keeps_the_line_ends_and_the_byte_order_mark_of_its_author(
    write_fiche: WriteFiche, folder: Path, var: Path
) -> None:
    path = write_fiche()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    published(folder, var)
    with visited(folder, var) as visitor:
        assert visitor.get("/fiches/guichet-unique.md").data == path.read_bytes()


def test_a_fiche_shows_everything_that_its_file_says(site: FlaskClient, vocabulary: Vocabulary) -> None:
    for slug in SLUGS:
        fiche = read_fiche(HERE / "fiches" / f"{slug}.md", vocabulary)
        assert isinstance(fiche, Fiche)
        written = [
            *(fiche.titre, fiche.resume, *fiche.auteurs, *fiche.etiquettes),
            *(section.titre for section in fiche.sections),
            *(vocabulary.libelle("formes", id_) for id_ in fiche.formes),
            *(vocabulary.libelle("collectivites", id_) for id_ in fiche.collectivites),
            *(vocabulary.libelle("facteurs", id_) for id_ in fiche.facteurs),
            *(text for case in fiche.exemples for text in (case.collectivite, case.texte, case.resultat or "")),
            *(lien.raison for lien in fiche.liens),
            *(text for source in fiche.sources for text in (source.titre, source.organisme, source.url or "")),
        ]
        page = site.get(f"/fiches/{slug}").text
        missing = [text for text in written if escape(french_spaces(text)) not in page and escape(text) not in page]
        assert missing == [], slug


def test_a_fiche_may_say_more_than_those_of_the_catalogue(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    case = "{collectivite: Bretagne, type: region, region: '53', population: 3400000, texte: Essai., sources: [1]}"
    keys = {"etape": "arretee", "raison_arret": "Le budget a manqué !", "verifiee": "2026-12-01"}
    write_fiche(header=front_matter(**keys, exemples=f"[{case}]"))
    published(folder, var)
    with visited(folder, var, "https://github.com/ville/catalogue") as visitor:
        page = visitor.get("/fiches/guichet-unique").text
    assert '<p class="note"><strong>Innovation arrêtée.</strong> Le budget a manqué\u202f!</p>' in page
    assert "Région · année non documentée · 3\u202f400\u202f000\u00a0habitants" in page
    assert 'vérifiée le <time datetime="2026-12-01">1er décembre 2026</time>' in page
    assert '<a href="https://github.com/ville/catalogue/edit/main/catalogue/fiches/guichet-unique.md">' in page


def test_what_a_stranger_writes_is_shown_as_text(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    attack = "<script>alert(1)</script>\"' &amp;"
    keys = {key: f"'{attack.replace(chr(39), chr(39) * 2)}'" for key in ("titre", "raison_arret")}
    lists = {key: f"[{value}]" for key, value in {"auteurs": keys["titre"], "etiquettes": keys["titre"]}.items()}
    write_fiche(header=front_matter(**keys, **lists, etape="arretee"))
    published(folder, var)
    with visited(folder, var) as visitor:
        for address in ("/", "/recherche?q=script", "/fiches/guichet-unique", "/etiquettes", "/domaines/vie-locale"):
            page = Html(visitor.get(address).text)
            assert page.texts["script"] == [], address
        assert Html(visitor.get("/fiches/guichet-unique").text).texts["h1"] == [french_spaces(attack)]


def test_a_study_by_one_author_is_signed_by_that_author(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    write_fiche()
    study = (HERE / "etude.yml").read_text("utf-8")
    (folder / "etude.yml").write_text(re.sub(r"(?m)^auteurs: .*", "auteurs: [Jeanne Martin]", study), "utf-8")
    published(folder, var)
    with visited(folder, var) as visitor:
        assert "</cite>, par Jeanne Martin.</p>" in visitor.get("/a-propos").text


def test_a_source_whose_author_ends_with_a_full_stop_has_no_second_one(site: FlaskClient) -> None:
    page = site.get("/a-propos").text
    assert ", Christophe Maurel et coll.</li>" in page
    assert "..</li>" not in page


def test_the_home_page_counts_the_fiches_of_each_domaine_and_nature(site: FlaskClient, vocabulary: Vocabulary) -> None:
    counts: Counter[str] = Counter()
    for slug in SLUGS:
        fiche = read_fiche(HERE / "fiches" / f"{slug}.md", vocabulary)
        assert isinstance(fiche, Fiche)
        counts.update([fiche.domaine, fiche.nature])
    link = r'<a href="/(?:domaines|natures)/([a-z-]+)">[^<]+</a> <span class="nombre">(\d+) fiches?</span>'
    shown = {id_: int(number) for id_, number in re.findall(link, site.get("/").text)}
    assert shown == {id_: counts[id_] for kind in ("domaines", "natures") for id_ in vocabulary.terms[kind]}


def shown_at_home(visitor: FlaskClient) -> tuple[str, list[str]]:
    """The title of the list of fiches of the home page, and their slugs."""
    page = visitor.get("/").text
    (title,) = re.findall(r'<h2 id="nouvelles">([^<]+)</h2>', page)
    return title, re.findall(r'<h3><a href="/fiches/([a-z0-9-]+)">', page)


def test_the_home_page_shows_the_six_newest_fiches(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    for number in range(1, 9):
        write_fiche(f"guichet-{number}", front_matter(titre=f"Guichet {number}", publiee=f"2026-11-0{number}"))
    published(folder, var)
    with visited(folder, var) as visitor:
        assert shown_at_home(visitor) == ("Dernières fiches", [f"guichet-{number}" for number in range(8, 2, -1)])


def test_fiches_of_the_same_day_are_a_few_of_every_domaine(site: FlaskClient, vocabulary: Vocabulary) -> None:
    before = date.today()
    title, slugs = shown_at_home(site)
    assert title == "Quelques fiches"
    fiches = [site.get(f"/api/v1/fiches/{slug}").json for slug in slugs]
    assert {fiche["domaine"] for fiche in fiches} == vocabulary.terms["domaines"].keys()
    outlines = site.application.extensions["generation"].get().store.outlines.values()
    assert slugs in [varied(outlines, day) for day in (before, date.today())]  # midnight may pass meanwhile


def test_the_fiches_of_the_home_page_change_from_one_day_to_the_next_until_each_was_shown(site: FlaskClient) -> None:
    outlines = list(site.application.extensions["generation"].get().store.outlines.values())
    days = [varied(outlines, date(2026, 11, day)) for day in range(1, 31)]
    assert all(len(set(slugs)) == 6 for slugs in days)
    assert all(one != other for one, other in pairwise(days))
    assert {slug for slugs in days for slug in slugs} == set(SLUGS)
    assert varied(outlines[:2], date(2026, 11, 1)) in (
        [one.slug for one in outlines[:2]],
        [one.slug for one in outlines[1::-1]],
    )
    assert varied([], date(2026, 11, 1)) == []


def test_a_rubrique_lists_its_fiches_by_title(site: FlaskClient) -> None:
    by_title = site.get("/api/v1/recherche?domaine=ressources-humaines&tri=titre").json["resultats"]
    shown = re.findall(r'<h2><a href="/fiches/([a-z0-9-]+)">', site.get("/domaines/ressources-humaines").text)
    assert shown == [fiche["slug"] for fiche in by_title]


def test_a_rubrique_of_more_than_a_page_leads_to_the_rest(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    for number in range(21):
        write_fiche(f"guichet-{number:02}", front_matter(titre=f"Guichet {number:02}"))
    published(folder, var)
    with visited(folder, var) as visitor:
        page = visitor.get("/etiquettes/accueil").text
        assert page.count('<a href="/fiches/') == 20
        (rest,) = re.findall(r'<a href="([^"]+)">Voir la suite</a>', page)
        following = visitor.get(rest.replace("&amp;", "&")).text
        assert re.findall(r'<a href="/fiches/([a-z0-9-]+)">', following) == ["guichet-20"]


def test_a_filter_can_be_set_and_let_go(site: FlaskClient) -> None:
    page = site.get("/recherche?q=accueil&nature=societale&nature=manageriale&domaine=vie-locale").text
    assert sorted(re.findall(r'value="([a-z-]+)" checked', page)) == ["manageriale", "societale", "vie-locale"]
    let_go = re.findall(r'<a href="([^"]+)"><span class="cache">Retirer le filtre </span>([^<]+) <', page)
    assert sorted((name, address.replace("&amp;", "&")) for address, name in let_go) == [
        ("Domaine\u00a0: Vie locale", "/recherche?q=accueil&nature=societale&nature=manageriale"),
        ("Nature\u00a0: Managériale", "/recherche?q=accueil&nature=societale&domaine=vie-locale"),
        ("Nature\u00a0: Sociétale", "/recherche?q=accueil&nature=manageriale&domaine=vie-locale"),
    ]
    assert '<a class="tout" href="/recherche?q=accueil">Tout retirer</a>' in page


def test_a_filter_that_few_fiches_answer_says_how_many_do_not(
    write_fiche: WriteFiche, folder: Path, var: Path, site: FlaskClient
) -> None:
    def silences(visitor: FlaskClient) -> dict[str, str]:
        page = visitor.get("/recherche?q=accueil").text
        fields = re.findall(r"<legend>([^<]+)</legend>(.*?)</fieldset>", page, re.DOTALL)
        found = {title: re.findall(r'<p class="aide">(.*?)</p>', field) for title, field in fields}
        return {title: said[0] for title, said in found.items() if said}

    silent = {"cout": 0, "delai": 0}
    for slug in SLUGS:
        start = site.get(f"/api/v1/fiches/{slug}").json["demarrage"]
        silent = {key: number + (start[key] is None) for key, number in silent.items()}
    assert silences(site) == {
        "Coût de démarrage": f"{silent['cout']} fiches du catalogue sur {len(SLUGS)} ne le disent pas.",
        "Délai avant les premiers effets": f"{silent['delai']} fiches du catalogue sur {len(SLUGS)} ne le disent pas.",
    }
    write_fiche(header=front_matter(demarrage="{cout: faible}"))
    write_fiche("navette", header=front_matter(titre="Navette", demarrage="{delai: moins-6-mois, cout: moyen}"))
    published(folder, var)
    with visited(folder, var) as visitor:
        assert silences(visitor) == {"Délai avant les premiers effets": "1 fiche du catalogue sur 2 ne le dit pas."}


def test_the_order_and_the_exactness_stay_when_a_filter_is_applied(site: FlaskClient) -> None:
    page = site.get("/recherche?q=accueil&tri=titre&exact=1").text
    assert '<input type="hidden" name="tri" value="titre">' in page
    assert '<input type="hidden" name="exact" value="1">' in page


def test_the_pages_of_results_lead_to_one_another(site: FlaskClient) -> None:
    first, second = site.get("/recherche?tri=titre").text, site.get("/recherche?tri=titre&page=2").text
    assert 'rel="prev"' not in first
    assert '<a rel="next" href="/recherche?tri=titre&amp;page=2">Page suivante</a>' in first
    assert '<a rel="prev" href="/recherche?tri=titre">Page précédente</a>' in second
    assert 'rel="next"' not in second
    assert '<ol class="cartes liste-resultats" start="21">' in second


# Pages that do not break


@pytest.mark.parametrize("q", ["zzzzqqqq", "IA", "cybersécurité", "vélo", "vélo&nature=societale"])
def test_a_subject_without_a_fiche_yet_is_told_and_may_be_proposed(site: FlaskClient, q: str) -> None:
    answer = site.get(f"/recherche?q={q}")
    assert answer.status_code == 200
    (title,) = Html(answer.text).texts["title"]
    assert title == f"«\u00a0{q.split('&')[0]}\u00a0»\u00a0: 0 fiche{SITE_NAME}"
    assert "<p>Le catalogue n’a pas encore de fiche sur ce sujet. Vous pouvez\u00a0:</p>" in answer.text
    assert '<li><a href="/contribuer">proposer une fiche</a>, si vous connaissez un cas\u202f;</li>' in answer.text
    assert '<a href="/domaines">les domaines</a> ou <a href="/etiquettes">les étiquettes</a>\u202f;</li>' in answer.text
    assert '<li>voir <a href="/recherche?tri=titre">toutes les fiches</a>.</li>' in answer.text
    assert "retirer un filtre" not in answer.text
    assert "plus courant" not in answer.text


def test_nothing_found_behind_filters_says_how_many_fiches_they_hide(site: FlaskClient) -> None:
    number = site.get("/api/v1/recherche?q=pompiers").json["total"]
    page = site.get("/recherche?q=pompiers&nature=societale&collectivite=syndicat&delai=moins-6-mois").text
    assert "<p>Aucune fiche ne correspond à ces filtres. Vous pouvez\u00a0:</p>" in page
    link = f'<a href="/recherche?q=pompiers">retirer tous les filtres</a>\u00a0: {number} fiche'
    assert f"<li>retirer un filtre ci-dessus, ou {link}" in page
    assert "pas encore de fiche" not in page
    assert '/contribuer">proposer une fiche' not in page


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "/recherche?q=de+la",
            "Ces mots ne se cherchent pas\u00a0: une lettre seule, «\u00a0de\u00a0» ou «\u00a0le\u00a0» sont partout.",
        ),
        ("/recherche?q=%22vélo+accueil%22", "Aucune fiche ne contient exactement ces mots."),
        ("/recherche?q=acueil&exact=1", "Aucune fiche ne contient exactement ces mots."),
    ],
)
def test_nothing_found_by_chance_of_the_words_is_not_a_lack_of_the_catalogue(
    site: FlaskClient, address: str, sentence: str
) -> None:
    page = site.get(address).text
    assert f"<p>{sentence} Vous pouvez\u00a0:</p>" in page
    assert "<li>essayer d’autres mots\u202f;</li>" in page
    assert "pas encore de fiche" not in page


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        (
            "/recherche?q=acueil",
            [
                "Aucune fiche ne contient «\u00a0acueil\u00a0»\u00a0: nous avons cherché «\u00a0accueil\u00a0».",
                '<a href="/recherche?q=acueil&amp;exact=1">Chercher exactement ce que vous avez écrit</a>',
            ],
        ),
        (
            "/recherche?q=kaizen&exact=1",
            ['Recherche exacte. <a href="/recherche?q=kaizen">Chercher aussi les mots voisins</a>'],
        ),
        ("/recherche?q=guichet+zzzzqqqq", ["Aucun de ces résultats ne contient «\u00a0zzzzqqqq\u00a0»."]),
    ],
    ids=["mistyped", "exact", "a word that no fiche holds"],
)
def test_how_the_words_were_understood_is_said(site: FlaskClient, address: str, sentences: list[str]) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    (note,) = re.findall(r'<div class="note">(.*?)</div>', answer.text, re.DOTALL)
    assert re.findall(r"<p>(.*?)</p>", note) == sentences


@pytest.mark.parametrize(
    "q",
    ['"eau AND (', '"', "((", "AND OR NOT", "*", "-", "titre:", "a^b~2", "[a TO b]", "\\", "%00", "a\0b", "' or 1=1"],
)
def test_odd_syntax_is_an_ordinary_search(site: FlaskClient, q: str) -> None:
    answer = site.get("/recherche", query_string={"q": q})
    assert answer.status_code == 200
    assert Html(answer.text).texts["h1"] == [f"Résultats pour «\u00a0{q.replace(chr(0), chr(32))}\u00a0»"]


def test_what_was_typed_is_shown_as_text(site: FlaskClient) -> None:
    page = Html(site.get("/recherche", query_string={"q": '<script>"&'}).text)
    assert page.texts["h1"] == ['Résultats pour «\u00a0<script>"&\u00a0»']
    assert page.texts["script"] == []
    assert page.values("value", "input")[0] == '<script>"&'


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/recherche?nature=rouge", "Le filtre « nature » ne connaît pas la valeur « rouge »."),
        ("/recherche?domaine=vie-local", "Le filtre « domaine » ne connaît pas la valeur « vie-local »."),
        ("/recherche?forme=x", "Le filtre « forme » ne connaît pas la valeur « x »."),
        ("/recherche?collectivite=Commune", "Le filtre « collectivite » ne connaît pas la valeur « Commune »."),
        ("/recherche?etiquette=x", "Le filtre « etiquette » ne connaît pas la valeur « x »."),
        ("/recherche?facteur=simplicite&facteur=x", "Le filtre « facteur » ne connaît pas la valeur « x »."),
        ("/recherche?tri=prix", "On ne trie pas par « prix » : choisissez pertinence, recent, titre."),
        ("/recherche?page=0", "« 0 » n'est pas un numéro de page."),
        ("/recherche?page=-1", "« -1 » n'est pas un numéro de page."),
        ("/recherche?page=deux", "« deux » n'est pas un numéro de page."),
        ("/recherche?page=1234567", "« 1234567 » n'est pas un numéro de page."),
        ("/recherche?q=zzzzqqqq&page=2", "La page 2 n'existe pas : ces résultats tiennent en 1 page."),
        ("/recherche?page=99", "La page 99 n'existe pas : ces résultats tiennent en 2 pages."),
        ("/fiches/guichet-uniqe", "La fiche « guichet-uniqe » n'existe pas."),
        ("/fiches/guichet-uniqe.md", "La fiche « guichet-uniqe » n'existe pas."),
        ("/fiches/zzzzqqqq", "La fiche « zzzzqqqq » n'existe pas."),
        ("/domaines/voirie", "Aucune page pour « voirie »."),
        ("/natures/rouge", "Aucune page pour « rouge »."),
        ("/etiquettes/zzzzqqqq", "Aucune page pour « zzzzqqqq »."),
        ("/ailleurs", "Cette page n'existe pas, ou n'existe plus."),
        ("/static/ailleurs.css", "Cette page n'existe pas, ou n'existe plus."),
    ],
)
def test_what_does_not_exist_is_a_404_with_its_sentence_and_ways_on(
    site: FlaskClient, address: str, sentence: str
) -> None:
    answer = site.get(address)
    page = Html(answer.text)
    assert answer.status_code == 404
    assert page.texts["h1"] == [french_spaces(sentence)]
    assert page.texts["title"] == ["Erreur 404" + SITE_NAME]
    assert page.values("action", "form") == ["/recherche"]
    assert {"/", "/domaines", "/recherche?tri=titre"} <= set(page.values("href", "a"))


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/fiches/guichet-uniqe", "/fiches/guichet-unique"),
        ("/domaines/vie-local", "/domaines/vie-locale"),
        ("/etiquettes/acueil", "/etiquettes/accueil"),
        ("/recherche?domaine=vie-local", "/recherche?domaine=vie-locale"),
    ],
)
def test_the_nearest_page_is_one_click_away(site: FlaskClient, address: str, nearest: str) -> None:
    assert nearest in Html(site.get(address).text).values("href", "a")


@pytest.mark.parametrize(
    ("address", "same", "said"),
    [
        ("/recherche?q=guichet&page=999", "/recherche?q=guichet", "Voir la première page des mêmes résultats"),
        ("/recherche?page=0&q=l%27eau", "/recherche?q=l%27eau", "Voir la première page des mêmes résultats"),
        ("/exemples?page=999", "/exemples", "Voir la première page des mêmes résultats"),
        ("/recherche?nature=foo&q=guichet", "/recherche?q=guichet", "Reprendre la même demande sans ce critère"),
        ("/recherche?nature=managerial&q=a&page=2", "/recherche?q=a", "Reprendre la même demande sans ce critère"),
        ("/exemples?region=foo&q=a&q=b", "/exemples?q=a&q=b", "Reprendre la même demande sans ce critère"),
    ],
)
def test_the_request_is_not_lost_with_the_value_that_is_refused(
    site: FlaskClient, address: str, same: str, said: str
) -> None:
    answer = site.get(address)
    assert f'<p><a href="{escape(same)}">{said}</a>.</p>' in answer.text
    assert site.get(same).status_code == 200


@pytest.mark.parametrize("address", ["/domaines/voirie", "/domaines/voirie?domaine=x", "/ailleurs?q=a"])
def test_what_is_no_refused_parameter_is_not_asked_again(site: FlaskClient, address: str) -> None:
    page = site.get(address).text
    assert "Reprendre la même demande" not in page
    assert "Voir la première page" not in page


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/domaines/", "/domaines"),
        ("/recherche/", "/recherche"),
        ("/recherche/?q=l%27eau&page=2", "/recherche?q=l%27eau&page=2"),
        ("/fiches/guichet-unique/", "/fiches/guichet-unique"),
        ("/fiches/guichet-unique///", "/fiches/guichet-unique"),
        ("/fiches/%C3%A9t%C3%A9%3F%0A/", "/fiches/%C3%A9t%C3%A9%3F%0A"),
        ("/api/", "/api"),
        ("/domaines/?selection=a", "/domaines?selection=a"),
        ("//domaines//", "/domaines"),
    ],
)
def test_an_address_with_a_last_slash_leads_to_the_one_without(site: FlaskClient, address: str, location: str) -> None:
    path, _, query = address.partition("?")
    answer = site.get("/", environ_overrides={"PATH_INFO": unquote_to_bytes(path).decode("latin1")}, query_string=query)
    assert (answer.status_code, answer.location) == (308, location)


@pytest.mark.parametrize(
    "path", ["/ailleurs/", "//evil.example/", "///evil.example//", "/\\evil.example/", "/fiches/", "/api/v1/fiches/"]
)
def test_a_last_slash_after_no_address_of_this_site_is_a_404(site: FlaskClient, path: str) -> None:
    assert site.get("/", environ_overrides={"PATH_INFO": path}).status_code == 404


@pytest.mark.parametrize("address", ["/recherche?nature={}", "/recherche?tri={}", "/recherche?page={}", "/fiches/{}"])
def test_a_very_long_value_is_cut_in_the_sentence_that_refuses_it(site: FlaskClient, address: str) -> None:
    answer = site.get(address.format("a" * 3000))
    (heading,) = Html(answer.text).texts["h1"]
    assert (answer.status_code, len(heading) < 200) == (404, True)


def test_another_method_is_refused_with_its_sentence_and_the_methods_that_are_allowed(site: FlaskClient) -> None:
    answer = site.post("/recherche")
    assert answer.status_code == 405
    assert Html(answer.text).texts["h1"] == ["Cette adresse ne s’emploie pas de cette façon."]
    assert sorted(answer.headers.get("Allow", "").split(", ")) == ["GET", "HEAD", "OPTIONS"]


# What may stand where an index is expected: a pointer is « courante », a name of a folder of « generations ».
NO_INDEX: dict[str, dict[str, str] | None] = {
    "nothing": None,
    "an empty folder": {},
    "a pointer to nothing": {"courante": "0123456789abcdef\n"},
    "an empty pointer": {"courante": "", "generations/0123456789abcdef/etude.yml": ""},
    "half a generation": {"courante": "0123456789abcdef\n", "generations/0123456789abcdef/etude.yml": ""},
}


@pytest.mark.parametrize("files", NO_INDEX.values(), ids=NO_INDEX.keys())
@pytest.mark.parametrize("address", ["/", "/recherche?q=eau", "/fiches/guichet-unique", "/domaines", "/sante"])
def test_without_an_index_every_page_is_a_503_that_says_when_to_come_back(
    var: Path, files: dict[str, str] | None, address: str
) -> None:
    for name, text in (files or {}).items():
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text(text)
    if files == {}:
        var.mkdir()
    with visited(HERE, var) as visitor:
        answer = visitor.get(address)
    assert (answer.status_code, Html(answer.text).texts["h1"]) == (503, [NOT_READY])
    assert answer.headers["Retry-After"] == "10"
    assert "/" in Html(answer.text).values("href", "a")


def test_a_file_where_the_index_folder_should_be_is_a_503_too(var: Path) -> None:
    var.write_text("")
    with visited(HERE, var) as visitor:
        assert visitor.get("/").status_code == 503


def test_the_site_opens_as_soon_as_an_index_is_published(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    write_fiche()
    with visited(folder, var) as visitor:
        assert visitor.get("/").status_code == 503
        published(folder, var)
        assert visitor.get("/").status_code == 200


def test_a_new_generation_is_served_without_a_restart(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    write_fiche()
    published(folder, var)
    with visited(folder, var) as visitor:
        assert visitor.get("/fiches/navette").status_code == 404
        write_fiche("navette", front_matter(titre="Navette à la demande"))
        published(folder, var)
        assert visitor.get("/fiches/navette").status_code == 200


@pytest.fixture
def damaged(real_var: Path, var: Path) -> Path:
    """A published index whose SQLite file lacks the text of the fiches."""
    copytree(real_var, var)
    (stored,) = var.glob("generations/*/catalogue.sqlite")
    with closing(sqlite3.connect(stored)) as db:
        db.execute("drop table sections")
    return var


def test_an_unexpected_failure_gives_a_page_without_a_trace_and_is_noted(
    damaged: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with visited(HERE, damaged) as visitor:
        answer = visitor.get("/fiches/guichet-unique")
    page = Html(answer.text)
    assert (answer.status_code, page.texts["h1"]) == (500, [FAILED])
    assert page.texts["title"] == ["Erreur 500" + SITE_NAME]
    for trace in ("Traceback", "sqlite", "DatabaseError", ".py", str(damaged)):
        assert trace not in answer.text
    (noted,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert noted.getMessage() == "erreur inattendue sur /fiches/guichet-unique"
    assert noted.exc_info


def test_an_unexpected_failure_of_one_page_leaves_the_others(write_fiche: WriteFiche, folder: Path, var: Path) -> None:
    write_fiche()
    published(folder, var)
    with visited(folder, var) as visitor:
        visitor.application.add_url_rule("/panne", view_func=lambda: str(1 / 0))
        assert visitor.get("/panne").status_code == 500
        assert visitor.get("/").status_code == 200


# The whole site, link after link


def test_every_internal_link_leads_to_a_page(crawl: Crawl) -> None:
    broken = sorted(
        f"{page} -> {target}: {crawl.statuses[urldefrag(target)[0]]}"
        for page, target in crawl.links
        if crawl.statuses[urldefrag(target)[0]] != 200
    )
    assert broken == []
    assert {f"/fiches/{slug}" for slug in SLUGS} <= crawl.pages.keys()


def test_every_anchor_leads_to_an_element_of_its_page(crawl: Crawl) -> None:
    ids = {address: set(page.values("id")) for address, page in crawl.pages.items()}
    lost = []
    for page, link in crawl.links:
        target, anchor = urldefrag(link)
        if anchor and anchor not in ids[target]:
            lost.append(f"{page} -> {link}")
    assert sorted(lost) == []


def test_no_page_holds_the_same_id_twice(crawl: Crawl) -> None:
    doubled = {
        address: again
        for address, page in crawl.pages.items()
        if (again := [id_ for id_, number in Counter(page.values("id")).items() if number > 1])
    }
    assert doubled == {}


def test_labels_and_descriptions_point_to_elements_of_their_page(crawl: Crawl) -> None:
    for address, page in crawl.pages.items():
        attributes = ("for", "aria-labelledby", "aria-describedby")
        named = {id_ for name in attributes for ids in page.values(name) for id_ in ids.split()}
        assert named <= set(page.values("id")), address


def test_every_page_has_one_h1_and_is_in_french(crawl: Crawl) -> None:
    for address, page in crawl.pages.items():
        assert len(page.texts["h1"]) == 1, address
        assert page.texts["h1"][0].strip(), address
        assert page.values("lang", "html") == ["fr"], address


def test_every_page_describes_itself(crawl: Crawl) -> None:
    for address, page in crawl.pages.items():
        described = [tag["content"] for name, tag in page.tags if name == "meta" and tag.get("name") == "description"]
        assert len(described) == 1, address
        assert described[0].strip(), address


def test_two_pages_never_have_the_same_title_whatever_the_case(crawl: Crawl) -> None:
    """The pages of results are one page whose title says the words and the number."""
    titles: dict[str, list[str]] = {}
    for address, page in crawl.pages.items():
        if not urlsplit(address).query:
            titles.setdefault(page.texts["title"][0].casefold(), []).append(address)
    assert {title: addresses for title, addresses in titles.items() if len(addresses) > 1} == {}
    assert all(title.endswith(SITE_NAME.casefold()) for title in titles)


@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
def test_every_kind_of_answer_carries_the_security_headers(site: FlaskClient, method: str) -> None:
    addresses = (
        *("/", "/recherche?q=eau", "/fiches/guichet-unique", "/fiches/guichet-unique.md", "/sante"),
        *("/api/v1/recherche", "/api/v1/ailleurs", "/static/site.css", "/static/ailleurs.css", "/ailleurs"),
    )
    for address in addresses:
        with site.open(address, method=method) as answer:
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, address


def test_every_page_that_links_lead_to_carries_the_security_headers(crawl: Crawl) -> None:
    for address, headers in crawl.headers.items():
        if urlsplit(address).path != "/integrer/cadre":  # the only page that another site may show in a frame
            assert {name: headers.get(name) for name in HEADERS} == HEADERS, address


def test_the_failures_carry_the_security_headers_too(damaged: Path, tmp_path: Path) -> None:
    for var, status in ((damaged, 500), (tmp_path / "rien", 503)):
        with visited(HERE, var) as visitor:
            answer = visitor.get("/fiches/guichet-unique")
        assert (answer.status_code, {name: answer.headers.get(name) for name in HEADERS}) == (status, HEADERS)


def test_the_content_policy_permits_this_site_alone(site: FlaskClient) -> None:
    policy = site.get("/").headers["Content-Security-Policy"]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert set(" ".join(directives.values()).split()) == {"'self'", "'none'", "data:"}


def test_no_page_sets_a_cookie(crawl: Crawl) -> None:
    assert [address for address, headers in crawl.headers.items() if "Set-Cookie" in headers] == []


def test_no_page_loads_anything_from_another_host(crawl: Crawl) -> None:
    loaded = {
        value
        for page in crawl.pages.values()
        for tag, attributes in page.tags
        if tag in ("link", "script", "img", "iframe", "source", "video", "audio", "object", "embed")
        for name in ("href", "src", "srcset", "data", "poster")
        if (value := attributes.get(name))
    }
    assert {value for value in loaded if urlsplit(value).netloc or urlsplit(value).scheme} == set()


def test_no_page_holds_what_the_content_policy_would_block(crawl: Crawl) -> None:
    for address, page in crawl.pages.items():
        assert (page.texts["style"], page.texts["script"]) == ([], []), address
        types = {found["type"] for tag, found in page.tags if tag == "script" and "type" in found}
        assert types <= {"application/ld+json"}, address
        attributes = {name for _, found in page.tags for name in found}
        assert {name for name in attributes if name == "style" or name.startswith("on")} == set(), address


def test_static_files_are_kept_for_a_year_at_an_address_that_holds_their_version(site: FlaskClient) -> None:
    (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', site.get("/").text)
    with site.get(style) as versioned, site.get("/static/site.css") as bare:
        assert versioned.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert bare.headers["Cache-Control"] == "no-cache"


# The templates


def test_every_template_file_is_used(site: FlaskClient) -> None:
    environment = site.application.jinja_env
    code = "".join(path.read_text("utf-8") for path in Path(site.application.root_path).glob("*.py"))
    used, to_do = set[str](), set(re.findall(r'"([\w-]+\.(?:html|xml))"', code))
    while to_do:
        name = to_do.pop()
        used.add(name)
        text = (Path(site.application.root_path) / "templates" / name).read_text("utf-8")
        to_do |= {str(other) for other in meta.find_referenced_templates(environment.parse(text))} - used
    assert set(environment.list_templates()) == used


def test_no_template_imports_or_defines_a_macro_that_it_does_not_use(site: FlaskClient) -> None:
    environment = site.application.jinja_env
    imported, defined, unused = set[str](), set[str](), []
    for name in environment.list_templates():
        tree = environment.parse((Path(site.application.root_path) / "templates" / name).read_text("utf-8"))
        called = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        wanted = {str(macro) for node in tree.find_all(nodes.FromImport) for macro in node.names}
        unused += [f"{name}: {macro}" for macro in wanted - called]
        imported |= wanted
        defined |= {macro.name for macro in tree.find_all(nodes.Macro)} - called
    kept = set(re.findall(r"macros\.(\w+)", Path(pieces.__file__).read_text("utf-8")))
    assert sorted(unused) == []
    assert defined - imported - kept == set()
