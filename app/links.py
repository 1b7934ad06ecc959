"""Which managerial innovations carry which societal ones: the links between the two natures, drawn and listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from flask import Blueprint, render_template

from app.generation import generation
from catalogue.fiche import Fiche
from catalogue.typography import french_spaces

blueprint = Blueprint("links", __name__)
MANAGERIALE, SOCIETALE = "manageriale", "societale"
CHARACTERS, LINE, GAP = 18, 16, 14  # of a label in the drawing: width in characters, then pixels
PASSES = 4  # over both columns, to untangle the drawing


@dataclass(frozen=True)
class Bond:
    """A managerial fiche and a societal one, and why they belong together: the slug that says it, and what it says."""

    manageriale: Fiche
    societale: Fiche
    raisons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Node:
    """A fiche in the drawing: the lines of its label, each with its height, and the height of its middle."""

    fiche: Fiche
    lignes: tuple[tuple[str, int], ...]
    y: int


@dataclass(frozen=True)
class Diagram:
    """Both columns, and the line of each bond: for each managerial slug the heights that its lines go to."""

    gauche: tuple[Node, ...]
    droite: tuple[Node, ...]
    traits: dict[str, tuple[int, ...]]
    hauteur: int


@blueprint.get("/liens")
def links() -> str:
    """The page of the links between natures."""
    fiches = generation().store.fiches()
    found = bonds(fiches)
    bound = {fiche.slug for bond in found for fiche in (bond.manageriale, bond.societale)}
    return render_template(
        "liens.html",
        liaisons=found,
        societales=unique(bond.societale for bond in found),
        manageriales=unique(bond.manageriale for bond in found),
        isolees=[fiche for fiche in fiches if fiche.slug not in bound],
        diagramme=diagram(found),
        recommandations=next((theme for theme in generation().study.themes if theme.id == "recommandations"), None),
    )


def bonds(fiches: Sequence[Fiche]) -> list[Bond]:
    """Every pair of a managerial and a societal fiche that one of the two links to the other, by title."""
    by_slug = {fiche.slug: fiche for fiche in fiches}
    reasons: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for fiche in fiches:
        for lien in fiche.liens:
            pair = {by_slug[slug].nature: slug for slug in (fiche.slug, lien.fiche)}
            if len(pair) == 2:
                reasons.setdefault((pair[MANAGERIALE], pair[SOCIETALE]), []).append((fiche.slug, lien.raison))
    found = [Bond(by_slug[one], by_slug[other], tuple(said)) for (one, other), said in reasons.items()]
    return sorted(found, key=lambda bond: (bond.societale.titre, bond.manageriale.titre))


def unique(fiches: Iterable[Fiche]) -> list[Fiche]:
    """Each fiche once, in the order of its first coming."""
    return list({fiche.slug: fiche for fiche in fiches}.values())


def diagram(found: Sequence[Bond]) -> Diagram:
    """Where to draw each fiche and each bond, so that lines cross little."""
    left, right = unique(bond.manageriale for bond in found), unique(bond.societale for bond in found)
    for _ in range(PASSES):
        left = _near(left, right, {(bond.manageriale.slug, bond.societale.slug) for bond in found})
        right = _near(right, left, {(bond.societale.slug, bond.manageriale.slug) for bond in found})
    height = max(_height(left), _height(right))
    gauche, droite = _column(left, height), _column(right, height)
    ends = {node.fiche.slug: node.y for node in droite}
    lines = {
        fiche.slug: tuple(ends[bond.societale.slug] for bond in found if bond.manageriale.slug == fiche.slug)
        for fiche in left
    }
    return Diagram(gauche, droite, lines, height)


def _near(fiches: list[Fiche], others: list[Fiche], pairs: set[tuple[str, str]]) -> list[Fiche]:
    """The fiches of a column, each near the middle of those that it is bound to in the other."""
    ranks = {fiche.slug: rank for rank, fiche in enumerate(others)}

    def middle(fiche: Fiche) -> float:
        bound = [ranks[other] for one, other in pairs if one == fiche.slug]
        return sum(bound) / len(bound)

    return sorted(fiches, key=middle)


def _height(fiches: Sequence[Fiche]) -> int:
    return sum(LINE * len(wrap(french_spaces(fiche.titre), CHARACTERS)) + GAP for fiche in fiches)


def _column(fiches: Sequence[Fiche], height: int) -> tuple[Node, ...]:
    """The nodes of a column, spread over the whole height."""
    spare = (height - _height(fiches)) / max(1, len(fiches))
    top, nodes = 0.0, []
    for fiche in fiches:
        lines = wrap(french_spaces(fiche.titre), CHARACTERS)
        tall = LINE * len(lines) + GAP + spare
        first = top + (tall - LINE * len(lines)) / 2 + LINE * 0.75
        nodes.append(
            Node(
                fiche,
                tuple((line, round(first + LINE * rank)) for rank, line in enumerate(lines)),
                round(top + tall / 2),
            )
        )
        top += tall
    return tuple(nodes)
