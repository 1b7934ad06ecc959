"""Which managerial innovations carry which societal ones: the links between the two natures, drawn and listed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template

from app.drawings import diagram
from app.generation import generation
from index.store import Outline

blueprint = Blueprint("links", __name__)
MANAGERIALE, SOCIETALE = "manageriale", "societale"


@dataclass(frozen=True)
class Bond:
    """A managerial fiche and a societal one, and why they belong together: the slug that says it, and what it says."""

    manageriale: Outline
    societale: Outline
    raisons: Mapping[str, str]

    def reason_of(self, slug: str) -> str:
        """What one of the two says of the other, or else the other of it: one sentence is enough."""
        return self.raisons.get(slug) or next(iter(self.raisons.values()))


@dataclass(frozen=True)
class Tie:
    """A bond seen from a chosen fiche: the one of the other nature, and why they belong together."""

    choisie: Outline
    autre: Outline
    raison: str


@blueprint.get("/liens")
def links() -> str:
    """The page of the links between natures."""
    outlines = generation().store.outlines
    found = bonds(outlines)
    bound = {fiche.slug for bond in found for fiche in (bond.manageriale, bond.societale)}
    return render_template(
        "liens.html",
        liaisons=found,
        portees=_by_societale(found),
        manageriales=unique(bond.manageriale for bond in found),
        isolees=[outline for outline in outlines.values() if outline.slug not in bound],
        dessin=diagram([(bond.manageriale, bond.societale) for bond in found]),
        recommandations=next((theme for theme in generation().study.themes if theme.id == "recommandations"), None),
    )


def bonds(outlines: Mapping[str, Outline]) -> list[Bond]:
    """Every pair of a managerial and a societal fiche that one of the two links to the other, by title."""
    reasons: dict[tuple[str, str], dict[str, str]] = {}
    for fiche in outlines.values():
        for lien in fiche.liens:
            pair = {outlines[slug].nature: slug for slug in (fiche.slug, lien.fiche)}
            if pair.keys() == {MANAGERIALE, SOCIETALE}:
                reasons.setdefault((pair[MANAGERIALE], pair[SOCIETALE]), {})[fiche.slug] = lien.raison
    found = [Bond(outlines[one], outlines[other], said) for (one, other), said in reasons.items()]
    return sorted(found, key=lambda bond: (bond.societale.titre, bond.manageriale.titre))


def ties(chosen: Sequence[str], found: Iterable[Bond]) -> list[Tie]:
    """The bonds of the chosen fiches, in their order, seen from each."""
    both = [
        Tie(here, there, bond.reason_of(here.slug))
        for bond in found
        for here, there in ((bond.manageriale, bond.societale), (bond.societale, bond.manageriale))
    ]
    return sorted((tie for tie in both if tie.choisie.slug in chosen), key=lambda tie: chosen.index(tie.choisie.slug))


def _by_societale(found: Iterable[Bond]) -> list[list[Bond]]:
    """The bonds of each societal fiche together, in their order."""
    groups: dict[str, list[Bond]] = {}
    for bond in found:
        groups.setdefault(bond.societale.slug, []).append(bond)
    return list(groups.values())


def unique(fiches: Iterable[Outline]) -> list[Outline]:
    """Each fiche once, in the order of its first coming."""
    return list({fiche.slug: fiche for fiche in fiches}.values())
