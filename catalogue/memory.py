"""Keeping what was made of short texts, which come back; long ones, sent by the thousand, would fill the memory."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

# Characters of the longest text that is kept: a summary, unless it is said otherwise.
LONGEST = 500

More = ParamSpec("More")
Made = TypeVar("Made")
Function = Callable[Concatenate[str, More], Made]


def kept(number: int, longest: int = LONGEST) -> Callable[[Function[More, Made]], Function[More, Made]]:
    """What makes a function of a text remember its last results, this number of them at most.

    A text of another type is another text, as one already safe for HTML.
    """

    def decorate(function: Function[More, Made]) -> Function[More, Made]:
        remembered = lru_cache(number, typed=True)(function)

        @wraps(function)
        def look_up(text: str, /, *args: More.args, **options: More.kwargs) -> Made:
            return (remembered if len(text) <= longest else function)(text, *args, **options)

        return look_up

    return decorate
