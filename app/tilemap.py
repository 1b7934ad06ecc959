"""France as a grid of equal tiles, one a département: small ones can be reached as easily as large ones."""

from collections.abc import Mapping
from dataclasses import dataclass

# Each code stands about where its département lies; overseas on the left, as most maps have it.
GRID = """
    ... ... ... ... ...  62  59 ... ... ... ... ...
    ... ... ... ...  76  80  60  02  08 ... ... ...
    ... ...  50  14  27  95  93  77  51  55  57 ...
     29  22  35  61  78  92  75  94  10  52  54  67
    ...  56  53  72  28  91  45  89  21  70  88  68
    ...  44  49  37  41  18  58  71  39  25  90 ...
    ...  85  79  86  36  03  42  69  01  74 ... ...
    ... ...  17  16  87  23  63  43  38  73 ... ...
    971 ...  33  24  19  15  48  07  26  05 ... ...
    972 ...  40  47  46  12  30  84  04  06 ... ...
    973 ...  64  32  82  81  34  13  83 ... ... ...
    974 ... ...  65  31  09  11 ... ... ... ...  2B
    976 ... ... ... ... ...  66 ... ... ... ...  2A
"""
SIDE = 10  # of a tile, in units of the drawing
ROWS = [row.split() for row in GRID.strip().splitlines()]
WIDTH, HEIGHT = SIDE * len(ROWS[0]), SIDE * len(ROWS)
# From how many cases a tile takes its second and third shade.
SHADES = (2, 4)


@dataclass(frozen=True)
class Tile:
    """One département on the map: its code, its corner, how many cases it has, and its shade from 0 (none) to 3."""

    code: str
    x: int
    y: int
    nombre: int
    shade: int


def tiles(numbers: Mapping[str, int]) -> list[Tile]:
    """Every département in the order of its code, with its number of cases."""
    found = [
        Tile(code, SIDE * column, SIDE * row, number := numbers.get(code, 0), _shade(number))
        for row, codes in enumerate(ROWS)
        for column, code in enumerate(codes)
        if code != "..."
    ]
    return sorted(found, key=lambda tile: tile.code)


def _shade(number: int) -> int:
    return 1 + sum(number >= bound for bound in SHADES) if number else 0
