"""Markdown to safe HTML: nothing runs, calls lead to sources, titles stay below the page's own, spaces are French."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.render import ATTRIBUTES, SCHEMES, TAGS, Renderer

CALL = (
    '<sup class="appel"><a aria-label="Source {0}" href="#source-{0}" id="appel-{0}-{1}" rel="noopener">{0}</a></sup>'
)

XSS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<<script>script>alert(1)<</script>/script>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/espion.png>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(//evil.example/x.png)' onclick=alert(1)>a</p>",
    "<form action=//evil.example/><input name=q autofocus onfocus=alert(1)></form>",
    "<button formaction=javascript:alert(1)>a</button>",
    "<details open ontoggle=alert(1)>a</details>",
    "<video poster=//evil.example/x.png><source onerror=alert(1)></video>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href=' javascript:alert(1)'>a</a>",
    "<a href='java&#9;script:alert(1)'>a</a>",
    "<a href=http://a.example target=_blank style=x class=y onmouseover=alert(1)>a</a>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java&#x0A;script:alert(1))",
    "[a](\x01javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](file:///etc/passwd)",
    '[a](http://a.example "x\\" onmouseover=alert(1) y=\\"")',
    '[a](http://a.example/"onmouseover=alert(1))',
    "[a]\n\n[a]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![a](https://evil.example/espion.png)",
    "![a](data:image/svg+xml,<svg/onload=alert(1)>)",
    '![a"onerror="alert(1)](x)',
    "![a][b]\n\n[b]: https://evil.example/espion.png",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "```\n<script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "\x02amp\x03lt;script>alert(1)</script>",
    "[<img src=x onerror=alert(1)>](http://a.example)",
    "[1<script>alert(1)</script>]",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>",
]


def render(text: str) -> str:
    """The HTML of a fiche's first section."""
    return Renderer().render(text)


