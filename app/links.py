"""Which managerial innovations carry which societal ones: the links between the two natures, drawn and listed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from textwrap import wrap

from flask import Blueprint, render_template

from app.generation import generation
from catalogue.typography import french_spaces
from index.store import Outline

blueprint = Blueprint("links", __name__)
MANAGERIALE, SOCIETALE = "manageriale", "societale"
CHARACTERS, LINE, GAP = 18, 16, 14  # of a label in the drawing: width in characters, then pixels
PASSES = 4  # over both columns, to untangle the drawing


@dataclass(frozen=True)
class Bond:
    """A managerial fiche and a societal one, and why they belong together: the slug that says it, and what it says."""

    manageriale: Outline
    societale: Outline
    raisons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tie:
    """A bond seen from a chosen fiche: the one of the other nature, and why they belong together."""

    choisie: Outline
    autre: Outline
    raisons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Node:
    """A fiche in the drawing: the lines of its label, each with its height, and the height of its middle."""

    fiche: Outline
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
    outlines = generation().store.outlines
    found = bonds(outlines)
    bound = {fiche.slug for bond in found for fiche in (bond.manageriale, bond.societale)}
    return render_template(
        "liens.html",
        liaisons=found,
        portees=_by_societale(found),
        manageriales=unique(bond.manageriale for bond in found),
        isolees=[outline for outline in outlines.values() if outline.slug not in bound],
        diagramme=diagram(found),
        recommandations=next((theme for theme in generation().study.themes if theme.id == "recommandations"), None),
    )


def bonds(outlines: Mapping[str, Outline]) -> list[Bond]:
    """Every pair of a managerial and a societal fiche that one of the two links to the other, by title."""
    reasons: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for fiche in outlines.values():
        for lien in fiche.liens:
            pair = {outlines[slug].nature: slug for slug in (fiche.slug, lien.fiche)}
            if pair.keys() == {MANAGERIALE, SOCIETALE}:
                reasons.setdefault((pair[MANAGERIALE], pair[SOCIETALE]), []).append((fiche.slug, lien.raison))
    found = [Bond(outlines[one], outlines[other], tuple(said)) for (one, other), said in reasons.items()]
    return sorted(found, key=lambda bond: (bond.societale.titre, bond.manageriale.titre))


def ties(chosen: Sequence[str], found: Iterable[Bond]) -> list[Tie]:
    """The bonds of the chosen fiches, in their order, seen from each."""
    both = [
        Tie(here, there, bond.raisons)
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


def diagram(found: Sequence[Bond]) -> Diagram:
    """Where to draw each fiche and each bond, so that lines cross little."""
    left, right = unique(bond.manageriale for bond in found), unique(bond.societale for bond in found)
    bound: dict[str, list[str]] = {fiche.slug: [] for fiche in (*left, *right)}
    for bond in found:
        bound[bond.manageriale.slug].append(bond.societale.slug)
        bound[bond.societale.slug].append(bond.manageriale.slug)
    for _ in range(PASSES):
        left = _near(left, right, bound)
        right = _near(right, left, bound)
    height = max(_height(left), _height(right))
    gauche, droite = _column(left, height), _column(right, height)
    ends = {node.fiche.slug: node.y for node in droite}
    lines = {fiche.slug: tuple(ends[slug] for slug in bound[fiche.slug]) for fiche in left}
    return Diagram(gauche, droite, lines, height)


def _near(fiches: list[Outline], others: list[Outline], bound: Mapping[str, Sequence[str]]) -> list[Outline]:
    """The fiches of a column, each near the middle of those that it is bound to in the other."""
    ranks = {fiche.slug: rank for rank, fiche in enumerate(others)}
    return sorted(fiches, key=lambda fiche: fmean(ranks[slug] for slug in bound[fiche.slug]))


def _height(fiches: Sequence[Outline]) -> int:
    return sum(LINE * len(wrap(french_spaces(fiche.titre), CHARACTERS)) + GAP for fiche in fiches)


def _column(fiches: Sequence[Outline], height: int) -> tuple[Node, ...]:
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
