"""The contribution form as requests see it: starts, refusals, limits, what another site sends, what is shown."""

import re
import subprocess
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app import create_app
from app.proximity import near_fiches
from app.quota import Quota
from app.settings import Publisher, Settings
from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.draft import Draft, read_draft
from catalogue.folding import fold
from catalogue.typography import french_spaces
from index.generation import Generation
from index.publication import current
from tests.conftest import COMMAND

SLUGS = sorted(path.stem for path in (HERE / "fiches").glob("*.md"))
FORM = "/contribuer/fiche"


def hidden(answer: TestResponse) -> MultiDict[str, str]:
    """What a page of the form carries without showing it."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.text)
    return MultiDict([(unescape(name), unescape(value)) for name, value in found])


def correction(site: FlaskClient, slug: str = "guichet-unique") -> MultiDict[str, str]:
    """The whole form of a published fiche."""
    return hidden(site.post(FORM, data=hidden(site.get(f"{FORM}?fiche={slug}")) | {"vers": "relecture"}))


@pytest.fixture
def finished(site: FlaskClient) -> MultiDict[str, str]:
    """A form without a mistake: a published fiche, sent back as a draft under another title."""
    text = (HERE / "fiches" / "forum-citoyen.md").read_text("utf-8").replace("titre: ", "titre: Tout autre ", 1)
    answer = site.post("/contribuer/brouillon", data={"brouillon": (BytesIO(text.encode()), "mon brouillon.md")})
    assert answer.status_code == 200, answer.text
    identity = site.post(FORM, data=fields(answer) | {"vers": "recit", "de": "identite"})
    form = fields(identity)
    form["vers"], form["de"] = "relecture", "recit"
    return form


def fields(answer: TestResponse) -> MultiDict[str, str]:
    """Every field of a page with its value, as a browser would send them."""
    form = hidden(answer)
    for name, value in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL):
        form.add(unescape(name), unescape(value).replace("\n", "\r\n"))
    for tag in re.findall(r"<input [^>]*>", answer.text):
        attributes = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        chosen = attributes.get("type") in ("text", "date") or " checked" in tag
        if chosen and "name" in attributes:
            form.add(attributes["name"], attributes["value"])
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', answer.text, re.DOTALL):
        selected = re.search(r'value="([^"]*)" selected', options)
        form.add(name, selected[1] if selected else "")
    return form


def test_the_start_offers_three_ways(site: FlaskClient) -> None:
    page = site.get("/contribuer").text
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page)[:3] == [
        "Une nouvelle fiche",
        "Corriger une fiche",
        "Reprendre un brouillon",
    ]
    assert all(f'<option value="{slug}">' in page for slug in SLUGS)


def test_the_fiches_to_choose_from_stand_in_french_alphabetical_order(site: FlaskClient) -> None:
    linked = site.post(FORM, data={"de": "recit", "vers": "exemples"}).text
    for page, name in ((site.get("/contribuer").text, "fiche"), (linked, "liens.0.fiche")):
        select = re.search(rf'<select[^>]* name="{re.escape(name)}".*?</select>', page, re.DOTALL)
        assert select
        titles = [fold(unescape(title)) for title in re.findall(r'<option value="[^"]+">(.*?)</option>', select[0])]
        assert titles == sorted(titles)
        assert len(titles) == len(SLUGS)


def test_an_unknown_fiche_to_correct_is_a_404_with_the_nearest(site: FlaskClient) -> None:
    answer = site.get(f"{FORM}?fiche=guichet-uniqe")
    assert answer.status_code == 404
    assert 'href="/fiches/guichet-unique"' in answer.text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_published_fiche_downloads_unchanged_from_its_form(site: FlaskClient, slug: str) -> None:
    form = fields(site.get(f"{FORM}?fiche={slug}"))
    for step in ("recit", "exemples", "sources", "identite"):
        answer = site.post(FORM, data=form | {"vers": step})
        assert answer.status_code == 200, (slug, step)
        form = fields(answer)
    answer = site.post("/contribuer/fichier", data=form)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={slug}.md"
    assert answer.mimetype == "text/markdown"
    assert answer.text == (HERE / "fiches" / f"{slug}.md").read_text("utf-8")


def test_a_finished_fiche_is_shown_as_its_page_will_be(site: FlaskClient, finished: MultiDict[str, str]) -> None:
    answer = site.post(FORM, data=finished)
    assert answer.status_code == 200
    published = site.get("/fiches/forum-citoyen").text
    body = re.search(r'<div class="corps">.*?<section aria-labelledby="citer"', published, re.DOTALL)
    assert body
    assert body[0] in answer.text
    assert "<h1>Tout autre Forum citoyen</h1>" in answer.text


def test_a_title_already_published_is_refused_and_the_fiche_is_one_click_away(site: FlaskClient) -> None:
    answer = site.post(FORM, data={"de": "identite", "vers": "suite", "titre": "Guichet  unique !"})
    assert answer.status_code == 422
    assert (
        "ce titre donne le nom d’une fiche déjà publiée\u202f; précisez-le, ou proposez une correction" in answer.text
    )
    near_link = '<a href="/fiches/guichet-unique" target="_blank" rel="noopener">Guichet unique (nouvel onglet)</a>'
    assert f"{near_link}, par son titre." in answer.text


def test_a_call_to_a_source_waits_until_the_sources_were_asked_for(site: FlaskClient) -> None:
    said = "[1] renvoie à une source qui n’existe pas"
    typed = {"de": "recit", "vers": "suite", "sections.Le besoin": "Un fait [1]."}
    assert said not in site.post(FORM, data=typed).text
    assert said in site.post(FORM, data=typed | {"vues": "sources"}).text


def written(site: FlaskClient, **typed: str) -> str:
    """The file that these fields give."""
    return site.post("/contribuer/fichier", data=typed).text


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("Santé, Médecin; École", ["santé", "médecin", "école"]),
        ("prêt d'objets\r\nmédiathèque", ["prêt d'objets", "médiathèque"]),
        ("RSA ; France Connect,  PES V2 ,", ["RSA", "France Connect", "PES V2"]),
        ("France Services, Qualivilles", ["France services", "Qualivilles"]),
        ("• chaud, froid", ["chaud, froid"]),
    ],
)
def test_etiquettes_are_read_as_they_are_typed_and_written_as_the_catalogue_does(
    site: FlaskClient, typed: str, lines: list[str]
) -> None:
    text = written(site, etiquettes=typed)
    assert "".join(f"  - {line}\n" for line in lines) in text
    assert text.count("\n  - ") == len(lines)


def test_a_correction_writes_an_etiquette_as_it_is_typed(site: FlaskClient) -> None:
    form = correction(site)
    form["etiquettes"] = "Front-office, Accueil"
    text = site.post("/contribuer/fichier", data=form).text
    assert "etiquettes:\n  - Front-office\n  - Accueil\n" in text


def test_another_name_keeps_its_comma(site: FlaskClient) -> None:
    text = written(site, aussi_appele="datalake, lac de données\nentrepôt ; lac")
    assert "aussi_appele:\n  - datalake, lac de données\n  - entrepôt\n  - lac\n" in text


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1 et 2", "[1, 2]"),
        ("[1][3]", "[1, 3]"),
        ("sources n° 1, 2 & 4.", "[1, 2, 4]"),
        ("1 à 3", "[1, à, 3]"),
        ("1-3", "[1-3]"),
        ("aucune", "[aucune]"),
    ],
)
def test_the_numbers_of_sources_are_read_among_words_but_never_guessed(
    site: FlaskClient, typed: str, numbers: str
) -> None:
    form = {"exemples.0.collectivite": "Dreux", "exemples.0.sources": typed}
    assert f"    sources: {numbers}\n" in written(site, **form)


def test_numbers_of_sources_without_a_digit_are_refused(site: FlaskClient) -> None:
    answer = site.post(FORM, data={"de": "exemples", "vers": "suite", "exemples.0.sources": "aucune"})
    assert "«\u00a0aucune\u00a0» n’en est pas un." in answer.text


@pytest.mark.parametrize("typed", ["8000", "8 000", " 8\u00a0000 ", "8\u202f000"])
def test_spaces_may_part_the_thousands_of_a_number(site: FlaskClient, typed: str) -> None:
    assert "    population: 8000\n" in written(site, **{"exemples.0.population": typed})


@pytest.mark.parametrize("typed", ["80 00", "8 000 hab", "beaucoup", "8 000 12"])
def test_what_is_no_number_is_still_refused(site: FlaskClient, typed: str) -> None:
    answer = site.post(FORM, data={"de": "exemples", "vers": "suite", "exemples.0.population": typed})
    message = f"« population » doit être un nombre entier, sans espace ni unité ; « {typed} » n'en est pas un."
    assert french_spaces(message).replace("'", "’") in answer.text


def test_a_day_is_typed_in_the_french_order_and_written_as_the_file_wants_it(site: FlaskClient) -> None:
    text = written(site, publiee="24/11/2026", verifiee="2026-11-25")
    assert "publiee: 2026-11-24\nverifiee: 2026-11-25\n" in text
    page = site.post(FORM, data={"de": "exemples", "vers": "sources"}).text
    help_ = re.search(r'id="champ-verifiee-exemple">(.*?)</p>', page)
    assert help_
    assert re.search(r"\d\d/\d\d/\d{4}$", help_[1])


def test_a_case_without_a_place_is_told_beside_the_departement(site: FlaskClient) -> None:
    typed = {"de": "exemples", "vers": "suite", "exemples.0.collectivite": "Dreux"}
    page = site.post(FORM, data=typed).text
    said = re.search(r'<div class="fautes" id="champ-exemples-0-departement-faute">(.*?)</div>', page)
    assert said
    assert "un exemple se situe par «\u00a0departement\u00a0»" in said[1]
    assert 'id="champ-exemples-0-region-faute"' not in page
    assert '<label for="champ-exemples-0-departement">Département</label>' in page
    assert '<label for="champ-exemples-0-region">Région</label>' in page
    both = typed | {"exemples.0.departement": "28", "exemples.0.region": "centre-val-de-loire"}
    assert 'id="champ-exemples-0-region-faute"' in site.post(FORM, data=both).text


def test_a_step_that_asks_for_numbers_says_where_the_sources_are_described(site: FlaskClient) -> None:
    recit = unescape(site.post(FORM, data={"de": "identite", "vers": "recit"}).text)
    assert (
        "vous décrirez les sources à l’étape «\u00a0Sources\u00a0»\u202f; notez-les ici 1, 2, 3, dans l’ordre." in recit
    )
    exemples = unescape(site.post(FORM, data={"de": "recit", "vers": "exemples"}).text)
    assert "les mêmes numéros que dans le récit, à décrire à l’étape «\u00a0Sources\u00a0»." in exemples


def test_a_call_to_a_source_counts_for_nothing_until_the_step_of_the_sources_is_left(site: FlaskClient) -> None:
    typed = {f"sections.{heading}": "Un fait [1]." for heading in HEADINGS} | {"vues": "recit"}
    reached = site.post(FORM, data=typed | {"de": "exemples", "vers": "sources"}).text
    assert "Récit</button>" in reached
    left = site.post(FORM, data=typed | {"de": "sources", "vers": "suite"}).text
    assert 'Récit <span class="nombre">7 à corriger</span></button>' in left


def test_every_step_says_to_download_the_draft_where_no_script_can_warn(
    site: FlaskClient, finished: MultiDict[str, str]
) -> None:
    warning = '<noscript><p class="note">Rien n’est gardé sur ce site'
    for step in ("identite", "recit", "exemples", "sources"):
        page = site.post(FORM, data={"de": "identite", "vers": step}).text
        assert warning in page
        assert "Télécharger le brouillon</button>" in page
    assert warning in site.post(FORM, data=finished).text


def test_a_source_that_is_cited_is_not_taken_away(site: FlaskClient) -> None:
    form = correction(site)
    answer = site.post(FORM, data=form | {"de": "sources", "retirer": "sources.0"})
    assert answer.status_code == 422
    assert "La source 1 est citée\u00a0: retirez d’abord «\u00a0[1]\u00a0» de la fiche." in answer.text
    assert 'name="sources.14.titre"' in answer.text


@pytest.mark.parametrize("row", ["sources.99", "sources.-1", "sources.x", "titre.0", "..", "sources.٣"])
def test_a_row_that_is_not_there_takes_nothing_away(site: FlaskClient, row: str) -> None:
    answer = site.post(FORM, data={"de": "sources", "retirer": row, "sources.0.titre": "Un rapport"})
    assert answer.status_code == 200
    assert 'value="Un rapport"' in answer.text


def test_html_is_refused_before_it_is_rendered_and_never_comes_back_as_html(
    site: FlaskClient, finished: MultiDict[str, str]
) -> None:
    finished["sections.Le besoin"] = "<script>alert(1)</script>"
    answer = site.post(FORM, data=finished)
    assert answer.status_code == 422
    assert "le texte contient du HTML" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("text", ["[" * 6000, "<![CDATA[" * 2000, "![" * 4000, "[a](" * 4000, "- " * 3000])
def test_a_text_that_would_take_seconds_to_render_is_a_problem(
    site: FlaskClient, finished: MultiDict[str, str], text: str
) -> None:
    finished["sections.Le besoin"] = text
    assert site.post(FORM, data=finished).status_code == 422


def test_a_fiche_that_is_too_long_is_a_problem_and_stays(site: FlaskClient, finished: MultiDict[str, str]) -> None:
    finished["sections.Le besoin"] = "é" * 40_000
    answer = site.post(FORM, data=finished)
    assert answer.status_code == 422
    assert "la fiche dépasse 64\u00a0Kio\u202f; raccourcissez-la." in answer.text
    assert "é" * 40_000 in answer.text


def test_what_is_far_too_large_is_not_read(site: FlaskClient) -> None:
    answer = site.post(FORM, data={"titre": "é" * 200_000})
    assert answer.status_code == 413
    assert "Ce que vous envoyez est trop volumineux." in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "l’en-tête manque"),
        (b"Bonjour", "l’en-tête manque"),
        (b"---\ntitre: \xe9\n---\n", "ligne 2\u00a0: le texte n’est pas en UTF-8"),
        (b"---\ntitre: [\n---\n", "YAML illisible"),
        (b"x" * 70_000, "la fiche dépasse 64\u00a0Kio"),
    ],
)
def test_a_draft_that_cannot_be_read_says_why(site: FlaskClient, content: bytes, sentence: str) -> None:
    answer = site.post("/contribuer/brouillon", data={"brouillon": (BytesIO(content), "a<b.md")})
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert "a&lt;b.md" in answer.text


def test_no_draft_at_all_is_said_too(site: FlaskClient) -> None:
    assert site.post("/contribuer/brouillon").status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://ailleurs.exemple.fr"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "https://ailleurs.exemple.fr", "Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_what_another_site_sends_is_refused(site: FlaskClient, headers: dict[str, str], status: int) -> None:
    answer = site.post(FORM, data={"de": "identite", "vers": "recit"}, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert "Cette demande vient d’un autre site. Recommencez depuis une page de celui-ci." in answer.text


@pytest.fixture
def with_forge(real_var: Path) -> Iterator[FlaskClient]:
    """A site whose forge does not answer."""
    settings = Settings(
        HERE, real_var, "http://127.0.0.1:9/v/c", None, forge_token="jeton-secret", forge_genre="forgejo"
    )
    app = create_app(settings)
    yield app.test_client()
    app.extensions["generation"].get().close()


def test_a_forge_that_does_not_answer_leaves_the_text_and_hides_the_token(
    with_forge: FlaskClient, finished: MultiDict[str, str]
) -> None:
    assert "Proposer cette fiche</button>" in with_forge.post(FORM, data=finished).text
    answer = with_forge.post("/contribuer/proposition", data=finished | {"auteur": "Anne Martin", "message": "Merci !"})
    assert answer.status_code == 502
    assert "La proposition n’a pas pu être ouverte." in answer.text
    assert "La forge ne répond pas." in answer.text
    assert 'value="Anne Martin"' in answer.text
    assert "Merci !</textarea>" in answer.text
    assert "titre: Tout autre Forum citoyen" in unescape(answer.text)
    assert "jeton-secret" not in answer.text


def test_a_robot_that_fills_everything_proposes_nothing(with_forge: FlaskClient, finished: MultiDict[str, str]) -> None:
    assert with_forge.post("/contribuer/proposition", data=finished | {"site_web": "http://x"}).status_code == 400


def test_an_unfinished_fiche_is_not_proposed(with_forge: FlaskClient) -> None:
    answer = with_forge.post("/contribuer/proposition", data={"titre": "Un titre"})
    assert answer.status_code == 422
    assert "la rubrique «\u00a0resume\u00a0» manque." in answer.text


def test_without_a_token_nothing_is_proposed_from_here(site: FlaskClient, finished: MultiDict[str, str]) -> None:
    assert "/contribuer/proposition" not in site.post(FORM, data=finished).text


@pytest.mark.parametrize(
    ("settings", "way", "before"),
    [
        (
            {},
            "téléchargez-la. Ce site n’a pas encore indiqué à qui l’envoyer.",
            "Ce site n’a pas encore indiqué à qui l’envoyer.",
        ),
        (
            {"publisher": Publisher(contact="ville <de> Dreux")},
            "téléchargez-la et envoyez-la à <strong>ville &lt;de&gt; Dreux</strong>.",
            "à envoyer à <strong>ville &lt;de&gt; Dreux</strong>.",
        ),
        ({"contact": "equipe@exemple.fr"}, "envoyez-la par courriel.", ""),
        ({"forge_url": "https://github.com/v/c", "contact": "equipe@exemple.fr"}, "proposez-la sur la forge.", ""),
        ({"forge_url": "https://github.com/v/c", "forge_token": "jeton"}, "proposez-la.", ""),
    ],
)
def test_where_a_fiche_goes_is_said_before_it_is_begun_and_once_it_is_finished(
    real_var: Path, finished: MultiDict[str, str], settings: dict[str, Any], way: str, before: str
) -> None:
    app = create_app(Settings(**{"dossier": HERE, "var": real_var, "forge_url": None, "site_url": None} | settings))
    start, review = app.test_client().get("/contribuer").text, app.test_client().post(FORM, data=finished).text
    app.extensions["generation"].get().close()
    assert ("Ce site ne reçoit pas encore lui-même les propositions" in start) is bool(before)
    assert before in start
    assert f"Relisez-la plus bas, telle qu’elle sera publiée, puis {way}</p>" in review


def test_a_quota_counts_each_address_apart() -> None:
    quota = Quota(number=2, seconds=60)
    assert [quota.allow(one) for one in ("a", "a", "b", "a", "b", "b")] == [True, True, True, False, True, False]
    forgetful = Quota(number=1, seconds=-1)
    assert [forgetful.allow("a") for _ in range(3)] == [True, True, True]


def visited_with(var: Path, forge: str | None = None, contact: str | None = None) -> tuple[str, str]:
    """The page of a fiche of a site with these settings, and its « Signaler une erreur »."""
    app = create_app(Settings(HERE, var, forge, "https://catalogue.exemple.fr", contact=contact))
    page = app.test_client().get("/fiches/guichet-unique").text
    app.extensions["generation"].get().close()
    found = re.search(r'<a href="([^"]*)">Signaler une erreur</a>', page)
    return page, unescape(found[1]) if found else ""


def test_an_error_is_reported_on_the_forge_or_by_mail_or_not_at_all(real_var: Path) -> None:
    page, nowhere = visited_with(real_var)
    assert '<a href="/contribuer/fiche?fiche=guichet-unique">Proposer une correction</a>' in page
    assert nowhere == ""
    _, mail = visited_with(real_var, contact="equipe@exemple.fr")
    assert mail.startswith("mailto:equipe@exemple.fr?subject=Erreur%20dans%20la%20fiche%20%C2%AB%20Guichet%20unique")
    assert "https%3A%2F%2Fcatalogue.exemple.fr%2Ffiches%2Fguichet-unique%0D%0A" in mail
    assert "+" not in mail
    _, github = visited_with(real_var, "https://github.com/v/c", "equipe@exemple.fr")
    assert github.startswith("https://github.com/v/c/issues/new?title=Erreur+dans+la+fiche")
    _, gitlab = visited_with(real_var, "https://gitlab.com/v/c")
    assert gitlab.startswith("https://gitlab.com/v/c/-/issues/new?issue%5Btitle%5D=Erreur")


@pytest.fixture(scope="module")
def generation(real_var: Path) -> Iterator[Generation]:
    folder = current(real_var)
    assert folder
    opened = Generation(folder)
    yield opened
    opened.close()


def near(draft: Draft, generation: Generation, besides: str = "") -> list[tuple[str, str]]:
    return [(one.fiche.slug, one.what) for one in near_fiches(draft, generation, besides)]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_published_fiche_is_near_another(generation: Generation, slug: str) -> None:
    draft = read_draft(generation.store.markdown(slug) or "")
    assert draft
    assert near(draft, generation, besides=slug) == []
    assert (slug, "titre") in near(draft, generation)
    draft.keys["titre"] = "Sans rapport"
    assert (slug, "contenu") in near(draft, generation)


@pytest.mark.parametrize(
    ("titre", "found"),
    [
        ("Le guichet unique de la mairie", [("guichet-unique", "titre")]),
        ("Acceuil mutualisé", [("guichet-unique", "titre")]),
        ("Bibliothèque d'objets", []),
        ("", []),
    ],
)
def test_a_title_is_near_when_it_says_a_published_title_or_another_name(
    generation: Generation, titre: str, found: list[tuple[str, str]]
) -> None:
    assert near(Draft({"titre": titre}), generation) == found


def test_twelve_mistakes_are_told_at_once_in_the_form_on_the_command_line_and_as_annotations(
    site: FlaskClient, finished: MultiDict[str, str], tmp_path: Path
) -> None:
    form = finished.copy()
    for name in ("nature", "formes", "etiquettes"):
        form.setlist(name, [])
    wrong = {
        "titre": "Bref",
        "resume": "Trop court.",
        "domaine": "cuisine",
        "publiee": "hier",
        "auteurs": "",
        "exemples.0.annee": "jadis",
        "exemples.0.collectivite": "",
        "sources.0.url": "www.exemple.fr",
        "sections.Le besoin": "Voir [99].",
    }
    for name, value in wrong.items():
        form.setlist(name, [value])
    text = site.post("/contribuer/fichier", data=form).text
    path = tmp_path / "brouillon.md"
    path.write_text(text, "utf-8")
    run = [str(COMMAND), "verifier", str(path)]
    said = subprocess.run(run, capture_output=True, text=True).stderr.splitlines()[:-1]
    annotated = subprocess.run([*run, "--format=github"], capture_output=True, text=True).stdout.splitlines()
    messages = [line.split(" : ", 1)[1] for line in said]
    assert len(messages) == len(annotated) == len(set(messages)) >= 12, messages
    assert [line.rsplit("::", 1)[1] for line in annotated] == messages
    page = unescape(site.post(FORM, data=form | {"vers": "relecture", "de": "sources"}).text)
    assert [message for message in messages if french_spaces(message) not in page] == []
