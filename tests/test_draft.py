"""A fiche, its form and its file: what goes round comes back whole."""

import json
import unicodedata
from functools import cache
from itertools import cycle
from pathlib import Path
from textwrap import indent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.contribution import contribution
from app.fields import STEPS
from app.form import FIELDS, PART_FIELDS, Form, cites, draft_of, form_of, form_of_fiche, rows, without_row
from catalogue.body import HEADINGS
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.draft import Draft, Places, read_draft, write_draft
from catalogue.fiche import Demarrage, Fiche
from catalogue.fiche_file import KEYS, parse_fiche
from catalogue.vocabulary import Vocabulary
from index.generation import Generation
from index.publication import current
from tests.conftest import HEADER, fiche_text

# What is read from a file is normalised, which lengthens a few signs.
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Z"]), min_size=1, max_size=20
).map(lambda word: unicodedata.normalize("NFC", word)[:20])
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


@cache
def own_catalogue() -> Catalogue:
    """The project's own catalogue."""
    read = read_catalogue(HERE)
    assert isinstance(read, Catalogue), read
    return read


@pytest.fixture
def real() -> Catalogue:
    """The project's own catalogue."""
    return own_catalogue()


def through_a_browser(form: Form) -> Form:
    """The form as a browser sends it back: lines end with two signs, what is not checked is not sent."""
    return MultiDict([(name, value.replace("\n", "\r\n")) for name, value in form.items(multi=True)])


def test_every_key_of_a_fiche_has_its_field() -> None:
    asked = {name.split(".")[0] for name in FIELDS} - {"sections"} | set(PART_FIELDS)
    assert asked == set(KEYS)
    assert {name.split(".")[1] for name in FIELDS if name.startswith("demarrage.")} == set(Demarrage.model_fields)
    assert {name.removeprefix("sections.") for name in FIELDS if name.startswith("sections.")} == set(HEADINGS)
    assert [step.id for step in STEPS] == ["identite", "recit", "exemples", "sources", "relecture"]


def test_a_published_fiche_goes_through_the_form_without_a_changed_byte(real: Catalogue) -> None:
    for slug in (fiche.slug for fiche in real.fiches):
        markdown = (HERE / "fiches" / f"{slug}.md").read_text("utf-8")
        published = read_draft(markdown)
        assert published
        form, left_out = form_of(published, real.vocabulary)
        assert left_out == []
        assert write_draft(draft_of(through_a_browser(form)), published) == markdown, slug


def test_a_fiche_written_anew_from_its_form_says_the_same(real: Catalogue) -> None:
    for fiche in real.fiches:
        text = write_draft(draft_of(through_a_browser(form_of_fiche(fiche, real.vocabulary))))
        assert parse_fiche(text, fiche.slug, "", real.vocabulary) == fiche


def nasty(fiche: Fiche, lines: list[str], bodies: list[str]) -> Fiche:
    """The same fiche, each of its free texts being one of these."""
    words, texts = cycle(dict.fromkeys(line[:39].strip() + "é" for line in lines)), cycle(lines)
    several = {
        name: list(dict.fromkeys(next(words) for _ in lines)) for name in ("etiquettes", "aussi_appele", "auteurs")
    }
    exemples = [
        {**exemple.model_dump(), "collectivite": next(texts), "texte": next(texts), "resultat": next(texts)}
        for exemple in fiche.exemples
    ]
    sources = [{**source.model_dump(), "titre": next(texts), "organisme": next(texts)} for source in fiche.sources]
    liens = [{**lien.model_dump(), "raison": next(texts)} for lien in fiche.liens]
    sections = [{"titre": title, "texte": body} for title, body in zip(HEADINGS, bodies, strict=True)]
    free = {"titre": f"Titre {next(texts)}", "resume": f"{next(texts)} {'x' * 80}", "sections": sections}
    changed = {**fiche.model_dump(), **several, **free, "exemples": exemples, "sources": sources, "liens": liens}
    return Fiche.model_validate(changed)


BODY = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=80)


@settings(max_examples=40, deadline=None)
@given(
    number=st.integers(0, 24),
    lines=st.lists(LINE, min_size=1, max_size=12),
    bodies=st.lists(BODY, min_size=len(HEADINGS), max_size=len(HEADINGS)),
)
def test_any_fiche_goes_to_the_form_and_back_without_loss(number: int, lines: list[str], bodies: list[str]) -> None:
    real = own_catalogue()  # a fixture would be printed at each example
    fiche = nasty(real.fiches[number], lines, bodies)
    written = write_draft(draft_of(form_of_fiche(fiche, real.vocabulary)))
    read = parse_fiche(written, fiche.slug, "", real.vocabulary)
    assert isinstance(read, Fiche), read
    again = write_draft(draft_of(through_a_browser(form_of_fiche(read, real.vocabulary))))
    assert again == written
    assert parse_fiche(again, fiche.slug, "", real.vocabulary) == read


KEYS_OF_HEADER = yaml.load(HEADER, yaml.BaseLoader)


@pytest.mark.parametrize(
    "header",
    [
        json.dumps(KEYS_OF_HEADER) + "\n",
        json.dumps(KEYS_OF_HEADER, indent=0) + "\n",
        indent(HEADER, "  "),
        HEADER + "...\n",
    ],
    ids=["braces on one line", "braces on several", "indented", "ended"],
)
def test_a_header_in_another_style_of_yaml_can_be_corrected(header: str, vocabulary: Vocabulary) -> None:
    text = fiche_text(header)
    fiche, published = parse_fiche(text, "x", "", vocabulary), read_draft(text)
    assert isinstance(fiche, Fiche)
    assert published
    for titre in (fiche.titre, "Autre guichet"):
        draft = Draft(published.keys | {"titre": titre}, published.sections)
        written = write_draft(draft, published)
        assert "{" not in written
        assert parse_fiche(written, "x", "", vocabulary) == fiche.model_copy(update={"titre": titre})


