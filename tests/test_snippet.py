"""Snippets: text of strangers is escaped first, then marked."""

import re
from collections.abc import Iterable
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import AnalysedText
from index.french import tokens
from index.snippet import MAX_CHARACTERS, Marker
from index.words import Words

ODD = st.text(st.sampled_from("""<>&"'’; /=.,?!:«»()[]12 0-é·markbscipt\n""")) | st.text()
WORDS = st.sampled_from(["<b>", "</mark>", "<mark>", "&lt;", "&amp;", "l'eau", "« eau »", "R&D", "12 000 €", "eau ?"])


def terms_of(text: str) -> frozenset[str]:
    return frozenset(token.term for token in tokens(text))


def marker(text: str, terms: Iterable[str]) -> Marker:
    """What marks these terms in a catalogue that holds this text alone."""
    counted = AnalysedText(text).words.items()
    rows = [{"mot": word, "terme": term, "nombre": number} for (word, term), number in counted]
    return Marker([(term,) for term in terms], Words(rows))


def mark(text: str, terms: Iterable[str]) -> str:
    [html], _ = marker(text, terms).mark([text])
    return html


def shortened(sentence: str) -> str:
    """The snippet of a text of one sentence that holds « forum » once, without its mark."""
    _, [snippet] = marker(sentence, ["forum"]).mark([], [sentence])
    assert "<mark>forum</mark>" in snippet
    return snippet.replace("<mark>forum</mark>", "forum")


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text).replace("'", "’")


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("Un forum ouvert", "forum", "Un <mark>forum</mark> ouvert"),
        ("Forums et forum", "forum", "<mark>Forums</mark> et <mark>forum</mark>"),
        ("Les élus", "elu", "Les <mark>élus</mark>"),
        ("Un amp & deux lt < trois", "amp", "Un <mark>amp</mark> &amp; deux lt &lt; trois"),
        ("La R&D de l'İle", "rd", "La <mark>R&amp;D</mark> de l’İle"),
        ("Les élu·e·s votent", "elu", "Les <mark>élu·e·s</mark> votent"),
        ("Le cœur de ville", "coeur", "Le <mark>cœur</mark> de ville"),
        ("De l'eau pure", "eau", "De l’<mark>eau</mark> pure"),
        ("La R&D locale", "rd", "La <mark>R&amp;D</mark> locale"),
        ("Le C.N.F.P.T. forme", "cnfpt", "Le <mark>C.N.F.P.T.</mark> forme"),
        ("Pour 12 000 habitants", "12000", "Pour <mark>12\u202f000</mark> habitants"),
        ("Dès aujourd'hui", "aujourdhui", "Dès <mark>aujourd’hui</mark>"),
        ("Rien ici", "forum", "Rien ici"),
        ("", "forum", ""),
    ],
)
def test_the_words_of_a_term_are_marked_as_they_are_written(text: str, term: str, expected: str) -> None:
    assert mark(text, {term}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>forum</script>", "&lt;script&gt;<mark>forum</mark>&lt;/script&gt;"),
        ("a < b & forum", "a &lt; b &amp; <mark>forum</mark>"),
        ("</mark>forum<mark>", "&lt;/mark&gt;<mark>forum</mark>&lt;mark&gt;"),
        ("forum &lt;b&gt;", "<mark>forum</mark> &amp;lt;b&amp;gt;"),
    ],
    ids=["script", "signs", "marks", "entities"],
)
def test_what_looks_like_html_is_shown_as_text(text: str, expected: str) -> None:
    assert mark(text, {"forum"}) == expected


def test_a_term_that_is_part_of_html_cannot_open_a_tag() -> None:
    assert mark("<b> & <mark>", {"b", "mark"}) == "&lt;<mark>b</mark>&gt; &amp; &lt;<mark>mark</mark>&gt;"


