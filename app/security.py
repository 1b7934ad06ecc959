"""The headers that every answer carries, and the refusal of what another site makes a visitor send."""

from flask import Flask, Response, abort, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
A_YEAR = 365 * 24 * 3600
# What the pages of other sites may read: the API and the data.
OPEN = ("/api/", "/donnees/")
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": str(24 * 3600),
}
# A fiche of 64 KiB, each of its signs being sent as six, and the rest of the form.
MAX_REQUEST_BYTES = 512 * 1024


def register(app: Flask) -> None:
    """Set the headers of every answer of this site, and refuse what is too large or sent from another site."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_REQUEST_BYTES
    app.before_request(_refuse_other_sites)
    app.after_request(_set_headers)


def _refuse_other_sites() -> None:
    """A browser says where a request comes from; what says nothing is no browser, and holds no one's rights."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in ("same-origin", "none") if site else origin and origin.partition("://")[2] != request.host:
        abort(403)


def _set_headers(response: Response) -> Response:
    # One reading of the headers: « setdefault » reads them all for each name.
    own = {name for name, _ in response.headers}
    response.headers.extend((name, value) for name, value in HEADERS.items() if name not in own)
    if request.path.startswith(OPEN):
        response.headers.update(OPEN_HEADERS | (PREFLIGHT_HEADERS if request.method == "OPTIONS" else {}))
    # The address of a static file holds its version, so it never changes under the same address.
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