def test_what_no_field_can_hold_is_named(vocabulary: Vocabulary) -> None:
    header = "titre: Forum\nnature: RH\nformes: service\netapes: x\nexemples: [un, deux]\n"
    header += "sources: [{titre: A, lien: b}]\n"
    draft = read_draft(f"---\n{header}---\n## Le bilan\n\nRien.\n")
    assert draft
    form, left_out = form_of(draft, vocabulary)
    assert left_out == ["Le bilan", "etapes", "exemples", "sources"]
    assert (form["titre"], form["nature"], form["sources.0.titre"]) == ("Forum", "RH", "A")
    assert form.getlist("formes") == ["service"]


@pytest.mark.parametrize("text", ["", "Bonjour", "---\ntitre: [\n---\n", "---\n- a\n---\n"])
def test_what_is_no_fiche_at_all_is_not_a_draft(text: str) -> None:
    assert read_draft(text) is None


def test_every_line_of_a_file_leads_to_its_field(real: Catalogue) -> None:
    text = (HERE / "fiches" / "guichet-unique.md").read_text("utf-8")
    places = Places(text)
    lines = text.splitlines()
    for start, place in (
        ("titre:", ("titre",)),
        ("formes:", ("formes",)),
        ("  - front-office", ("etiquettes",)),
        ("  delai:", ("demarrage", "delai")),
        ('    departement: "78"', ("exemples", 1, "departement")),
        ("  - fiche: portail-famille", ("liens", 2, "fiche")),
        ("    organisme: Ville de Chatou", ("sources", 1, "organisme")),
        ("Reste à fixer", ("sections", "La réponse")),
        ("---", ()),
    ):
        assert places.at(next(n for n, line in enumerate(lines, 1) if line.startswith(start))) == place


def test_a_source_that_goes_away_renumbers_what_cites_the_later_ones() -> None:
    form: Form = MultiDict(
        {
            "sections.Le besoin": "Un [1], trois [3].",
            "exemples.0.sources": "1, 3",
            "sources.0.titre": "A",
            "sources.1.titre": "B",
            "sources.2.titre": "C",
        }
    )
    assert cites(form, 1)
    assert cites(form, 3)
    assert not cites(form, 2)
    left = without_row(form, "sources", 1)
    assert left.to_dict() == {
        "sections.Le besoin": "Un [1], trois [2].",
        "exemples.0.sources": "1, 2",
        "sources.0.titre": "A",
        "sources.1.titre": "C",
    }
    assert rows(left, "sources") == 2


TWELVE = {
    "titre": "Oui",
    "resume": "Court.",
    "etiquettes": "a",
    "etape": "arretee",
    "sections.Le besoin": "Du texte [3].",
    "sections.La réponse": "<b>Gras</b>",
    "exemples.0.collectivite": "Dreux",
    "exemples.0.annee": "l'an dernier",
    "sources.0.titre": "Un rapport",
    "sources.0.url": "www.exemple.fr",
    "publiee": "hier",
    "vues": "sources",
}


def test_every_mistake_of_a_form_is_told_at_once_beside_its_field_in_the_words_of_the_command_line(
    real_var: Path,
) -> None:
    folder = current(real_var)
    assert folder
    generation = Generation(folder)
    made = contribution(MultiDict(TWELVE), generation)
    said = parse_fiche(made.text, made.slug, "", generation.vocabulary)
    generation.close()
    assert isinstance(said, list)
    assert sorted(message for messages in made.messages.values() for message in messages) == sorted(
        problem.message for problem in said
    )
    assert made.messages == {
        "titre": ["« titre » est trop court (3) ; il faut au moins 5 signes."],
        "resume": ["« resume » est trop court (6) ; il faut au moins 80 signes."],
        "nature": ["la rubrique « nature » manque."],
        "domaine": ["la rubrique « domaine » manque."],
        "formes": ["la rubrique « formes » manque."],
        "collectivites": ["la rubrique « collectivites » manque."],
        "etiquettes": ["« etiquettes » est trop court (1) ; il faut au moins 2 signes."],
        "raison_arret": ["« raison_arret » accompagne l'étape « arretee », et elle seule : dites pourquoi."],
        "exemples.0.type": ["la rubrique « type » manque."],
        "exemples.0.departement": [
            "un exemple se situe par « departement » ou, s'il couvre toute une région, par « region »."
        ],
        "exemples.0.annee": [
            "« annee » doit être un nombre entier, sans espace ni unité ; « l'an dernier » n'en est pas un."
        ],
        "exemples.0.texte": ["la rubrique « texte » manque."],
        "exemples.0.sources": ["la rubrique « sources » manque."],
        "sources.0.organisme": ["la rubrique « organisme » manque."],
        "sources.0.url": ["« www.exemple.fr » n'est pas une adresse web complète, comme https://www.exemple.fr/page."],
        "auteurs": ["la rubrique « auteurs » manque."],
        "publiee": ["« publiee » doit être une date comme 2026-11-24 ; « hier » n'en est pas une."],
        "sections.Le besoin": ["[3] renvoie à une source qui n'existe pas : la fiche en cite 1."],
        "sections.La réponse": ["le texte contient du HTML : écrivez en Markdown, et « &lt; » pour le signe « < »."],
        **{
            f"sections.{heading}": [f"la section « {heading} » est vide ; écrivez au moins « non documenté »."]
            for heading in HEADINGS[2:]
        },
    }
