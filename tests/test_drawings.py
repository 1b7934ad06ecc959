"""The drawings of the pages: what they say, and that no text of a stranger changes what they are made of."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest

from app.drawings import bar, diagram, france, profile_chart, study_bar
from app.france import areas
from app.links import bonds
from app.profile import POINTS, Answer, Score, read_profile
from app.shares import Share, study_share
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.typography import french_spaces
from catalogue.vocabulary import Term, Vocabulary
from index.store import Outline

HOSTILE = [
    "</text><script>alert(1)</script>",
    '" onload="x',
    "' onload='x",
    "&",
    "&lt;b&gt; <b>l'eau</b> : tout va ; quoi ?",
]
Pairs = list[tuple[Outline, Outline]]
Shape = tuple[str, list[str], list["Shape"]]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The project's own catalogue."""
    read = read_catalogue(HERE)
    assert isinstance(read, Catalogue), read
    return read


@pytest.fixture(scope="module")
def pairs(catalogue: Catalogue) -> Pairs:
    """What carries what in it."""
    found = bonds({fiche.slug: Outline.of(fiche) for fiche in catalogue.fiches})
    return [(bond.manageriale, bond.societale) for bond in found]


def of_class(drawing: Element, name: str) -> list[Element]:
    return [element for element in drawing.iter() if element.get("class") == name]


def shape(element: Element) -> Shape:
    """An element without its texts: its name, those of its attributes, and the elements that it holds."""
    return element.tag, sorted(element.keys()), [shape(one) for one in element]


def words(element: Element) -> str:
    """What is read in an element, wherever its lines end."""
    return "".join(element.itertext()).replace(" ", "")


def scores(libelle: str) -> list[Score]:
    """Two groups of this name: two points out of four, then none out of none."""
    groupe = Term("groupe", libelle, "")
    return [Score(groupe, (Answer(groupe, "en-partie"), Answer(groupe, "en-partie"))), Score(groupe, ())]


# What they say


@pytest.mark.parametrize("percent", [0, 33, 100])
def test_a_bar_is_as_long_as_its_share(percent: int) -> None:
    drawing = fromstring(bar(percent))
    assert drawing.attrib == {"class": "barre", "width": "100%", "height": "14", "aria-hidden": "true"}
    assert [(one.get("class"), one.get("width")) for one in drawing] == [("fond", "100%"), ("plein", f"{percent}%")]


def test_a_bar_of_the_study_shows_the_margin_of_its_complete_half(catalogue: Catalogue) -> None:
    share = study_share(catalogue.lists.study, "manageriale")
    assert share
    drawing = fromstring(study_bar(share))
    assert [one.get("width") for one in of_class(drawing, "contour")] == ["53%"]
    ends = [(one.get("x1"), one.get("x2")) for one in of_class(drawing, "marge")]
    assert ends == [("45%", "61%"), ("45%", "45%"), ("61%", "61%")]


@pytest.mark.parametrize("reponse", [*POINTS, ""])
def test_a_profile_has_a_square_for_each_point(vocabulary: Vocabulary, reponse: str) -> None:
    profile = read_profile(vocabulary, dict.fromkeys(vocabulary.terms["facteurs"], reponse))
    drawing = fromstring(profile_chart(profile.scores))
    points, maximum = (sum(getattr(score, name) for score in profile.scores) for name in ("points", "maximum"))
    assert (len(of_class(drawing, "plein")), len(of_class(drawing, "vide"))) == (points, maximum - points)
    assert [text.text for text in drawing.iter("text")] == [
        french_spaces(f"{score.groupe.libelle} : {score.points} sur {score.maximum}") for score in profile.scores
    ]


def test_a_profile_says_itself_in_a_sentence() -> None:
    drawing = fromstring(profile_chart(scores("L'organisation")))
    title = drawing.find("title")
    assert title is not None
    assert title.get("id") == drawing.get("aria-labelledby")
    assert title.text == "Points par groupe de facteurs\u00a0: L’organisation, 2 sur 4\u202f; L’organisation, 0 sur 0."


def test_a_diagram_has_a_line_for_each_pair_and_a_name_for_each_fiche(pairs: Pairs) -> None:
    drawing = fromstring(diagram(pairs))
    lines = [(line.get("y1"), line.get("y2")) for line in of_class(drawing, "trait")]
    assert len(set(lines)) == len(lines) == len(pairs)
    names = {link.get("href"): words(link) for link in drawing.iter("a")}
    titles = {fiche.slug: french_spaces(fiche.titre) for pair in pairs for fiche in pair}
    assert names == {f"/fiches/{slug}": title.replace(" ", "") for slug, title in titles.items()}


def test_a_title_of_a_diagram_is_read_with_its_hyphens_and_without_a_space_after_them(pairs: Pairs) -> None:
    read = {link.get("href"): "".join(link.itertext()).strip() for link in fromstring(diagram(pairs)).iter("a")}
    assert "Co-conception des parcours médico-sociaux" in read.values()
    assert [text for text in read.values() if "- " in text] == []


