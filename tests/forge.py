"""A forge to test against: it keeps branches and files, and answers as the documentation of each API says."""

import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jsonschema

TOKEN = "jeton-tres-secret-1234"
MAIN = "principale"
TEXT = {"type": "string", "minLength": 1}
PERSON = {"type": "object", "properties": {"name": TEXT, "email": TEXT}, "required": ["name", "email"]}


def schema(required: str, **optional: object) -> dict[str, object]:
    """What a documented body may hold: these texts, and nothing that the documentation does not name."""
    properties = dict.fromkeys(required.split(), TEXT) | optional
    return {"type": "object", "properties": properties, "required": required.split(), "additionalProperties": False}


FILE = schema("message content branch", sha=TEXT, author=PERSON)
PULL = schema("title body head base")
ACTION = schema("action file_path content", action={"enum": ["create", "update"]}, last_commit_id=TEXT)
COMMIT = schema("branch start_branch commit_message", author_name=TEXT, author_email=TEXT)
COMMIT["properties"] |= {"actions": {"type": "array", "items": ACTION, "minItems": 1}}  # type: ignore[operator]
MERGE = schema("source_branch target_branch title description", remove_source_branch={"type": "boolean"})

Answer = tuple[int, Any]


@dataclass
class TestForge:
    """What the forge holds, what it was asked, and how it should fail."""

    __test__ = False
    genre: str
    branches: dict[str, dict[str, str]] = field(default_factory=lambda: {MAIN: {}})
    commits: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    # An answer instead of the right one, by the beginning of « POST /pulls ».
    faults: dict[str, Answer | bytes] = field(default_factory=dict)
    # What happens on the forge just before it answers.
    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    late: str = ""  # the call that is done, then answered too late
    address: str = ""

    @property
    def root(self) -> str:
        """Where the API of the repository begins."""
        return {
            "github": "/api/v3/repos/ville/catalogue",
            "forgejo": "/api/v1/repos/ville/catalogue",
            "gitlab": "/api/v4/projects/ville%2Fcatalogue",
        }[self.genre]

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        """The status and the JSON of an answer."""
        if path == "":
            return 200, {"default_branch": MAIN, "full_name": "ville/catalogue"}
        kind = self._gitlab if self.genre == "gitlab" else self._github_or_forgejo
        return kind(method, path, query, body)

    def _github_or_forgejo(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        if method == "GET" and (found := re.fullmatch(r"/git/ref/heads/(.+)", path)):
            held = found[1] in self.branches
            return (200, {"name": found[1], "object": {"sha": "c0ffee"}}) if held else (404, {"message": "Not Found"})
        if method == "DELETE" and (found := re.fullmatch(r"/(?:branches|git/refs/heads)/(.+)", path)):
            assert path.startswith("/git/refs/heads" if self.genre == "github" else "/branches")
            none = (422 if self.genre == "github" else 404), {"message": "none"}
            return (204, None) if self.branches.pop(found[1], None) is not None else none
        if (method, path) == ("POST", "/git/refs"):
            jsonschema.validate(body, schema("ref sha"))
            name = body["ref"].removeprefix("refs/heads/")
            if name in self.branches:
                return 422, {"message": "Reference already exists", "status": "422"}
            assert body["sha"] == "c0ffee"
            self.branches[name] = dict(self.branches[MAIN])
            return 201, {"ref": body["ref"], "object": {"sha": body["sha"]}}
        if (method, path) == ("POST", "/pulls"):
            jsonschema.validate(body, PULL)
            return self._request(body["head"], body["base"], body["title"], body["body"])
        if found := re.fullmatch(r"/contents/(.+)", path):
            if method == "GET":
                return self._read(found[1], query["ref"])
            return self._write(method, found[1], body)
        return 404, {"message": "Not Found"}

    def _read(self, path: str, branch: str) -> Answer:
        text = self.branches[branch].get(path)
        if text is None:
            return 404, {"message": "Not Found"}
        content = base64.encodebytes(text.encode()).decode()  # with line breaks, as GitHub does
        return 200, {"type": "file", "encoding": "base64", "content": content, **self._version(text)}

    def _version(self, text: str) -> dict[str, str]:
        sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        return {"sha": sha, "last_commit_id": sha}

    def _write(self, method: str, path: str, body: Any) -> Answer:
        new = {"new_branch": TEXT} if self.genre == "forgejo" else {}
        jsonschema.validate(body, FILE | {"properties": FILE["properties"] | new})  # type: ignore[operator]
        before = self.branches[body["branch"]].get(path)
        target = body.get("new_branch", body["branch"])
        if self.genre == "forgejo":
            assert method == ("PUT" if "sha" in body else "POST")
            if target in self.branches:
                return 422, {"message": f"branch already exists [name: {target}]", "url": "/api/swagger"}
            if method == "POST" and before is not None:
                return 422, {"message": f"repository file already exists [path: {path}]"}
        if (before is not None and self._version(before)["sha"] != body.get("sha")) or (
            before is None and "sha" in body
        ):
            return (409 if self.genre == "github" else 422), {"message": "sha does not match"}
        author = body.get("author", {"name": "robot", "email": "robot@exemple.fr"})
        self._commit(target, path, base64.b64decode(body["content"]).decode(), body["message"], author)
        return (200 if before else 201), {"content": {"path": path}, "commit": {"sha": "beef"}}

    def _commit(self, branch: str, path: str, text: str, message: str, author: dict[str, str]) -> None:
        self.branches.setdefault(branch, dict(self.branches[MAIN]))[path] = text
        self.commits.append({"branch": branch, "path": path, "message": message, "author": author})

    def _request(self, head: str, base: str, title: str, text: str) -> Answer:
        assert {head, base} <= set(self.branches)
        page = {"github": "pull", "forgejo": "pulls", "gitlab": "-/merge_requests"}[self.genre]
        number = len(self.requests) + 1
        self.requests.append({"head": head, "base": base, "title": title, "body": text})
        key = "web_url" if self.genre == "gitlab" else "html_url"
        return 201, {key: f"{self.address}/{page}/{number}"}

    def _gitlab(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        if method == "DELETE" and (found := re.fullmatch(r"/repository/branches/(.+)", path)):
            none = 404, {"message": "404 Branch Not Found"}
            return (204, None) if self.branches.pop(found[1], None) is not None else none
        if method == "GET" and (found := re.fullmatch(r"/repository/files/([^/]+)", path)):
            return self._read(unquote(found[1]), query["ref"])
        if (method, path) == ("POST", "/merge_requests"):
            jsonschema.validate(body, MERGE)
            return self._request(body["source_branch"], body["target_branch"], body["title"], body["description"])
        if (method, path) == ("POST", "/repository/commits"):
            jsonschema.validate(body, COMMIT)
            return self._gitlab_commit(body)
        return 404, {"error": "404 Not Found"}

    def _gitlab_commit(self, body: Any) -> Answer:
        branch, (action,) = body["branch"], body["actions"]
        if branch in self.branches:
            return 400, {"message": f"A branch called '{branch}' already exists. Switch to that branch."}
        before = self.branches[body["start_branch"]].get(action["file_path"])
        if action["action"] == "create" and before is not None:
            return 400, {"message": "A file with this name already exists"}
        if action["action"] == "update" and self._version(before or "")["sha"] != action["last_commit_id"]:
            return 400, {
                "message": "You are attempting to update a file that has changed since you started editing it."
            }
        author = {"name": body.get("author_name", "robot"), "email": body.get("author_email", "robot@exemple.fr")}
        self._commit(branch, action["file_path"], action["content"], body["commit_message"], author)
        return 201, {"id": "beef", "short_id": "beef"}

    def accepts(self, headers: dict[str, str]) -> bool:
        """Whether the token is shown as the documentation of the forge asks."""
        return {
            "github": headers.get("Authorization") == f"Bearer {TOKEN}",
            "forgejo": headers.get("Authorization") == f"token {TOKEN}",
            "gitlab": headers.get("Private-Token") == TOKEN,
        }[self.genre]


REFUSAL = {
    "github": {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"},
    "forgejo": {"message": "user does not exist [uid: 0, name: ]", "url": "/api/swagger"},
    "gitlab": {"message": "401 Unauthorized"},
}


@contextmanager
def running(forge: TestForge) -> Iterator[TestForge]:
    """This forge, served by a thread on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            inside = parts.path.removeprefix(forge.root)
            asked = f"{self.command} {inside}"
            forge.asked.append(asked)
            forge.headers.append({name.title(): value for name, value in self.headers.items()})
            time.sleep(forge.wait)
            for start in [start for start in forge.meanwhile if asked.startswith(start)]:
                forge.meanwhile.pop(start)()
            fault = next((answer for start, answer in forge.faults.items() if asked.startswith(start)), None)
            if isinstance(fault, bytes):
                status, sent = 200, fault
            else:
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, said = fault or self.right(parts.path, inside, query, body)
                sent = b"" if said is None else json.dumps(said).encode()
            if forge.late and asked.startswith(forge.late):
                time.sleep(0.6)
            self.send_response(status)
            for name, value in forge.extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def right(self, path: str, inside: str, query: dict[str, str], body: Any) -> Answer:
            if not path.startswith(forge.root):
                return 404, {"message": "404 Project Not Found"}
            if not forge.accepts(forge.headers[-1]):
                return 401, REFUSAL[forge.genre]
            return forge.answer(self.command, inside, query, body)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    forge.address = f"http://127.0.0.1:{server.server_address[1]}/ville/catalogue"
    try:
        yield forge
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
