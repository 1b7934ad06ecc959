"""Answers kept from one generation to the next: a generation never changes, so neither does a page made from it."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wrappers import Response

from app.generation import READ
from index.publication import POINTER, current

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Bytes of the answers that a process keeps, what they are kept under included, and of the largest one worth keeping.
MAX_BYTES = 16 * 1024 * 1024
MAX_ANSWER = 256 * 1024
# Seconds between two looks at what is in service: one at each request would cost a fifth of a kept answer.
LOOK_EVERY = 0.05
# What is sent from the disk, or counts what each visitor does.
NEVER = ("/static/", "/donnees/", "/contribuer")
# With these, the answer is not simply the page.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")

Key = tuple[object, ...]


@dataclass(frozen=True)
class Answer:
    """A whole answer, ready to be sent again."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def weight(self, key: Key) -> int:
        """Bytes that keeping it takes: a visitor chooses the length of an address, a server that of a header."""
        texts = [*key, *(text for header in self.headers for text in header)]
        return len(self.body) + sum(len(text) for text in texts if isinstance(text, str))


class Kept:
    """The site, which answers what it has answered before without working it out again.

    What an answer is kept under names the generation in service and the day; an answer is kept only when it read that
    generation, or none: one that cannot be opened leaves the previous one to answer. A new generation is seen
    ``LOOK_EVERY`` seconds after it is published, at most.
    """

    def __init__(self, site: "WSGIApplication", var: Path) -> None:
        self._site = site
        self._var = var
        self._lock = Lock()
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0
        self._looked = float("-inf")
        self._in_service: Key | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path, in_service = environ["PATH_INFO"], self._look()
        if not in_service or environ["REQUEST_METHOD"] != "GET" or path.startswith(NEVER):
            return self._site(environ, start_response)
        place = (environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""))
        key = (in_service, path, environ["QUERY_STRING"], *place, environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = self._get(key) or self._work_out(key, environ)
        if any(condition in environ for condition in CONDITIONS):
            response = Response(answer.body, answer.status, answer.headers)
            return response.make_conditional(environ)(environ, start_response)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _look(self) -> Key | None:
        """What tells the generation in service and the day from any other; None when nothing was published."""
        now = monotonic()
        if now - self._looked >= LOOK_EVERY:
            try:
                # Publishing renames another file to this name: its number and its time tell which generation it names.
                pointer = (self._var / POINTER).stat()
                self._in_service = (pointer.st_ino, pointer.st_mtime_ns, date.today())
            except OSError:
                self._in_service = None
            self._looked = now
        return self._in_service

    def _work_out(self, key: Key, environ: "WSGIEnvironment") -> Answer:
        read: set[str] = set()
        whole = {READ: read, **{name: value for name, value in environ.items() if name not in CONDITIONS}}
        response = Response.from_app(self._site, whole, buffered=True)
        answer = Answer(response.status, response.headers.to_wsgi_list(), response.get_data())
        folder = current(self._var)
        of_now = folder is not None and read <= {folder.name}
        if of_now and response.status_code == 200 and answer.weight(key) <= MAX_ANSWER:
            self._keep(key, answer)
        return answer

    def _get(self, key: Key) -> Answer | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def _keep(self, key: Key, answer: Answer) -> None:
        with self._lock:
            if key not in self._answers:
                self._answers[key] = answer
                self._bytes += answer.weight(key)
            while self._bytes > MAX_BYTES:
                under, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.weight(under)


def register(app: Flask, var: Path) -> None:
    """Let this site keep its answers."""
    app.wsgi_app = Kept(app.wsgi_app, var)  # type: ignore[method-assign]
