"""What each kind of page weighs and what axe finds in it, as « make mesures » measured it in a real browser."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent / "mesures.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageMeasure(_Part):
    """One page loaded for the first time: its requests, its bytes, those of its fonts, and what axe refuses."""

    nom: str
    adresse: str
    requetes: int
    octets: int
    octets_polices: int
    manquements: int


class Measures(_Part):
    """Every kind of page, when it was measured, and with what."""

    jour: str
    navigateur: str
    axe: str
    pages: tuple[PageMeasure, ...]

    @property
    def heaviest(self) -> PageMeasure:
        """The page that weighs the most."""
        return max(self.pages, key=lambda page: page.octets)

    @property
    def violations(self) -> int:
        """How many rules axe says broken, all pages together."""
        return sum(page.manquements for page in self.pages)


def read_measures(path: Path = FILE) -> Measures:
    """The measures of the file that « make mesures » writes."""
    return Measures.model_validate_json(path.read_text("utf-8"))
