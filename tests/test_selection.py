"""The selection of a visitor: carried from page to page, compared, weighed, taken away."""

import csv
import re
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from app.carrying import MOST, carry, extended
from catalogue.collection import HERE
from index.build import Built, build
from tests.conftest import WriteFiche, front_matter, visited

SLUGS = sorted(path.stem for path in (HERE / "fiches").glob("*.md"))
THREE = ["guichet-unique", "forum-citoyen", "portail-famille"]
CHOSEN = "&".join(f"selection={slug}" for slug in THREE)


def text_of(html: str) -> str:
    return " ".join(re.split(r"[ \n]+", unescape(re.sub(r"<[^>]+>", "", html))))


def compared(page: str) -> list[str]:
    """The fiches side by side."""
    head = page[page.index("<thead>") : page.index("</thead>")]
    return re.findall(r"/fiches/([\w-]+)", head)


def ticked(page: str) -> list[str]:
    """The fiches whose box is ticked."""
    return re.findall(r'name="comparer" value="([\w-]+)" checked', page)


def hidden(form: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', form)


def test_a_full_selection_says_so_instead_of_a_button(site: FlaskClient) -> None:
    full = "&".join(f"selection=fiche-{number}" for number in range(MOST))
    page = site.get(f"/fiches/guichet-unique?{full}").text
    assert f"La sélection est pleine\u00a0: {MOST}\u00a0fiches." in page
    assert 'form="ajouter"' not in page


# From page to page


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", "/?selection=a"),
        ("/recherche?q=x", "/recherche?q=x&selection=a"),
        ("/fiches/x#sources", "/fiches/x?selection=a#sources"),
        ("/recherche?q=x#c", "/recherche?q=x&selection=a#c"),
        ("/selection?selection=b", "/selection?selection=b"),
        ("/selection?selection=", "/selection?selection="),
    ],
)
def test_an_address_takes_the_selection_before_its_anchor(address: str, expected: str) -> None:
    assert extended(address, "selection=a") == expected


def test_links_inside_the_site_and_forms_that_search_carry_the_selection_and_no_other() -> None:
    page = (
        '<a href="/x?q=1&amp;t=2">1</a><a class="c" href="/">2</a><a href="#ici">3</a><a href="https://ailleurs.fr/">4</a>'
        '<a href="//ailleurs.fr/">5</a><a href="/api/v1/fiches">6</a><link href="/static/site.css">'
        '<form action="/recherche" method="get">7</form><form action="/contribuer" method="post">8</form>'
        '<form method="get" data-selection>9</form>'
    )
    assert carry(page, ["a", 'b"']) == (
        '<a href="/x?q=1&amp;t=2&amp;selection=a&amp;selection=b%22">1</a>'
        '<a class="c" href="/?selection=a&amp;selection=b%22">2</a><a href="#ici">3</a><a href="https://ailleurs.fr/">4</a>'
        '<a href="//ailleurs.fr/">5</a><a href="/api/v1/fiches">6</a><link href="/static/site.css">'
        '<form action="/recherche" method="get"><input type="hidden" name="selection" value="a">'
        '<input type="hidden" name="selection" value="b&#34;">7</form><form action="/contribuer" method="post">8</form>'
        '<form method="get" data-selection>9</form>'
    )


@pytest.mark.parametrize("address", ["/", "/recherche?q=accueil", "/fiches/guichet-unique", "/domaines", "/parcours"])
def test_every_page_repeats_the_selection_in_its_links(site: FlaskClient, address: str) -> None:
    page = unescape(site.get(f"{address}{'&' if '?' in address else '?'}{CHOSEN}").text)
    links = [
        link
        for link in re.findall(r'<a\b[^>]*\shref="(/[^"]*)"', page)
        if not link.startswith(("/api/", "/donnees/")) and "." not in urlsplit(link).path
    ]
    assert links
    assert [link for link in links if CHOSEN not in link] == []
    assert "Votre sélection\u00a0: 3 fiches" in text_of(page)


@pytest.mark.parametrize(
    "address",
    [
        "/fiches.atom",
        "/recherche.atom?q=eau",
        "/domaines/vie-locale.atom",
        "/donnees/catalogue.csv",
        "/donnees/schema.json#colonnes",
        "/fiches/guichet-unique.md",
    ],
)
def test_what_people_share_or_subscribe_to_holds_no_selection(address: str) -> None:
    assert carry(f'<a href="{address}">', THREE) == f'<a href="{address}">'


@pytest.mark.parametrize("address", ["/donnees", "/recherche?q=plan.pdf", "/domaines#fiches.atom"])
def test_a_page_whose_address_looks_like_that_of_a_file_carries_the_selection(address: str) -> None:
    assert "selection=a" in carry(f'<a href="{address}">', ["a"])


def test_without_a_selection_nothing_is_added(site: FlaskClient) -> None:
    answer = site.get("/fiches/guichet-unique")
    assert "selection=" not in answer.text
    assert "barre-selection" not in answer.text
    assert "X-Robots-Tag" not in answer.headers


