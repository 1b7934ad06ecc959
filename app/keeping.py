"""Answers kept from one generation to the next: a generation never changes, so neither does a page made from it."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask
from werkzeug.wrappers import Response

from app.freshness import CONDITIONS
from app.generation import READ
from index.publication import current

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Bytes of the answers that a process keeps, what they are kept under included, and of the largest one worth keeping.
MAX_BYTES = 16 * 1024 * 1024
MAX_ANSWER = 256 * 1024
# Seconds between two looks at what is in service: one at each request would cost a fifth of a kept answer.
LOOK_EVERY = 0.05
# What is sent from the disk, or counts what each visitor does.
NEVER = ("/static/", "/donnees/", "/contribuer")


class Key(NamedTuple):
    """What an answer is kept under: the generation in service, the day, and all that tells a request from another."""

    generation: str
    day: date
    address: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A whole answer, ready to be sent again."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def weight(self, key: Key) -> int:
        """Bytes that keeping it takes: a visitor chooses the length of an address, a server that of a header."""
        return len(self.body) + sum(map(len, chain(key.address, *self.headers)))


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
        self._in_service: str | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path, in_service = environ["PATH_INFO"], self._look()
        if not in_service or environ["REQUEST_METHOD"] != "GET" or path.startswith(NEVER):
            return self._site(environ, start_response)
        host, encodings = environ.get("HTTP_HOST", ""), environ.get("HTTP_ACCEPT_ENCODING", "")
        address = (path, environ["QUERY_STRING"], environ["wsgi.url_scheme"], host, encodings)
        key = Key(in_service, date.today(), address)
        answer = self._get(key) or self._work_out(key, environ)
        if not CONDITIONS.isdisjoint(environ):
            response = Response(answer.body, answer.status, answer.headers)
            return response.make_conditional(environ)(environ, start_response)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _look(self) -> str | None:
        """The id of the generation in service; None when nothing was published."""
        now = monotonic()
        if now - self._looked >= LOOK_EVERY:
            folder = current(self._var)
            self._in_service = folder.name if folder else None
            self._looked = now
        return self._in_service

    def _work_out(self, key: Key, environ: "WSGIEnvironment") -> Answer:
        read: set[str] = set()
        whole = {READ: read, **{name: value for name, value in environ.items() if name not in CONDITIONS}}
        response = Response.from_app(self._site, whole, buffered=True)
        answer = Answer(response.status, response.headers.to_wsgi_list(), response.get_data())
        of_now = read <= {key.generation}
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
