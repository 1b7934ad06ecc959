"""What is kept in memory, and what is not."""

from markupsafe import Markup

from catalogue.memory import LONGEST, kept


def test_a_short_text_is_worked_out_once_and_a_long_one_each_time() -> None:
    seen: list[str] = []

    @kept(2)
    def measure(text: str) -> int:
        seen.append(text)
        return len(text)

    long = "é" * (LONGEST + 1)
    assert [measure(text) for text in ("un", "un", long, long)] == [2, 2, LONGEST + 1, LONGEST + 1]
    assert seen == ["un", long, long]


def test_the_longest_text_that_is_kept_may_be_shorter() -> None:
    seen: list[str] = []

    @kept(8, longest=3)
    def repeat(text: str, times: int) -> str:
        seen.append(text)
        return text * times

    assert [repeat("ab", 2), repeat("ab", 2), repeat("ab", 3), repeat("abcd", 1), repeat("abcd", 1)] == [
        *("abab", "abab", "ababab", "abcd", "abcd")
    ]
    assert seen == ["ab", "ab", "abcd", "abcd"]


def test_a_safe_text_is_not_the_same_characters_unsafe() -> None:
    types = kept(8)(type)
    assert (types("a<b"), types(Markup("a<b"))) == (str, Markup)