def test_search_engines_keep_the_page_without_a_selection(site: FlaskClient) -> None:
    assert site.get(f"/domaines?{CHOSEN}").headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_redirection_keeps_the_selection(site: FlaskClient) -> None:
    answer = site.get(f"/parcours?domaine=&collectivite=&cout=&{CHOSEN}")
    assert (answer.status_code, answer.location) == (302, f"/recherche?{CHOSEN}")


def test_each_card_adds_its_fiche_and_keeps_the_rest_of_the_address(site: FlaskClient) -> None:
    page = site.get("/recherche?q=guichet&nature=manageriale&selection=forum-citoyen").text
    card = re.search(r'<article class="carte" id="carte-guichet-unique">.*?</article>', page, re.DOTALL)
    form = re.search(r'<form id="ajouter" method="get".*?</form>', page, re.DOTALL)
    assert card
    assert form
    button = 'form="ajouter" formaction="#carte-guichet-unique" name="selection" value="guichet-unique">'
    assert f"{button}Ajouter à la sélection" in card[0]
    assert hidden(form[0]) == [("q", "guichet"), ("nature", "manageriale"), ("selection", "forum-citoyen")]


def test_a_chosen_fiche_can_be_let_go_from_its_page(site: FlaskClient) -> None:
    page = site.get(f"/fiches/guichet-unique?{CHOSEN}").text
    form = page[page.index('<form class="ajout"') :].split("</form>")[0]
    assert "✓ Dans la sélection" in form
    assert hidden(form) == [("selection", "forum-citoyen"), ("selection", "portail-famille")]


# The page


def test_an_empty_selection_says_how_to_fill_it(site: FlaskClient) -> None:
    for address in ("/selection", "/selection?selection="):
        page = site.get(address).text
        assert "Elle est vide." in text_of(page)
        assert '<a href="/parcours">pas à pas</a>' in page


def test_a_fiche_that_is_gone_is_told_and_the_others_stay(site: FlaskClient) -> None:
    page = text_of(site.get("/selection?selection=disparue&selection=guichet-unique").text)
    assert "La fiche «\u00a0disparue\u00a0» n’existe pas, ou n’existe plus." in page
    assert "1 fiche. L’adresse de cette page la contient\u00a0:" in page


def test_three_fiches_stand_side_by_side_in_the_order_of_their_choice(site: FlaskClient) -> None:
    page = site.get(f"/selection?{CHOSEN}").text
    table = re.search(r'<table class="grille comparaison">.*?</table>', page, re.DOTALL)
    assert table
    head = re.search(r"<thead>.*?</thead>", table[0], re.DOTALL)
    assert head
    assert text_of(head[0]).strip() == "RubriqueGuichet uniqueForum citoyenPortail famille"
    row = re.search(r'<th scope="row">Nature</th>(.*?)</tr>', table[0])
    assert row
    assert re.findall(r"<td>(.*?)</td>", row[1]) == ["Managériale", "Sociétale", "Sociétale"]


def test_more_than_four_are_compared_four_at_a_time(site: FlaskClient) -> None:
    five = SLUGS[:5]
    address = "/selection?" + "&".join(f"selection={slug}" for slug in five)
    page = site.get(address).text
    assert compared(page) == five[:4]
    assert ticked(page) == five[:4]
    assert "4 fiches tiennent côte à côte\u00a0: nous montrons les 4 premières." in text_of(page)
    page = site.get(f"{address}&comparer={five[4]}&comparer={five[0]}").text
    assert compared(page) == ticked(page) == [five[0], five[4]]
    assert "côte à côte\u00a0:" not in text_of(page)


def test_the_fiches_ticked_beyond_four_stay_ticked(site: FlaskClient) -> None:
    chosen, asked = SLUGS[:7], SLUGS[1:7]
    page = site.get("/selection", query_string={"selection": chosen, "comparer": asked}).text
    assert ticked(page) == asked
    assert compared(page) == asked[:4]
    assert "6 fiches sont cochées, 4 tiennent côte à côte\u00a0: décochez-en 2. Voici les 4 premières." in text_of(page)
    assert "Cochez ci-dessus" not in page


def test_the_balance_asks_and_never_judges(site: FlaskClient) -> None:
    page = text_of(site.get("/selection?selection=guichet-unique").text)
    assert "Votre sélection n’a rien sous «\u00a0Sociétale\u00a0»\u00a0: est-ce un choix\u202f?" in page
    assert "Est-ce le partage que vous voulez\u202f?" in page
    assert "n = 311 réponses, dont la moitié complètes" in page
    assert "déséquilibr" not in page


def test_what_the_study_does_not_count_is_folded_under_one_question(site: FlaskClient) -> None:
    page = site.get(f"/selection?{CHOSEN}").text
    seen, folded = page[page.index('id="equilibre"') :].split("<details>")
    folded = folded.split("</details>")[0]
    assert re.findall(r"<caption>(\w+)", seen) == ["Nature"]
    summary = "Formes, fonctions (domaines), coût de démarrage, premiers effets, portée, périmètre"
    assert f"<summary>{summary}</summary>" in folded
    assert folded.count("<table") == summary.count(",") + 1
    assert text_of(folded).count("?") == 1


