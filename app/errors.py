"""What a visitor reads when a page cannot be shown: a sentence, the right status, a way on."""

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
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
    allowed = {"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {}
    return _answer(status, SENTENCES.get(status) or SENTENCES[400 if status < 500 else 500], headers=allowed)


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
        response = make_response(render_template("erreur.html", status=status, message=message, piste=way))
    response.status_code = status
    response.headers.update(headers or {})
    return response
