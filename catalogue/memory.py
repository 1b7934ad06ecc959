"""Keeping what was made of short texts, which come back; long ones, sent by the thousand, would fill the memory."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

# Characters of the longest text that is kept: a summary.
LONGEST = 500

Made = TypeVar("Made")


def kept(number: int) -> Callable[[Callable[[str], Made]], Callable[[str], Made]]:
    """What makes a function of one text remember the last results, this number of them at most.

    A text of another type is another text, as one already safe for HTML.
    """

    def decorate(function: Callable[[str], Made]) -> Callable[[str], Made]:
        remembered = lru_cache(number, typed=True)(function)

        @wraps(function)
        def look_up(text: str) -> Made:
            return remembered(text) if len(text) <= LONGEST else function(text)

        return look_up

    return decorate