class Elements(HTMLParser):
    """The elements of an HTML text, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def dangers(html: str) -> list[str]:
    """Every element, attribute or address that a page must not receive from a stranger."""
    found = []
    for tag, attributes in Elements(html).found:
        if tag not in TAGS:
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            if name not in ATTRIBUTES.get(tag, set()) | {"rel", "title"}:
                found.append(f"<{tag} {name}>")
            # A browser drops tabs, ends of lines and leading control characters from an address.
            address = re.sub(r"[\t\r\n]", "", (value or "").lstrip("".join(map(chr, range(33)))))
            if name == "href" and urlsplit(address).scheme not in {"", *SCHEMES}:
                found.append(address)
    return found


def test_what_may_be_shown_is_a_short_list_without_images_scripts_or_styles() -> None:
    assert {
        "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "sup", "ul",
    } == TAGS  # fmt: skip
    assert {"a": {"href", "id", "aria-label"}, "sup": {"class"}, "ol": {"start"}} == ATTRIBUTES
    assert {"http", "https", "mailto"} == SCHEMES


def test_the_check_of_dangers_sees_them() -> None:
    assert dangers("<img src=x onerror=a>") == ["<img>", "<img src>", "<img onerror>"]
    assert dangers("<a href='java\tscript:a' onclick=b>c</a>") == ["javascript:a", "<a onclick>"]
    assert dangers("<p>un <a href='#x'>mot</a></p>") == []


@pytest.mark.parametrize("text", XSS, ids=range(len(XSS)))
def test_nothing_from_a_stranger_runs_or_is_fetched(text: str) -> None:
    assert dangers(render(text)) == []
    assert dangers(render(f"Avant. {text} Après [1].")) == []
    assert dangers(render(f"**a** {text}\n\n- {text}\n")) == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*XSS, "[1]", "`", "\n\n", "- ", "> ", "*", "](", "[", "<", "&", '"']) | st.text(max_size=5),
        max_size=5,
    )
)
def test_no_mixture_of_attacks_goes_through(pieces: list[str]) -> None:
    assert dangers(render("".join(pieces))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("Un <b onclick=x>mot</b>.", "<p>Un &lt;b onclick=x&gt;mot&lt;/b&gt;.</p>"),
        ("<https://exemple.fr>", "<p>&lt;https://exemple.fr&gt;</p>"),
        ("![mot](https://exemple.fr)", "<p>![mot](https://exemple.fr)</p>"),
        ("[mot]: https://exemple.fr\n\n[mot] ![mot]", "<p>[mot]: https://exemple.fr</p>\n<p>[mot] ![mot]</p>"),
        ("[mot](javascript:alert(1))", '<p><a rel="noopener">mot</a></p>'),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("&lt;b&gt;", "<p>&lt;b&gt;</p>"),
    ],
)
def test_what_a_fiche_may_not_hold_is_shown_as_text(text: str, expected: str) -> None:
    assert render(text).strip() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*un* **mot**", "<p><em>un</em> <strong>mot</strong></p>"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
        ("3. un\n4. deux", '<ol start="3">\n<li>un</li>\n<li>deux</li>\n</ol>'),
        ("> mot", "<blockquote>\n<p>mot</p>\n</blockquote>"),
        ("un  \nmot", "<p>un<br>\nmot</p>"),
        (
            "[mot](https://exemple.fr/a?b=1&c=2)",
            '<p><a href="https://exemple.fr/a?b=1&amp;c=2" rel="noopener">mot</a></p>',
        ),
        ("[mot](/fiches/guichet-unique)", '<p><a href="/fiches/guichet-unique" rel="noopener">mot</a></p>'),
        ("[mot](mailto:a@exemple.fr)", '<p><a href="mailto:a@exemple.fr" rel="noopener">mot</a></p>'),
    ],
)
def test_plain_markdown_is_shown(text: str, expected: str) -> None:
    assert render(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("### Un titre", "<h3>Un titre</h3>"),
        ("#### Un titre", "<h4>Un titre</h4>"),
        ("# Un titre", "Un titre"),
        ("## Un titre", "Un titre"),
        ("##### Un titre", "Un titre"),
        ("###### Un titre", "Un titre"),
        ("Un titre\n===", "Un titre"),
        ("Un titre\n---", "Un titre"),
    ],
)
def test_titles_of_the_third_and_fourth_levels_only_are_titles(text: str, expected: str) -> None:
    assert render(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un mot [2].", f"<p>Un mot\u202f{CALL.format(2, 1)}.</p>"),
        ("Un mot\n[2].", f"<p>Un mot\u202f{CALL.format(2, 1)}.</p>"),
        ("Un mot[2].", f"<p>Un mot{CALL.format(2, 1)}.</p>"),
        ("Un [1][2]", f"<p>Un\u202f{CALL.format(1, 1)}{CALL.format(2, 1)}</p>"),
        ("Un [1], deux [1]", f"<p>Un\u202f{CALL.format(1, 1)}, deux\u202f{CALL.format(1, 2)}</p>"),
        ("**Un** [1]", f"<p><strong>Un</strong>\u202f{CALL.format(1, 1)}</p>"),
        ("*Un [1]*", f"<p><em>Un\u202f{CALL.format(1, 1)}</em></p>"),
        ("[1](https://exemple.fr)", f"<p>{CALL.format(1, 1)}(https://exemple.fr)</p>"),
        ("[123]", f"<p>{CALL.format(123, 1)}</p>"),
    ],
)
def test_a_source_number_leads_to_its_source_and_begins_no_line(text: str, expected: str) -> None:
    assert render(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`a [1]`", "<p><code>a [1]</code></p>"),
        ("    a [1]", "<pre><code>a [1]\n</code></pre>"),
        ("\\[1]", "<p>[1]</p>"),
        ("[1234]", "<p>[1234]</p>"),
        ("[un]", "<p>[un]</p>"),
        ("[ 1 ]", "<p>[ 1 ]</p>"),
    ],
)
def test_what_is_no_source_number_is_shown_as_it_is(text: str, expected: str) -> None:
    assert render(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un.\n\n[1] Deux.", f"<p>Un.</p>\n<p>{CALL.format(1, 1)} Deux.</p>"),
        (
            "- [1] Un.\n- [2] Deux.",
            f"<ul>\n<li>{CALL.format(1, 1)} Un.</li>\n<li>{CALL.format(2, 1)} Deux.</li>\n</ul>",
        ),
        ("1. [1] Un.", f"<ol>\n<li>{CALL.format(1, 1)} Un.</li>\n</ol>"),
        ("> [1] Un.", f"<blockquote>\n<p>{CALL.format(1, 1)} Un.</p>\n</blockquote>"),
        ("### [1] Un", f"<h3>{CALL.format(1, 1)} Un</h3>"),
    ],
    ids=["paragraph", "list", "numbered list", "quotation", "title"],
)
def test_a_source_number_that_begins_a_block_leaves_the_block_whole(text: str, expected: str) -> None:
    assert render(text) == expected


def test_calls_are_numbered_through_the_whole_fiche() -> None:
    renderer = Renderer()
    assert renderer.render("Un [1].") == f"<p>Un\u202f{CALL.format(1, 1)}.</p>"
    assert renderer.render("Deux [1] et [2].") == (f"<p>Deux\u202f{CALL.format(1, 2)} et\u202f{CALL.format(2, 1)}.</p>")
    assert renderer.calls == {1: 2, 2: 1}
    assert Renderer().render("Un [1].") == f"<p>Un\u202f{CALL.format(1, 1)}.</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pourquoi ? 12 000 €", "<p>Pourquoi\u202f? 12\u202f000&nbsp;€</p>"),
        ("**Coût** : l'eau", "<p><strong>Coût</strong>&nbsp;: l’eau</p>"),
        ("« *mot* »", "<p>«&nbsp;<em>mot</em>&nbsp;»</p>"),
        ("- **Quoi ?**", "<ul>\n<li><strong>Quoi\u202f?</strong></li>\n</ul>"),
        ("`a ? b : 'c'`", "<p><code>a ? b : 'c'</code></p>"),
        ("    a ? b", "<pre><code>a ? b\n</code></pre>"),
        ("[mot](https://exemple.fr/l'eau)", '<p><a href="https://exemple.fr/l\'eau" rel="noopener">mot</a></p>'),
    ],
)
def test_spaces_become_french_in_the_text_and_not_in_code_or_addresses(text: str, expected: str) -> None:
    assert render(text) == expected


def test_the_real_fiches_keep_their_calls_and_hold_nothing_dangerous() -> None:
    catalogue = read_catalogue(HERE)
    assert isinstance(catalogue, Catalogue), catalogue
    for fiche in catalogue.fiches:
        renderer = Renderer()
        html = "".join(renderer.render(section.texte) for section in fiche.sections)
        ids = [attributes["id"] for _, attributes in Elements(html).found if "id" in attributes]
        assert dangers(html) == []
        assert len(ids) == len(set(ids)) == renderer.calls.total() > 0
        assert renderer.calls.keys() <= set(range(1, len(fiche.sources) + 1))
