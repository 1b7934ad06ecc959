"""The selection of a visitor lives in the address: every page repeats it in its links and forms."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, request
from markupsafe import escape

PARAMETER = "selection"
MOST = 50
# A link to a page of this site, and the beginning of a form that asks for one: an address is what both change.
# A file or a feed is no page: people share its address, or subscribe to it.
_LINK = re.compile(r'(<a\b[^>]*\shref=")(/(?!/|static/|api/|donnees/|[^"?#]*\.)[^"]*)"')
_FORM = re.compile(r'<form\b[^>]*\smethod="get"[^>]*>')


def register(app: Flask) -> None:
    """Let the pages of this site carry the selection, and their templates read and change it."""
    app.jinja_env.globals |= {"selection": selected, "inchangees": unchanged}
    app.after_request(_carry)


def selected() -> tuple[str, ...]:
    """The slugs that the address holds, in the order of their choice."""
    return tuple(dict.fromkeys(filter(None, request.args.getlist(PARAMETER))))[:MOST]


def unchanged() -> list[tuple[str, str]]:
    """The other parameters of the address: what a button that changes the selection must repeat."""
    return [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]


def carry(html: str, slugs: Iterable[str]) -> str:
    """The page with the selection in each internal link and form, unless it says its own."""
    chosen = [(PARAMETER, slug) for slug in slugs]
    fields = "".join(f'<input type="hidden" name="{PARAMETER}" value="{escape(slug)}">' for _, slug in chosen)
    html = _LINK.sub(lambda found: f'{found[1]}{escape(extended(unescape(found[2]), urlencode(chosen)))}"', html)
    return _FORM.sub(lambda found: found[0] + ("" if "data-selection" in found[0] else fields), html)


def extended(address: str, parameters: str) -> str:
    """The address with more parameters, before its anchor; one that names the selection stays as it is."""
    if f"{PARAMETER}=" in address:
        return address
    page, anchor_sign, anchor = address.partition("#")
    page = page.removesuffix("?")
    return f"{page}{'&' if urlsplit(page).query else '?'}{parameters}{anchor_sign}{anchor}"


def _carry(response: Response) -> Response:
    slugs = selected()
    if not slugs:
        return response
    if response.mimetype == "text/html" and not response.direct_passthrough:
        response.set_data(carry(response.get_data(as_text=True), slugs))
    if response.location and response.location.startswith("/"):
        response.location = extended(response.location, urlencode([(PARAMETER, slug) for slug in slugs]))
    # One page per selection would be the same page a million times: search engines keep the one without.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
