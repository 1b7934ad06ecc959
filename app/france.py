"""The map of France by département: real contours, overseas included, Paris and its neighbours drawn larger."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".txt")
WIDTH, HEIGHT = 613, 590
# The place that Paris and its neighbours leave empty, and the one where they are drawn: left, top, width, height.
LENSES = ((301, 131, 24, 26), (1, 1, 128, 132))
# From how many cases a département takes its second and third shade.
SHADES = (2, 4)


@dataclass(frozen=True)
class Area:
    """One département on the map: its code, where its number is written, its SVG path, how many cases it has."""

    code: str
    x: int
    y: int
    path: str
    nombre: int

    @property
    def shade(self) -> int:
        """From 0 (no case) to 3."""
        return 1 + sum(self.nombre >= bound for bound in SHADES) if self.nombre else 0


def areas(numbers: Mapping[str, int]) -> list[Area]:
    """Every département in the order of its code, with its number of cases."""
    return [Area(code, x, y, path, numbers.get(code, 0)) for code, x, y, path in _contours()]


@cache
def _contours() -> tuple[tuple[str, int, int, str], ...]:
    lines = (line.split(" ", 3) for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return tuple((code, int(x), int(y), path) for code, x, y, path in lines)
