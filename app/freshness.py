"""What spares a second reading: each page says when and as what it was read, and answers 304 when nothing changed."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, g, request

from app.generation import published

# With one of these, a request may be answered by less than the page.
CONDITIONS = frozenset({"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE"})


def register(app: Flask) -> None:
    """Let every page of this site carry ETag and Last-Modified, and honour the conditions of a request."""
    folders = (Path(app.root_path), Path(app.root_path, "templates"), Path(str(app.static_folder)))
    files = [path for folder in folders for path in folder.iterdir() if path.is_file()]
    installed = datetime.fromtimestamp(max(file.stat().st_mtime for file in files), UTC)
    app.after_request(lambda response: _validate(response, installed))


def _validate(response: Response, installed: datetime) -> Response:
    readable = request.method in ("GET", "HEAD") and response.status_code == 200
    if not readable or request.endpoint == "static" or "ETag" in response.headers or response.is_streamed:
        return response
    response.add_etag()
    response.last_modified = max(installed, published()) if "generation" in g else installed
    response.headers.setdefault("Cache-Control", "no-cache")
    if not CONDITIONS.isdisjoint(request.environ):
        response.make_conditional(request)
    return response