def test_the_balance_counts_the_fiches_that_say_a_value(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    for name, effort in (
        ("premiere", "{cout: faible, delai: moins-6-mois}"),
        ("deuxieme", "{delai: moins-6-mois}"),
        ("troisieme", "{}"),
    ):
        write_fiche(name, header=front_matter(titre=name, demarrage=effort))
    assert isinstance(build(folder, tmp_path / "var"), Built)
    with visited(folder, tmp_path / "var") as visitor:
        page = text_of(visitor.get("/selection?selection=premiere&selection=deuxieme&selection=troisieme").text)
    assert "Coût de démarrage 1 sur 3 le dit Valeur" in page
    assert "Premiers effets 2 sur 3 le disent Valeur" in page
    assert "Portée 0 sur 3 le dit Valeur" in page


def test_the_balance_is_that_of_the_catalogue_and_of_the_study(
    write_fiche: WriteFiche, folder: Path, tmp_path: Path
) -> None:
    def nature_row() -> str:
        assert isinstance(build(folder, tmp_path / "var"), Built)
        with visited(folder, tmp_path / "var") as visitor:
            page = visitor.get("/selection?selection=guichet-unique").text
        row = re.search(r'<tr><th scope="row">Managériale</th>.*?</tr>', page, re.DOTALL)
        assert row
        return text_of(row[0])

    study = (HERE / "etude.yml").read_text("utf-8")
    write_fiche()
    first = nature_row()
    assert "1 sur 1, 100\u00a0% (de 21 à 100\u00a0%)" in first
    assert "53\u00a0% (de 47 à 58\u00a0%)" in first
    assert first.strip().endswith("1 sur 1")
    write_fiche("autre", header=front_matter(titre="Autre", nature="societale", domaine="vie-locale"))
    (folder / "etude.yml").write_text(study.replace("valeur: 53", "valeur: 60"), "utf-8")
    second = nature_row()
    assert "60\u00a0% (de " in second
    assert second.strip().endswith("1 sur 2")


def test_what_carries_what_is_told_with_its_reason(site: FlaskClient) -> None:
    page = text_of(site.get("/selection?selection=portail-famille").text)
    assert "Des innovations managériales liées à vos sociétales" in page
    assert "Guichet unique, avec Portail famille." in page
    assert "Des innovations sociétales liées à vos managériales" not in page


def test_no_more_than_fifty_are_kept(site: FlaskClient) -> None:
    address = "&".join(f"selection=absente-{number}" for number in range(MOST + 20))
    page = text_of(site.get(f"/selection?{address}").text)
    assert page.count("n’existe pas, ou n’existe plus.") == MOST


# The files


def test_the_table_opens_in_a_french_spreadsheet(site: FlaskClient) -> None:
    answer = site.get(f"/selection.csv?{CHOSEN}")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="selection.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Titre"] for row in rows] == ["Guichet unique", "Forum citoyen", "Portail famille"]
    assert [row["Adresse"] for row in rows] == [f"http://localhost/fiches/{slug}" for slug in THREE]
    assert {row["Licence"] for row in rows} == {"Licence Ouverte 2.0"}
    assert rows[0]["Nature"] == "Managériale"
    assert rows[0]["Pour qui"].split(" | ")[:2] == ["Commune", "Intercommunalité (EPCI)"]


@pytest.mark.parametrize(
    ("titre", "cell"), [("'=HYPERLINK(1)'", "'=HYPERLINK(1)"), ('"\'=HYPERLINK(1)"', "''=HYPERLINK(1)")]
)
def test_no_cell_is_a_formula(write_fiche: WriteFiche, folder: Path, tmp_path: Path, titre: str, cell: str) -> None:
    write_fiche(header=front_matter(titre=titre))
    assert isinstance(build(folder, tmp_path / "var"), Built)
    with visited(folder, tmp_path / "var") as visitor:
        table = visitor.get("/selection.csv?selection=guichet-unique").text
    assert table.splitlines()[1].startswith(f"{cell};")


def test_the_text_is_markdown(site: FlaskClient) -> None:
    answer = site.get("/selection.md?selection=guichet-unique&selection=absente")
    assert answer.content_type == "text/markdown; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[:3] == ["# Sélection de fiches", "", "## Guichet unique"]
    assert "- **Nature** : Managériale" in lines
    assert "- **Adresse** : http://localhost/fiches/guichet-unique" in lines
    assert lines[lines.index("- **Pour qui** :") + 1] == "    - Commune"


def test_nothing_chosen_gives_an_empty_file(site: FlaskClient) -> None:
    assert site.get("/selection.csv").text == "\ufeff\r\n"
    assert site.get("/selection.md").text == "# Sélection de fiches\n"