@pytest.mark.parametrize("text", ["co-développement", "Le co-développement utile"])
def test_a_hyphenated_word_found_without_its_hyphen_is_marked_whole(text: str) -> None:
    expected = text.replace("co-développement", "<mark>co-développement</mark>")
    assert mark(text, {"codevelopp"}) in (expected, expected.replace("-", "</mark>-<mark>"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quel forum ?", "Quel <mark>forum</mark>\u202f?"),
        ("Le forum : un lieu", "Le <mark>forum</mark>\u00a0: un lieu"),
        ("« forum »", "«\u00a0<mark>forum</mark>\u00a0»"),
    ],
    ids=["question", "colon", "guillemets"],
)
def test_a_marked_word_keeps_the_french_spaces_around_it(text: str, expected: str) -> None:
    assert mark(text, {"forum"}) == expected


def test_a_number_that_is_marked_stays_beside_its_unit() -> None:
    assert mark("à 450 € près", {"450"}) == "à <mark>450</mark>\u00a0€ près"


@given(st.lists(ODD | WORDS, max_size=8).map(" ".join), st.integers(1, 3))
@settings(deadline=None, max_examples=300)
@example("<mark>l'eau</mark> &amp; <b>", 1)
def test_only_marks_are_tags_and_without_them_the_text_is_whole(text: str, step: int) -> None:
    html = mark(text, frozenset(sorted(terms_of(text))[::step]))
    assert re.fullmatch(r"(?:[^<>]|<mark>[^<>]+</mark>)*", html)
    assert without_spaces(unescape(re.sub(r"</?mark>", "", html))) == without_spaces(text)


@given(st.lists(ODD | WORDS, max_size=8).map(" ".join))
@settings(deadline=None)
def test_every_ampersand_begins_an_entity_of_ours(text: str) -> None:
    assert re.fullmatch(r"(?:[^&]|&amp;|&lt;|&gt;)*", mark(text, terms_of(text)))


@given(st.lists(ODD | WORDS, min_size=1, max_size=6))
@settings(deadline=None)
def test_texts_are_marked_together_as_each_would_be(texts: list[str]) -> None:
    together = marker("\n".join(texts), sorted(terms_of("\n".join(texts)))[::2])
    alone = [together.mark([text], [text]) for text in texts]
    assert together.mark(texts, texts) == ([html for [html], _ in alone], [html for _, [html] in alone])


def test_a_short_sentence_is_not_cut() -> None:
    sentence = "forum ".ljust(MAX_CHARACTERS, "x")
    assert shortened(sentence) == sentence


@pytest.mark.parametrize(
    ("before", "after", "opening", "closing"),
    [(0, 200, "", " …"), (100, 100, "… ", " …"), (200, 0, "… ", "")],
    ids=["at the start", "in the middle", "at the end"],
)
def test_a_long_sentence_is_cut_between_words_around_its_term(
    before: int, after: int, opening: str, closing: str
) -> None:
    sentence = " ".join(["mot"] * before + ["forum"] + ["mot"] * after)
    shown = shortened(sentence)
    assert shown.startswith(opening or "forum")
    assert shown.endswith(closing or "forum")
    assert set(shown.removeprefix(opening).removesuffix(closing).split(" ")) == {"mot", "forum"}
    assert MAX_CHARACTERS * 0.9 < len(shown) <= MAX_CHARACTERS + 4


@given(st.lists(st.text("abcdé'", min_size=1, max_size=20), min_size=30, max_size=90), st.data())
@settings(deadline=None)
def test_a_shortened_sentence_holds_its_term_and_only_its_own_words(words: list[str], data: st.DataObject) -> None:
    words.insert(data.draw(st.integers(0, len(words))), "forum")
    shown = shortened(" ".join(words))
    kept = shown.removeprefix("… ").removesuffix(" …")
    assert "forum" in kept.split(" ")
    assert f" {kept} " in f" {' '.join(words)} "
    assert len(kept) <= MAX_CHARACTERS
