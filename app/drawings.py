"""The drawings of the pages, made by svg.py: bars, the profile of a project, who carries whom, the map of France.

Each stands beside a table or a list that says the same, or says it all in its title; what comes back is kept."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import fmean
from textwrap import wrap
from typing import Any, Literal

import svg
from markupsafe import Markup, escape

from app.france import HEIGHT, LENSES, WIDTH, Area, areas
from app.profile import Score
from app.shares import Share
from catalogue.typography import french_spaces
from index.store import Outline

# Of the profile, in its own units: its width, the height of a group, the space between two squares.
PROFILE, GROUP, SPACE = 400, 62, 4
CHARACTERS, LINE, GAP = 18, 16, 14  # of a label in the diagram: width in characters, then pixels
PASSES = 4  # over both columns of the diagram, to untangle it


def _markup(*elements: svg.Element) -> Markup:
    """Elements as HTML; svg.py escapes nothing: this, their only way out, escapes all that they hold.

    What they hold may be the markup of other elements, which stays as it is.
    """
    return Markup("".join(str(_written(element)) for element in elements))  # noqa: S704


def _written(value: Any) -> Any:
    """What an element holds, as a page needs it: escaped, numbers with one decimal at most."""
    if isinstance(value, svg.Element):
        for name, held in vars(value).items():
            if held is not None:
                setattr(value, name, _written(held))
        return value
    if isinstance(value, dict):
        return {name: _written(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_written(held) for held in value]
    return escape(f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value)


def _percent(number: float) -> svg.Length:
    return svg.Length(number, "%")


# Bars


@cache
def bar(percent: int) -> Markup:
    """The bar of a share in percent."""
    return _bar(svg.Rect(class_=["plein"], y=1, width=_percent(percent), height=12))


@lru_cache(maxsize=64)
def study_bar(share: Share) -> Markup:
    """The bar of a share of the study, with the margin that its complete half allows."""
    low, high = map(_percent, share.half.interval)
    return _bar(
        svg.Rect(class_=["contour"], y=1, width=_percent(share.percent), height=12),
        svg.Line(class_=["marge"], x1=low, x2=high, y1=7, y2=7),
        *(svg.Line(class_=["marge"], x1=end, x2=end, y1=2, y2=12) for end in (low, high)),
    )


def _bar(*marks: svg.Element) -> Markup:
    whole = svg.Rect(class_=["fond"], y=1, width=_percent(100), height=12)
    return _markup(
        svg.SVG(
            xmlns=None,
            class_=["barre"],
            width=_percent(100),
            height=14,
            extra={"aria-hidden": "true"},
            elements=[whole, *marks],
        )
    )


# The profile of a project


def profile_chart(scores: Sequence[Score]) -> Markup:
    """For each group of factors a row of squares, as many full ones as the project has points."""
    said = " ; ".join(f"{score.groupe.libelle}, {score.points} sur {score.maximum}" for score in scores)
    title = svg.Title(id="profil-dessin", text=french_spaces(f"Points par groupe de facteurs : {said}."))
    rows = (_row(score.groupe.libelle, score.points, score.maximum, rank * GROUP) for rank, score in enumerate(scores))
    return _markup(
        svg.SVG(
            xmlns=None,
            class_=["profil"],
            viewBox=svg.ViewBoxSpec(0, 0, PROFILE, GROUP * len(scores)),
            extra={"role": "img", "aria-labelledby": "profil-dessin"},
            text=_markup(title) + Markup().join(rows),
        )
    )


@lru_cache(maxsize=1_024)
def _row(name: str, points: int, maximum: int, top: int) -> Markup:
    step = (PROFILE - 2) / max(1, maximum)
    kinds = ["plein"] * points + ["vide"] * (maximum - points)
    return _markup(
        svg.Text(x=1, y=top + 18, font_size=15, text=french_spaces(f"{name} : {points} sur {maximum}")),
        *(
            svg.Rect(class_=[kind], x=1 + rank * step, y=top + 28, width=step - SPACE, height=20, rx=2)
            for rank, kind in enumerate(kinds)
        ),
    )


# Who carries whom


@dataclass(frozen=True)
class _Node:
    """A fiche in the diagram: the lines of its label, each with its height, and the height of its middle."""

    slug: str
    lines: tuple[tuple[str, int], ...]
    y: int


def diagram(pairs: Sequence[tuple[Outline, Outline]]) -> Markup:
    """The managerial fiches in a column, the societal ones in another, a line for each pair, so that few cross."""
    labels = {
        fiche.slug: wrap(french_spaces(fiche.titre), CHARACTERS, break_on_hyphens=False)
        for pair in pairs
        for fiche in pair
    }
    bound: dict[str, list[str]] = {slug: [] for slug in labels}
    for one, other in pairs:
        bound[one.slug].append(other.slug)
        bound[other.slug].append(one.slug)
    left, right = (list(dict.fromkeys(pair[side].slug for pair in pairs)) for side in (0, 1))
    for _ in range(PASSES):
        left = _near(left, right, bound)
        right = _near(right, left, bound)
    height = max(_height(left, labels), _height(right, labels))
    managerial, societal = _column(left, labels, height), _column(right, labels, height)
    ends = {node.slug: node.y for node in societal}
    said = "Innovations managériales, à gauche, reliées aux sociétales, à droite"
    return _markup(
        svg.SVG(
            xmlns=None,
            class_=["diagramme"],
            width=_percent(100),
            height=height,
            extra={"role": "group", "aria-label": said},
            elements=[
                *(_managerial(node, [ends[slug] for slug in bound[node.slug]]) for node in managerial),
                *(svg.G(elements=_named(node, 57, 58.5)) for node in societal),
            ],
        )
    )


def _near(slugs: list[str], others: list[str], bound: Mapping[str, Sequence[str]]) -> list[str]:
    """The fiches of a column, each near the middle of those that it is bound to in the other."""
    ranks = {slug: rank for rank, slug in enumerate(others)}
    return sorted(slugs, key=lambda slug: fmean(ranks[other] for other in bound[slug]))


def _height(slugs: Iterable[str], labels: Mapping[str, Sequence[str]]) -> int:
    return sum(LINE * len(labels[slug]) + GAP for slug in slugs)


def _column(slugs: Sequence[str], labels: Mapping[str, Sequence[str]], height: int) -> list[_Node]:
    """The nodes of a column, spread over the whole height."""
    spare = (height - _height(slugs, labels)) / max(1, len(slugs))
    top, nodes = 0.0, []
    for slug in slugs:
        text = LINE * len(labels[slug])
        first = top + (GAP + spare) / 2 + LINE * 0.75
        lines = tuple((line, round(first + LINE * rank)) for rank, line in enumerate(labels[slug]))
        nodes.append(_Node(slug, lines, round(top + (text + GAP + spare) / 2)))
        top += text + GAP + spare
    return nodes


def _managerial(node: _Node, ends: Iterable[int]) -> svg.G:
    """A managerial fiche and the lines that leave it: they darken with its name."""
    start, stop = _percent(43), _percent(57)
    lines = (svg.Line(class_=["trait"], x1=start, y1=node.y, x2=stop, y2=end) for end in ends)
    return svg.G(elements=[*lines, *_named(node, 43, 41.5, "end")])


def _named(node: _Node, x: float, label: float, anchor: Literal["end"] | None = None) -> list[svg.Element]:
    """The name of a fiche, which leads to it, and the end of its lines, both at their percent of the width."""
    # The space after each line parts the words of two lines where the name is read aloud.
    lines = (svg.Text(x=_percent(label), y=y, text_anchor=anchor, text=f"{line} ") for line, y in node.lines)
    return [
        svg.A(href=f"/fiches/{node.slug}", elements=list(lines)),
        svg.Circle(class_=["bout"], cx=_percent(x), cy=node.y, r=4),
    ]


# The map of France


def france(
    numbers: Mapping[str, int], chosen: Collection[str], name: Callable[[str], str], address: Callable[[str], str]
) -> Markup:
    """The map of the numbers by code of département: those that have one, or are chosen, lead to an address."""
    lenses = (svg.Rect(class_=["loupe"], x=x, y=y, width=width, height=height, rx=4) for x, y, width, height in LENSES)
    places = (
        _link(area, area.code in chosen, name(area.code), address(area.code))
        if area.nombre or area.code in chosen
        else _contour(area)
        for area in areas(numbers)
    )
    return _markup(
        svg.SVG(
            xmlns=None,
            viewBox=svg.ViewBoxSpec(0, 0, WIDTH, HEIGHT),
            extra={"role": "group", "aria-labelledby": "carte"},
            text=_markup(*lenses) + Markup().join(places),
        )
    )


def _link(area: Area, chosen: bool, name: str, address: str) -> Markup:
    label = _label(name, area.nombre)
    return _markup(
        svg.A(
            class_=[f"teinte-{area.shade}"],
            href=address,
            extra={"aria-label": f"{label}, choisi", "aria-current": "true"} if chosen else {"aria-label": label},
            text=_marks(area, label),
        )
    )


@lru_cache(maxsize=1_024)
def _label(name: str, number: int) -> str:
    return french_spaces(f"{name} : {number} cas")


@lru_cache(maxsize=1_024)
def _marks(area: Area, label: str) -> Markup:
    """The contour of a département under its number."""
    number = svg.Text(x=area.x, y=area.y, extra={"aria-hidden": "true"}, text=str(area.nombre))
    return _markup(svg.Title(text=label), svg.Path(extra={"d": area.path}), number)


@lru_cache(maxsize=1_024)
def _contour(area: Area) -> Markup:
    """The contour of a département without a case."""
    return _markup(svg.Path(class_=["teinte-0"], extra={"d": area.path}))
