"""YAML from strangers: values stay text and keep their line, and what can hide a bomb is refused."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.problem import Problem
from catalogue.strict_yaml import YamlText, read_yaml, read_yaml_file, scan_yaml

MERGE_BOMB = "a: &a {x: 1}\n" + "".join(
    f"{after}: &{after} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


def refusals(text: str) -> list[str]:
    """The problems of a text, as a person sees them."""
    read = read_yaml(text, "f.yml")
    assert isinstance(read, list), read
    return [str(problem) for problem in read]


def value(text: str) -> object:
    """The value of a text that is accepted."""
    read = read_yaml(text, "f.yml")
    assert isinstance(read, YamlText), read
    return read.value


@pytest.mark.parametrize(
    "scalar",
    ["01053", "01", "2A", "2026-11-24", "1_000", "0x1F", "1e3", "3.10", "12:30:45", "yes", "no", "true", "null", "~"],
)
def test_every_value_stays_text(scalar: str) -> None:
    assert value(f"cle: {scalar}") == {"cle": scalar}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: un  mot", "un mot"),
        ("a: |\n  un\n  mot\n", "un mot"),
        ("a: >-\n  un\n\n  mot\n", "un mot"),
        ('a: "  un\\tmot  "', "un mot"),
        ("a: un\u00a0mot", "un mot"),
        ("a:", ""),
    ],
    ids=["double space", "literal block", "folded block", "quoted", "unbreakable space", "nothing"],
)
def test_the_spaces_of_a_value_are_tidied(text: str, expected: str) -> None:
    assert value(text) == {"a": expected}


@pytest.mark.parametrize("text", ["", "\n\n", "# un commentaire\n"], ids=["nothing", "blank lines", "comment"])
def test_an_empty_text_gives_no_key(text: str) -> None:
    assert value(text) == {}


def test_lists_and_groups_are_kept() -> None:
    assert value("a: [b, {c: d}]\ne:\n  - f\n") == {"a": ["b", {"c": "d"}], "e": ["f"]}


def test_a_python_tag_makes_nothing_but_text() -> None:
    assert value("a: !!python/object/apply:os.system [ls]\nb: !!int 3\n") == {"a": ["ls"], "b": "3"}


def test_each_place_keeps_its_line() -> None:
    read = read_yaml("titre: x\nliens:\n  - fiche: a\n    raison: b\n  - fiche: c\n", "f.yml", first_line=2)
    assert isinstance(read, YamlText)
    assert read.lines == {
        (): 2,
        ("titre",): 2,
        ("liens",): 3,
        ("liens", 0): 4,
        ("liens", 0, "fiche"): 4,
        ("liens", 0, "raison"): 5,
        ("liens", 1): 6,
        ("liens", 1, "fiche"): 6,
    }


@pytest.mark.parametrize(
    ("location", "line"),
    [(("liens", 1, "raison"), 6), (("liens", 7), 3), (("sources", 0, "titre"), 2), ((), 2)],
    ids=["missing key", "missing item", "missing list", "the whole"],
)
def test_a_missing_place_has_the_line_of_what_surrounds_it(location: tuple[str | int, ...], line: int) -> None:
    read = read_yaml("titre: x\nliens:\n  - fiche: a\n    raison: b\n  - fiche: c\n", "f.yml", first_line=2)
    assert isinstance(read, YamlText)
    assert read.line(location) == line


def test_a_line_separator_inside_a_value_begins_no_line() -> None:
    read = read_yaml('a: "un\u2028mot"\nb: c\n', "f.yml")
    assert isinstance(read, YamlText)
    assert read.line(("b",)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: &x b\nc: *x\n",
            [
                "f.yml, ligne 1 : « &x » est une ancre YAML ; retirez-la.",
                "f.yml, ligne 2 : « *x » est un renvoi YAML ; écrivez la valeur elle-même.",
            ],
        ),
        ("a: *inconnu\n", ["f.yml, ligne 1 : « *inconnu » est un renvoi YAML ; écrivez la valeur elle-même."]),
        ("&k cle: b\n", ["f.yml, ligne 1 : « &k » est une ancre YAML ; retirez-la."]),
        (
            "- &l [a]\n- &g {a: b}\n",
            [
                "f.yml, ligne 1 : « &l » est une ancre YAML ; retirez-la.",
                "f.yml, ligne 2 : « &g » est une ancre YAML ; retirez-la.",
            ],
        ),
        ("a:\n  <<: {b: c}\n", ["f.yml, ligne 2 : « << » est une fusion YAML ; écrivez les rubriques elles-mêmes."]),
        ("a: 1\nb: 2\na: 3\n", ["f.yml, ligne 3 : la rubrique « a » est déjà écrite ligne 1 ; gardez-en une seule."]),
        (
            "- {a: 1}\n- a: 1\n  'a': 2\n",
            ["f.yml, ligne 3 : la rubrique « a » est déjà écrite ligne 2 ; gardez-en une seule."],
        ),
        ("? [a, b]\n: c\n", ["f.yml, ligne 1 : le nom d'une rubrique doit être un mot."]),
        ("? {a: b}\n: c\n", ["f.yml, ligne 1 : le nom d'une rubrique doit être un mot."]),
    ],
    ids=[
        "anchor and alias",
        "alias of nothing",
        "anchor on a key",
        "anchors on a list and a group",
        "merge",
        "doubled key",
        "doubled key in a group",
        "list as a key",
        "group as a key",
    ],
)
def test_what_can_mislead_is_refused_with_its_line(text: str, expected: list[str]) -> None:
    assert refusals(text) == expected


def test_every_refusal_is_told_at_once() -> None:
    assert sorted(refusals("a: 1\na: 2\nb: &x 3\nc: *x\nd: {<<: {}}\n? [e]\n: f\n")) == [
        "f.yml, ligne 2 : la rubrique « a » est déjà écrite ligne 1 ; gardez-en une seule.",
        "f.yml, ligne 3 : « &x » est une ancre YAML ; retirez-la.",
        "f.yml, ligne 4 : « *x » est un renvoi YAML ; écrivez la valeur elle-même.",
        "f.yml, ligne 5 : « << » est une fusion YAML ; écrivez les rubriques elles-mêmes.",
        "f.yml, ligne 6 : le nom d'une rubrique doit être un mot.",
    ]


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ("a: b\nc: d: e\n", 2, "mettez entre guillemets droits une valeur qui contient « : »."),
        ("a: b\n\tc: d\n", 2, "remplacez la tabulation par des espaces."),
        ("a: b\nc: @d\n", 2, "mettez la valeur entre guillemets droits."),
        ("a: b\nc: `d\n", 2, "mettez la valeur entre guillemets droits."),
        ("a: b\nc: %d\n", 2, "mettez la valeur entre guillemets droits."),
        ('a: "b', 1, "un guillemet n'est pas refermé."),
        ("a:\n  - b\n c\n", 3, "vérifiez le retrait des lignes et les guillemets."),
        ("a: b\nccc", 2, "il manque « : » après le nom de la rubrique."),
        ("a: b\nc: [d}\n", 2, "vérifiez les guillemets, les crochets et le retrait des lignes."),
        ("a: b\n---\nc: d\n", 2, "vérifiez les guillemets, les crochets et le retrait des lignes."),
        ('a: "\\q"\n', 1, "vérifiez les guillemets, les crochets et le retrait des lignes."),
    ],
    ids=[
        "colon in a value",
        "tab",
        "at sign",
        "backtick",
        "percent sign",
        "open quote",
        "indent",
        "no colon",
        "wrong bracket",
        "second document",
        "unknown escape",
    ],
)
def test_bad_yaml_says_what_to_do(text: str, line: int, advice: str) -> None:
    assert refusals(text) == [f"f.yml, ligne {line} : YAML illisible : {advice}"]


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ('a: b\nc: "d\ne: f\ng: h\n', 2, "un guillemet n'est pas refermé."),
        ("a: b\nccc\ne: f\ng: h\n", 2, "il manque « : » après le nom de la rubrique."),
        ("a: b\nc: [d\ne: f\ng: h\n", 2, "vérifiez les guillemets, les crochets et le retrait des lignes."),
    ],
    ids=["quote", "key without a colon", "bracket"],
)
def test_what_is_left_open_is_reported_where_it_opens(text: str, line: int, advice: str) -> None:
    assert refusals(text) == [f"f.yml, ligne {line} : YAML illisible : {advice}"]


@pytest.mark.parametrize(
    ("character", "name"),
    [("\x00", "U+0000"), ("\x07", "U+0007"), ("\x1b", "U+001B"), ("\x7f", "U+007F"), ("\ufffe", "U+FFFE")],
    ids=["null", "bell", "escape", "delete", "noncharacter"],
)
def test_a_control_character_is_refused_with_its_line(character: str, name: str) -> None:
    assert refusals(f"a: b\nc: d{character}\n") == [
        f"f.yml, ligne 2 : YAML illisible : le caractère {name} est interdit."
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 30_000, "{" * 30_000, "- " * 5_000, "{a: " * 5_000, "[[" * 5_000 + "]]" * 5_000, "? " * 5_000],
    ids=["brackets", "braces", "dashes", "groups", "closed brackets", "question marks"],
)
def test_a_flood_of_levels_is_refused(text: str) -> None:
    assert refusals(text) == ["f.yml, ligne 1 : plus de 10 niveaux emboîtés ; simplifiez."]


def test_ten_levels_are_accepted_and_eleven_are_not() -> None:
    assert value("[" * 10 + "]" * 10) == [[[[[[[[[[]]]]]]]]]]
    assert refusals("a: b\nc: " + "[" * 10 + "]" * 10) == ["f.yml, ligne 2 : plus de 10 niveaux emboîtés ; simplifiez."]


def test_a_merge_bomb_is_refused_without_being_unfolded() -> None:
    found = refusals(MERGE_BOMB)
    assert len(MERGE_BOMB) < 700
    assert found.count("f.yml, ligne 2 : « *a » est un renvoi YAML ; écrivez la valeur elle-même.") == 9
    assert found.count("f.yml, ligne 9 : « << » est une fusion YAML ; écrivez les rubriques elles-mêmes.") == 1


def test_lines_count_from_the_start_of_the_file() -> None:
    assert read_yaml("a: 1\na: 2\n", "f.yml", first_line=2) == [
        Problem("f.yml", 3, "la rubrique « a » est déjà écrite ligne 2 ; gardez-en une seule.")
    ]


def test_a_quote_left_open_before_a_second_document_is_reported_where_it_opens() -> None:
    assert refusals("a: b\nc: 'd\n---\ne: f\n") == [
        "f.yml, ligne 2 : YAML illisible : vérifiez les guillemets, les crochets et le retrait des lignes."
    ]


def test_a_file_is_read_whatever_its_line_endings_and_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "f.yml"
    path.write_bytes("\ufeffa: été\r\nb:\r\n  - c\r\n".encode())
    read = read_yaml_file(path)
    assert isinstance(read, YamlText)
    assert read.value == {"a": "été", "b": ["c"]}
    assert read.line(("b", 0)) == 3


def test_a_file_that_is_missing_or_is_no_utf_8_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latin.yml").write_bytes("a: été\n".encode("latin-1"))
    (tmp_path / "dossier.yml").mkdir()
    assert read_yaml_file(tmp_path / "latin.yml") == [
        Problem("latin.yml", 0, "ce fichier n'est pas enregistré en UTF-8.")
    ]
    for name in ("absent.yml", "dossier.yml"):
        assert read_yaml_file(tmp_path / name) == [Problem(name, 0, "ce fichier manque ou ne peut pas être lu.")]


@given(st.text() | st.text("[]{}&*!|>'\"%@`#:,?-\n\t <a1"))
def test_any_text_gives_values_or_problems_never_an_exception(text: str) -> None:
    read = read_yaml(text, "f.yml")
    if isinstance(read, YamlText):
        assert isinstance(read.value, str | list | dict)
        assert read.lines[()] == 1
    else:
        assert read
        assert all(
            problem.path == "f.yml" and 1 <= problem.line <= text.count("\n") + text.count("\r") + 1 for problem in read
        )


KEYS = st.sampled_from(["a", "b", "c d", "é", "1"])
VALUES = st.recursive(
    st.text(st.sampled_from("ab é:#-\"'[]{},&*!|>\n12"), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


class Unreadable(yaml.BaseLoader):
    """Cannot read anything, so that the careful way is taken."""

    def __init__(self, text: str) -> None:
        raise yaml.YAMLError


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.booleans())
@settings(deadline=None)
def test_the_fast_way_and_the_careful_way_read_the_same(values: dict[str, object], flow: bool) -> None:
    text = yaml.safe_dump(values, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    fast = scan_yaml(text, "f.yml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalogue.strict_yaml._EVENTS", Unreadable)
        careful = scan_yaml(text, "f.yml")
    assert fast == careful