def test_each_line_of_a_diagram_goes_from_one_fiche_of_its_pair_to_the_other(pairs: Pairs) -> None:
    ends: dict[str | None, str | None] = {}
    drawn = []
    groups = fromstring(diagram(pairs)).findall("g")
    for group in groups:
        link, circle = group.find("a"), group.find("circle")
        assert link is not None
        assert circle is not None
        ends[circle.get("cy") if circle.get("cx") == "57%" else None] = link.get("href")
    for group in groups:
        link = group.find("a")
        assert link is not None
        drawn += [(link.get("href"), ends[line.get("y2")]) for line in group.findall("line")]
    assert sorted(drawn, key=str) == sorted(((f"/fiches/{a.slug}", f"/fiches/{b.slug}") for a, b in pairs), key=str)


@pytest.mark.parametrize("x", ["41.5%", "58.5%"])
def test_no_label_of_a_diagram_lies_over_another(pairs: Pairs, x: str) -> None:
    drawing = fromstring(diagram(pairs))
    heights = [int(text.get("y", 0)) for text in drawing.iter("text") if text.get("x") == x]
    assert all(after - before >= 15 for before, after in pairwise(heights))
    assert 0 < heights[0] < heights[-1] < int(drawing.get("height", 0))


def test_a_diagram_of_nothing_is_empty() -> None:
    drawing = fromstring(diagram([]))
    assert (drawing.get("height"), len(drawing)) == ("0", 0)


def test_a_map_shows_each_number_on_its_departement_and_leads_to_it() -> None:
    drawing = fromstring(france({"29": 2, "35": 7}, ["2A"], lambda code: f"{code} – Nom", lambda code: f"/?d={code}"))
    assert len(list(drawing.iter("path"))) == len(areas({}))
    links = [(link.get("href"), link.get("class"), link.findtext("text")) for link in drawing.iter("a")]
    assert links == [("/?d=29", "teinte-2", "2"), ("/?d=2A", "teinte-0", "0"), ("/?d=35", "teinte-3", "7")]
    assert [(link.get("aria-label"), link.get("aria-current")) for link in drawing.iter("a")] == [
        ("29 – Nom\u00a0: 2 cas", None),
        ("2A – Nom\u00a0: 0 cas, choisi", "true"),
        ("35 – Nom\u00a0: 7 cas", None),
    ]
    assert drawing.findtext("a/title") == "29 – Nom\u00a0: 2 cas"


# What they are made of


def plain(text: str) -> str:
    """A text as long as this one, cut into lines at the same places, that no markup needs."""
    return re.sub(r"[^\w\s]", "x", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_name_of_a_group_is_a_text_in_the_profile(text: str) -> None:
    drawing, harmless = fromstring(profile_chart(scores(text))), fromstring(profile_chart(scores(plain(text))))
    assert shape(drawing) == shape(harmless)
    assert drawing.findtext("title") == french_spaces(
        f"Points par groupe de facteurs : {text}, 2 sur 4 ; {text}, 0 sur 0."
    )
    assert drawing.findtext("text") == french_spaces(f"{text} : 2 sur 4")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_title_of_a_fiche_and_its_slug_are_texts_in_the_diagram(pairs: Pairs, text: str) -> None:
    def drawn(text: str) -> Element:
        one, other = pairs[0]
        return fromstring(diagram([(replace(one, titre=text), replace(other, titre=text, slug=text))]))

    drawing = drawn(text)
    assert shape(drawing) == shape(drawn(plain(text)))
    links = list(drawing.iter("a"))
    assert [words(link) for link in links] == [french_spaces(text).replace(" ", "")] * 2
    assert links[1].get("href") == f"/fiches/{text}"


@pytest.mark.parametrize("text", HOSTILE)
def test_the_name_of_a_departement_and_its_address_are_texts_in_the_map(text: str) -> None:
    def drawn(text: str) -> Element:
        return fromstring(france({"29": 1, "35": 3}, ["35"], lambda _: text, lambda _: text))

    drawing = drawn(text)
    assert shape(drawing) == shape(drawn(plain(text)))
    label = french_spaces(f"{text} : 1 cas")
    link = drawing.find("a")
    assert link is not None
    assert (link.get("aria-label"), link.findtext("title"), link.get("href")) == (label, label, text)


def test_a_drawing_holds_short_numbers_and_nothing_that_a_page_has_no_use_for(
    pairs: Pairs, vocabulary: Vocabulary
) -> None:
    drawings = [
        bar(33),
        study_bar(Share(100, 311)),
        profile_chart(read_profile(vocabulary, {}).scores),
        diagram(pairs),
        france({"29": 1}, (), str, str),
    ]
    for drawing in drawings:
        assert "xmlns" not in drawing
        numbers = [
            held for one in fromstring(drawing).iter() for key, held in one.items() if key in {"x", "y", "width"}
        ]
        assert [number for number in numbers if not re.fullmatch(r"\d+(\.[1-9])?%?", number)] == []
