"""The parameters of a search: what an address asks, what it may not ask, and the way back to an address."""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.parameters import UnknownValueError, Way, query_string, read_query, shown, without
from catalogue.collection import HERE
from catalogue.vocabulary import Vocabulary, read_vocabulary
from index.build import Built, build
from index.facets import FACETS, KINDS_OF_FACETS
from index.generation import Generation
from index.search import SORTS, Query
from tests.conftest import BODY, fiche_text, front_matter

ETIQUETTES = ("accueil", "ete")


def values() -> dict[str, tuple[str, ...]]:
    """Every value that each facet knows in the small catalogue."""
    vocabulary = read_vocabulary(HERE / "vocabulaire.yml")
    assert isinstance(vocabulary, Vocabulary)
    return {
        facet: tuple(vocabulary.terms[KINDS_OF_FACETS[facet]]) if facet in KINDS_OF_FACETS else ETIQUETTES
        for facet in FACETS
    }


VALUES = values()
SELECTIONS = st.fixed_dictionaries(
    {}, optional={facet: st.lists(st.sampled_from(known), max_size=3) for facet, known in VALUES.items()}
)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """A catalogue of one fiche, with a cost and an étiquette that has an accent."""
    folder = tmp_path_factory.mktemp("petit")
    (folder / "fiches").mkdir()
    header = front_matter(etiquettes="[accueil, été]", demarrage="{cout: faible}")
    (folder / "fiches" / "guichet-unique.md").write_text(fiche_text(header, BODY), "utf-8")
    built = build(folder, folder / "var")
    assert isinstance(built, Built), built
    with closing(Generation(built.folder)) as opened:
        yield opened


def read(address: str, generation: Generation) -> Query:
    return read_query(MultiDict(parse_qsl(address, keep_blank_values=True)), generation)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", Query()),
        ("q=", Query()),
        ("q=eau", Query("eau")),
        ("q=eau&q=air", Query("eau")),
        ("q=++de++l%27eau++", Query("de l'eau")),
        ("q=eau%00%09%0Apotable", Query("eau potable")),
        ("q=12%C2%A0000%E2%80%AFmots", Query("12 000 mots")),
        ("q=%C3%A9t%C3%A9+%22au+bord%22+-mer+eau*", Query('été "au bord" -mer eau*')),
        ("nature=societale", Query(selection={"nature": ("societale",)})),
        (
            "nature=societale&domaine=vie-locale&nature=manageriale",
            Query(selection={"nature": ("societale", "manageriale"), "domaine": ("vie-locale",)}),
        ),
        ("nature=societale&nature=societale", Query(selection={"nature": ("societale",)})),
        ("nature=&domaine=", Query()),
        ("etiquette=ete", Query(selection={"etiquette": ("ete",)})),
        ("facteur=simplicite", Query(selection={"facteur": ("simplicite",)})),
        ("cout=eleve&delai=plus-18-mois", Query(selection={"cout": ("eleve",), "delai": ("plus-18-mois",)})),
        ("region=01", Query(selection={"region": ("01",)})),
        ("forme=service&collectivite=sdis", Query(selection={"forme": ("service",), "collectivite": ("sdis",)})),
        ("tri=", Query()),
        ("tri=pertinence", Query(tri="pertinence")),
        ("tri=recent", Query(tri="recent")),
        ("tri=titre", Query(tri="titre")),
        ("page=", Query()),
        ("page=1", Query()),
        ("page=007", Query(page=7)),
        ("page=999999", Query(page=999999)),
        ("exact=1", Query(exact=True)),
        ("exact=0", Query()),
        ("exact=oui", Query()),
        ("utm_source=lettre&natures=x", Query()),
    ],
)
def test_an_address_asks_a_query(generation: Generation, address: str, expected: Query) -> None:
    assert read(address, generation) == expected


def test_words_beyond_three_hundred_characters_are_not_searched(generation: Generation) -> None:
    assert read(f"q={'a' * 299}bcd", generation) == Query("a" * 299 + "b")


