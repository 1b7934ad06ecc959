"""What a visitor reads when a page cannot be shown: a sentence, the right status, a way on."""

from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.parameters import UnknownValueError, Way
from index.publication import PublicationError

SENTENCES = {
    400: "Cette demande est incomplète ou mal formée.",
    403: "Cette demande vient d'un autre site. Recommencez depuis une page de celui-ci.",
    404: "Cette page n'existe pas, ou n'existe plus.",
    405: "Cette adresse ne s'emploie pas de cette façon.",
    413: "Ce que vous envoyez est trop volumineux.",
    429: "Trop de propositions sont venues de votre adresse. Attendez une heure, ou téléchargez votre fiche.",
    500: "Le site a rencontré une erreur. Elle est notée ; réessayez dans un instant.",
    503: "Le catalogue n'est pas encore prêt : son index n'a pas été construit.",
}

# What a program reads in the API beside the sentence.
CODES = {404: "introuvable", 405: "methode_refusee", 500: "erreur_interne", 503: "index_absent"}


def register(app: Flask) -> None:
    """Let every error of this site become a page, or JSON under /api/."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(UnknownValueError, _unknown_value)
    app.register_error_handler(PublicationError, _no_index)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if status == 404 and (address := _without_last_slash()):
        return make_response(redirect(address, 308))
    allowed = {"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {}
    return _answer(status, SENTENCES.get(status) or SENTENCES[400 if status < 500 else 500], headers=allowed)


def _without_last_slash() -> str:
    """The page asked, without the « / » at its end; "" when there is none, or no such page."""
    if not request.path.endswith("/") or request.path.startswith("/api/v1/"):
        return ""
    # With one « / » at its beginning: a browser takes « //name » for another host.
    path = f"/{request.path.strip('/')}"
    adapter = current_app.create_url_adapter(request)
    if not (adapter and adapter.test(path, request.method)):
        return ""
    return f"{quote(path)}?{request.query_string.decode('latin1')}".removesuffix("?")


def _unknown_value(error: UnknownValueError) -> Response:
    return _answer(404, str(error), field=error.field, way=error.way)


def _no_index(error: PublicationError) -> Response:
    return _answer(503, SENTENCES[503], headers={"Retry-After": "10"})


def _unexpected(error: Exception) -> Response:
    current_app.logger.exception("erreur inattendue sur %s", request.path)
    return _answer(500, SENTENCES[500])


def _answer(
    status: int,
    message: str,
    field: str | None = None,
    way: Way | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    if request.path.startswith("/api/"):
        message += f" Vouliez-vous dire « {way.value} » ?" if way else ""
        response = jsonify({"erreur": {"code": CODES.get(status, "erreur"), "message": message, "champ": field}})
    else:
        page = render_template(
            "erreur.html", status=status, message=message, piste=way, champ=field, reprise=_same_without(field)
        )
        response = make_response(page)
    response.status_code = status
    response.headers.update(headers or {})
    return response


def _same_without(field: str | None) -> str:
    """The first page of the same request without the parameter refused; "" when no parameter was."""
    if field not in request.args or request.view_args:
        return ""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in (field, "page")]
    return f"{request.path}?{urlencode(kept)}".removesuffix("?")
