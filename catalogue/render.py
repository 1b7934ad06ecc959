"""Markdown of a fiche to HTML: source markers become links, spaces become French, and nothing unsafe goes through."""

from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from catalogue.body import SOURCE_MARKER
from catalogue.typography import NARROW, french_spaces

TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "sup", "ul"}
ATTRIBUTES = {"a": {"href", "id", "aria-label"}, "sup": {"class"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


class Renderer:
    """Renders the sections of fiches: it numbers the calls to each source from the first section to the last."""

    def __init__(self) -> None:
        self.calls: Counter[int] = Counter()
        self._markdown = markdown.Markdown(
            extensions=["sane_lists", _OnlyWhatIsAllowed(), _Sources(self.calls), _Typography()]
        )

    def render_fiche(self, texts: Iterable[str]) -> list[str]:
        """Safe HTML for each section of one fiche."""
        self.calls.clear()
        return [self.render(text) for text in texts]

    def render(self, text: str) -> str:
        """Safe HTML for a Markdown text; every « [2] » is a link to « #source-2 » that has its own address."""
        html = self._markdown.reset().convert(text)
        return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")


class _OnlyWhatIsAllowed(Extension):
    """What ``check_markdown`` refuses is not looked for, which took a fifth of the time: it is shown as it is typed."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("reference")
        refused = "reference short_reference image_link image_reference short_image_ref autolink automail html"
        for name in refused.split():
            md.inlinePatterns.deregister(name)


class _SpaceBeforeCall(InlineProcessor):
    """A call never begins a line: « … en 2014 [4] »."""

    def handleMatch(self, match, data):  # type: ignore[no-untyped-def, override]  # noqa: N802
        return NARROW, match.start(0), match.end(0)


class _SourceCall(InlineProcessor):
    def __init__(self, calls: Counter[int]) -> None:
        super().__init__(SOURCE_MARKER.pattern)
        self.calls = calls

    def handleMatch(self, match, data):  # type: ignore[no-untyped-def, override]  # noqa: N802
        number = int(match[1])
        self.calls[number] += 1
        call = ElementTree.Element("sup", {"class": "appel"})
        link = ElementTree.SubElement(
            call,
            "a",
            {
                "href": f"#source-{number}",
                "id": f"appel-{number}-{self.calls[number]}",
                "aria-label": f"Source {number}",
            },
        )
        link.text = str(number)
        return call, match.start(0), match.end(0)


class _Sources(Extension):
    def __init__(self, calls: Counter[int]) -> None:
        super().__init__()
        self.calls = calls

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(_SpaceBeforeCall(rf"[ \n]+(?={SOURCE_MARKER.pattern})"), "espace-source", 176)
        # 175: after code spans (190), before links (160), which would take « [2](3) » for one.
        md.inlinePatterns.register(_SourceCall(self.calls), "source", 175)


class _FrenchSpaces(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        for element in _prose(root):
            if element.text:
                element.text = french_spaces(element.text)
            for child in element:
                if child.tail:
                    child.tail = french_spaces(child.tail)


def _prose(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    if element.tag in ("code", "pre"):
        return
    yield element
    for child in element:
        yield from _prose(child)


class _Typography(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        # 5: after the inline patterns (20) and the line breaks have made the tree.
        md.treeprocessors.register(_FrenchSpaces(), "typographie", 5)
