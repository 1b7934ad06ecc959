"""From the Markdown of a fiche to its plain text and its sentences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.typography import french_spaces
from index.text import SENTENCE_END, plain_text


def sentences(text: str) -> list[str]:
    return [sentence for sentence in (part.strip() for part in SENTENCE_END.split(text)) if sentence]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", ""),
        ("Une ligne\nqui continue.", "Une ligne qui continue."),
        ("Un paragraphe.\n\nUn autre.", "Un paragraphe.\nUn autre."),
        ("Un.\n\n\n \n\nDeux.", "Un.\nDeux."),
        ("Trois cercles :\n\n- l'accueil ;\n- le guichet.", "Trois cercles :\nl'accueil ;\nle guichet."),
        ("* un\n* deux\n+ trois", "un\ndeux\ntrois"),
        ("1. Compter.\n2. Choisir.\n10. Ouvrir.", "Compter.\nChoisir.\nOuvrir."),
        ("- un point\n  qui continue\n- un autre", "un point qui continue\nun autre"),
        ("- un\n  - deux\n    - trois", "un\ndeux\ntrois"),
        ("> Une citation\n> qui continue.", "Une citation qui continue."),
        ("### Un sous-titre\n\nDu texte.", "Un sous-titre\nDu texte."),
        ("### Un sous-titre\nDu texte.", "Un sous-titre\nDu texte."),
        ("Avant-projet 2014 - 2020", "Avant-projet 2014 - 2020"),
    ],
    ids=[
        "nothing",
        "one paragraph",
        "two paragraphs",
        "blank lines",
        "list after a paragraph",
        "other bullets",
        "numbered list",
        "item on two lines",
        "nested list",
        "quotation",
        "heading",
        "heading that touches its text",
        "hyphens",
    ],
)
def test_each_paragraph_and_each_list_item_is_a_line(markdown: str, expected: str) -> None:
    assert plain_text(markdown) == french_spaces(expected)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**Compter.** Recensez.", "Compter. Recensez."),
        ("Un *mot* et un _autre_.", "Un mot et un autre."),
        ("***Tout***", "Tout"),
        ("Lancez `make run`.", "Lancez make run."),
        ("Le fichier nom_de_fichier.", "Le fichier nom_de_fichier."),
        ("[Le rapport](https://exemple.fr/a) dit.", "Le rapport dit."),
        ("[Le budget](https://exemple.fr/Budget_(finances)) dit.", "Le budget dit."),
        ("- **[Lien](https://exemple.fr)** : suite", "Lien : suite"),
        ("Moins de 5 &lt; 6 &amp; plus", "Moins de 5 < 6 & plus"),
    ],
    ids=[
        "strong",
        "emphasis",
        "both",
        "code",
        "underscores in a word",
        "link",
        "address with brackets",
        "all together",
        "entities",
    ],
)
def test_markdown_signs_are_left_out(markdown: str, expected: str) -> None:
    assert plain_text(markdown) == french_spaces(expected)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("La caisse est unique [1].", "La caisse est unique."),
        ("Huit agents [8][12], puis dix [3].", "Huit agents, puis dix."),
        ("En 2014\n[4], tout change.", "En 2014, tout change."),
        ("Le code [ABC] reste.", "Le code [ABC] reste."),
    ],
    ids=["one", "several", "at the start of a line", "no number"],
)
def test_source_markers_are_left_out(markdown: str, expected: str) -> None:
    assert plain_text(markdown) == french_spaces(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Une seule phrase", ["Une seule phrase"]),
        ("Dreux ouvre. Chatou suit.", ["Dreux ouvre.", "Chatou suit."]),
        ("Pourquoi ? Parce que ! Bon… Enfin.", ["Pourquoi ?", "Parce que !", "Bon…", "Enfin."]),
        ("Fini. Évreux commence.", ["Fini.", "Évreux commence."]),
        ("Fini. « Oui », dit-elle.", ["Fini.", "« Oui », dit-elle."]),
        ("Fini. 12 agents restent.", ["Fini.", "12 agents restent."]),
        ("un point ;\nun autre", ["un point ;", "un autre"]),
        ("Il paie 3,5 € ? oui, en ligne.", ["Il paie 3,5 € ? oui, en ligne."]),
        ("Voir exemple.fr pour la suite.", ["Voir exemple.fr pour la suite."]),
    ],
    ids=[
        "nothing",
        "one",
        "two",
        "other signs",
        "accented capital",
        "guillemets",
        "number",
        "lines",
        "no capital after",
        "point inside",
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "C'est la règle de l'article L. 114-2 du code.",
        "C'est la règle de l'article R. 1617-2 du code.",
        "C'est la règle de l'article D. 123-1 du code.",
        "Le maire, M. Carassus, ouvre la séance.",
        "Le rapport le dit p. 12 et après.",
    ],
)
def test_an_abbreviation_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} Une autre suit.") == [sentence, "Une autre suit."]


@given(st.text(st.sampled_from("ab É1.!?…«» \n\u00a0,;")) | st.text())
@settings(deadline=None)
def test_no_character_is_lost_between_sentences_but_spaces(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(sentence == sentence.strip() != "" for sentence in found)


@given(st.text(st.sampled_from("ab*_`[]()#>-+1. \n")) | st.text())
@settings(deadline=None)
def test_a_plain_text_has_no_blank_line_and_no_double_space(markdown: str) -> None:
    lines = plain_text(markdown).split("\n")
    assert all("  " not in line and line == line.strip(" ") for line in lines)
    assert lines == [""] or all(lines)