@pytest.mark.parametrize(
    ("address", "field", "message", "way"),
    [
        ("nature=rouge", "nature", "Le filtre « nature » ne connaît pas la valeur « rouge ».", None),
        (
            "nature=managerial",
            "nature",
            "Le filtre « nature » ne connaît pas la valeur « managerial ».",
            Way("manageriale", "/recherche?nature=manageriale", "Managériale"),
        ),
        (
            "nature=Manageriale",
            "nature",
            "Le filtre « nature » ne connaît pas la valeur « Manageriale ».",
            Way("manageriale", "/recherche?nature=manageriale", "Managériale"),
        ),
        (
            "nature=manageriale&nature=verte&domaine=x",
            "nature",
            "Le filtre « nature » ne connaît pas la valeur « verte ».",
            None,
        ),
        (
            "nature=+manageriale",
            "nature",
            "Le filtre « nature » ne connaît pas la valeur «  manageriale ».",
            Way("manageriale", "/recherche?nature=manageriale", "Managériale"),
        ),
        ("domaine=RH", "domaine", "Le filtre « domaine » ne connaît pas la valeur « RH ».", None),
        (
            "etiquette=%C3%A9te",
            "etiquette",
            "Le filtre « etiquette » ne connaît pas la valeur « éte ».",
            Way("ete", "/recherche?etiquette=ete", "été"),
        ),
        ("forme=x", "forme", "Le filtre « forme » ne connaît pas la valeur « x ».", None),
        ("collectivite=x", "collectivite", "Le filtre « collectivite » ne connaît pas la valeur « x ».", None),
        ("facteur=x", "facteur", "Le filtre « facteur » ne connaît pas la valeur « x ».", None),
        (
            "cout=faibles",
            "cout",
            "Le filtre « cout » ne connaît pas la valeur « faibles ».",
            Way("faible", "/recherche?cout=faible", "Faible"),
        ),
        ("delai=x", "delai", "Le filtre « delai » ne connaît pas la valeur « x ».", None),
        ("region=99", "region", "Le filtre « region » ne connaît pas la valeur « 99 ».", None),
        (
            f"nature={'a' * 81}",
            "nature",
            f"Le filtre « nature » ne connaît pas la valeur « {'a' * 80}… ».",
            None,
        ),
        ("tri=prix", "tri", "On ne trie pas par « prix » : choisissez pertinence, recent, titre.", None),
        ("tri=Titre", "tri", "On ne trie pas par « Titre » : choisissez pertinence, recent, titre.", None),
        ("page=0", "page", "« 0 » n'est pas un numéro de page.", None),
        ("page=000", "page", "« 000 » n'est pas un numéro de page.", None),
        ("page=-1", "page", "« -1 » n'est pas un numéro de page.", None),
        ("page=%2B1", "page", "« +1 » n'est pas un numéro de page.", None),
        ("page=1.5", "page", "« 1.5 » n'est pas un numéro de page.", None),
        ("page=1_0", "page", "« 1_0 » n'est pas un numéro de page.", None),
        ("page=+2", "page", "«  2 » n'est pas un numéro de page.", None),
        ("page=%C2%B2", "page", "« ² » n'est pas un numéro de page.", None),
        ("page=deux", "page", "« deux » n'est pas un numéro de page.", None),
        ("page=1000000", "page", "« 1000000 » n'est pas un numéro de page.", None),
        (f"page={'9' * 5000}", "page", f"« {'9' * 80}… » n'est pas un numéro de page.", None),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_a_value_that_cannot_be_is_refused_by_name_with_the_nearest(
    generation: Generation, address: str, field: str, message: str, way: Way | None
) -> None:
    with pytest.raises(UnknownValueError) as refused:
        read(address, generation)
    assert (refused.value.field, str(refused.value), refused.value.way) == (field, message, way)


def test_the_way_to_the_nearest_value_asks_the_rest_from_the_first_page(generation: Generation) -> None:
    with pytest.raises(UnknownValueError) as refused:
        read("q=l%27eau&cout=faible&nature=managerial&nature=societale&page=3", generation)
    assert refused.value.way == Way(
        "manageriale", "/recherche?q=l%27eau&cout=faible&nature=manageriale&nature=societale", "Managériale"
    )


def test_the_nearest_value_that_is_proposed_is_one_that_the_filter_accepts(generation: Generation) -> None:
    with pytest.raises(UnknownValueError) as refused:
        read("etiquette=acueil", generation)
    assert refused.value.way == Way("accueil", "/recherche?etiquette=accueil", "accueil")
    assert read("etiquette=accueil", generation) == Query(selection={"etiquette": ("accueil",)})


@pytest.mark.parametrize(
    ("length", "expected"), [(0, ""), (80, "a" * 80), (81, "a" * 80 + "…"), (3000, "a" * 80 + "…")]
)
def test_an_error_repeats_the_beginning_of_a_value(length: int, expected: str) -> None:
    assert shown("a" * length) == expected


# From a query to its address


@pytest.mark.parametrize(
    ("query", "changes", "expected"),
    [
        (Query(), {}, ""),
        (Query("l'été & l'eau"), {}, "q=l%27%C3%A9t%C3%A9+%26+l%27eau"),
        (
            Query("eau", {"nature": ("societale", "manageriale")}, "titre", 2, exact=True),
            {},
            "q=eau&nature=societale&nature=manageriale&tri=titre&exact=1&page=2",
        ),
        (Query("eau", page=3), {"page": 1}, "q=eau"),
        (Query("eau", page=3), {"page": 4}, "q=eau&page=4"),
        (Query("eau", page=3), {"tri": "recent", "page": 1}, "q=eau&tri=recent"),
        (Query("eau", exact=True), {"exact": 0, "page": 1}, "q=eau"),
        (Query("eau"), {"exact": 1, "page": 1}, "q=eau&exact=1"),
        (Query("eau", {"nature": ("societale",)}), {"nature": ()}, "q=eau"),
        (Query("eau"), {"domaine": ("vie-locale",)}, "q=eau&domaine=vie-locale"),
    ],
)
def test_an_address_says_no_more_than_the_query(query: Query, changes: dict[str, object], expected: str) -> None:
    assert query_string(query, **changes) == expected


def test_a_query_does_not_change_when_its_address_is_made_with_changes() -> None:
    query = Query("eau", {"nature": ("societale",)}, "titre", 2)
    query_string(query, nature=(), page=1, tri="")
    assert query == Query("eau", {"nature": ("societale",)}, "titre", 2)


@pytest.mark.parametrize(
    ("selection", "facet", "value", "expected"),
    [
        ({"nature": ("societale", "manageriale")}, "nature", "societale", ("manageriale",)),
        ({"nature": ("societale",)}, "nature", "societale", ()),
        ({"nature": ("societale",)}, "nature", "manageriale", ("societale",)),
        ({"nature": ("societale",)}, "domaine", "societale", ()),
    ],
)
def test_one_value_of_a_facet_is_let_go(
    selection: dict[str, tuple[str, ...]], facet: str, value: str, expected: tuple[str, ...]
) -> None:
    assert without(selection, facet, value) == expected


@given(
    q=st.text(max_size=400),
    selection=SELECTIONS,
    tri=st.sampled_from(["", *SORTS]),
    page=st.integers(1, 999_999),
    exact=st.booleans(),
)
def test_a_query_read_from_an_address_gives_an_address_that_asks_the_same(
    generation: Generation, q: str, selection: dict[str, list[str]], tri: str, page: int, exact: bool
) -> None:
    asked = MultiDict({"q": [q], **selection, "tri": [tri], "page": [str(page)], "exact": [str(int(exact))]})
    query = read_query(asked, generation)
    assert query.selection == {facet: tuple(dict.fromkeys(chosen)) for facet, chosen in selection.items() if chosen}
    assert (query.tri, query.page, query.exact) == (tri, page, exact)
    assert read(query_string(query), generation) == query


@given(page=st.text(max_size=12) | st.integers(-10, 10_000_000).map(str))
def test_a_page_is_a_number_or_is_refused(generation: Generation, page: str) -> None:
    asked = MultiDict({"page": page})
    if page == "" or (page.isdecimal() and len(page) <= 6 and int(page) > 0):
        assert read_query(asked, generation) == Query(page=int(page or "1"))
    else:
        with pytest.raises(UnknownValueError) as refused:
            read_query(asked, generation)
        message = f"« {page} » n'est pas un numéro de page."
        assert (refused.value.field, str(refused.value)) == ("page", message)


@given(q=st.text())
def test_whatever_is_typed_is_searched_as_one_printable_line(generation: Generation, q: str) -> None:
    read_q = read_query(MultiDict({"q": q}), generation).q
    assert read_q.isprintable()
    assert read_q == " ".join(read_q.split())
    assert len(read_q) <= 300
    assert "".join(read_q.split()) == "".join(c for c in q[:300] if c.isprintable() and c != " ")
