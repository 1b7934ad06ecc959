"""The REST APIs of GitHub, GitLab and Forgejo: a branch, a file, a request to merge it."""

import base64
import json
import logging
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

FOLDER = "catalogue/fiches"
SECONDS, TOTAL_SECONDS = 5.0, 20.0  # for each answer, and for a whole proposal
MAX_BYTES = 1024 * 1024
MAX_MESSAGE = 2000
EMAIL = "contribution@catalogue.invalid"  # git wants one; « .invalid » can never be somebody's

LATER = "téléchargez votre fiche pour la proposer plus tard."
TELL = "Téléchargez votre fiche et prévenez les responsables du site."
UNREACHABLE = f"La forge ne répond pas. Réessayez dans quelques minutes, ou {LATER}"
BUSY = f"La forge reçoit trop de demandes. Réessayez dans une heure, ou {LATER}"
REFUSED = f"La forge refuse le jeton de ce site. {TELL}"
FORBIDDEN = f"Le jeton de ce site n'a pas le droit de proposer une fiche sur la forge. {TELL}"
UNEXPECTED = f"La forge a donné une réponse inattendue. {TELL}"

logger = logging.getLogger(__name__)


class ForgeError(Exception):
    """No proposal could be opened; the message says why and what to do, in French, and never holds the token."""


@dataclass(frozen=True)
class Change:
    """What is proposed: one file, by whom, with which words for the reviewers."""

    slug: str
    markdown: str
    auteur: str
    message: str
    known: str | None = None  # how the forge names the version of the file that this one replaces

    @property
    def path(self) -> str:
        """Where the file lies in the repository."""
        return f"{FOLDER}/{self.slug}.md"

    @property
    def title(self) -> str:
        """What names the commit and the request."""
        return f"{'Correction de la' if self.known else 'Nouvelle'} fiche : {self.slug}"

    @property
    def description(self) -> str:
        """What reviewers read; the message is quoted code, so that no forge obeys its « /merge » or « closes #1 »."""
        lines = ["Fiche proposée avec le formulaire du site. Relisez le texte et ses sources avant de fusionner."]
        if said := self.message.strip()[:MAX_MESSAGE]:
            lines += ["", "Message joint :", ""]
            lines += [f">     {part}" for line in said.splitlines() for part in wrap(line, 90) or [""]]
        return "\n".join(lines)

    def body(self, **where: str) -> dict[str, object]:
        """What GitHub and Forgejo ask of a commit that writes one file."""
        content = base64.b64encode(self.markdown.encode()).decode()
        author = {"author": {"name": self.auteur, "email": EMAIL}} if self.auteur else {}
        replaced = {"sha": self.known} if self.known else {}
        return {"message": self.title, "content": content, **where, **replaced, **author}


class Calls:
    """Calls to the API of a forge, bounded in time and size; a refusal becomes a ForgeError."""

    def __init__(self, api: str, headers: dict[str, str], token: str) -> None:
        self._api, self._token, self._end = api, token, time.monotonic() + TOTAL_SECONDS
        self._client = httpx.Client(headers={"User-Agent": "catalogue-innovation-territoriale", **headers})

    def __enter__(self) -> "Calls":
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def __call__(self, method: str, path: str, body: object = None, expected: tuple[int, ...] = ()) -> Any:
        """The JSON of the answer; None when its status is one of those expected."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("total")
        read = bytearray()
        with self._client.stream(method, self._api + path, json=body, timeout=min(SECONDS, left)) as answer:
            for piece in answer.iter_bytes():
                read += piece
                if len(read) > MAX_BYTES:
                    raise ValueError("too long")
                if time.monotonic() > self._end:
                    raise httpx.ReadTimeout("total")
        if answer.is_success:
            return json.loads(read) if read else None
        if answer.status_code != 404 or 404 not in expected:
            said = read.decode(errors="replace").replace(self._token, "…")[:300]
            logger.warning("forge : %s %s répond %d : %r", method, path or "/", answer.status_code, said)
        if answer.status_code in expected:
            return None
        raise ForgeError(_sentence(answer))

    def more_time(self) -> None:
        """Time for one more call, to undo what was begun."""
        self._end = max(self._end, time.monotonic() + SECONDS)


def _sentence(answer: httpx.Response) -> str:
    spent = answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers
    if answer.status_code == 429 or (answer.status_code == 403 and spent):
        return BUSY
    if answer.status_code >= 500:
        return UNREACHABLE
    return {401: REFUSED, 403: FORBIDDEN, 404: FORBIDDEN}.get(answer.status_code, UNEXPECTED)


class Api(ABC):
    """What a proposal asks of a forge; ``root`` is the address of the repository in its API."""

    root: str
    refs = "/branches"  # where a branch is deleted

    @abstractmethod
    def __init__(self, url: str) -> None:
        """The API for the repository whose page is at this address."""

    @abstractmethod
    def headers(self, token: str) -> dict[str, str]:
        """What shows the token."""

    @abstractmethod
    def commit(self, calls: Calls, branch: str, base: str, change: Change) -> bool:
        """Make a branch from ``base`` that holds the change; whether the forge took it."""

    def main_branch(self, calls: Calls) -> str:
        """The branch that fiches are merged into."""
        return str(calls("GET", "")["default_branch"])

    def read(self, calls: Calls, path: str, branch: str) -> tuple[str | None, str | None]:
        """The text of a file and what names its version; None and None when there is no such file."""
        found = calls("GET", f"/contents/{path}?{urlencode({'ref': branch})}", expected=(404,))
        return (_text(found), str(found["sha"])) if found else (None, None)

    def merge(self, calls: Calls, branch: str, base: str, change: Change) -> str:
        """Ask that the branch be merged; the address of that request."""
        body = {"title": change.title, "body": change.description, "head": branch, "base": base}
        return str(calls("POST", "/pulls", body)["html_url"])

    def forget(self, calls: Calls, branch: str) -> None:
        """Delete the branch of a proposal that could not be finished, if it was made and the forge still answers."""
        calls.more_time()
        with suppress(Exception):
            calls("DELETE", f"{self.refs}/{branch}", expected=(404,))


class GitHub(Api):
    """GitHub, or a GitHub Enterprise server."""

    refs = "/git/refs/heads"

    def __init__(self, url: str) -> None:
        origin, repository = _split(url)
        api = "https://api.github.com" if origin == "https://github.com" else f"{origin}/api/v3"
        self.root = f"{api}/repos/{repository}"

    def headers(self, token: str) -> dict[str, str]:
        """What shows the token, and the version of the API."""
        accept = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return {"Authorization": f"Bearer {token}", **accept}

    def commit(self, calls: Calls, branch: str, base: str, change: Change) -> bool:
        """Make the branch, then the commit."""
        start = calls("GET", f"/git/ref/heads/{base}")["object"]["sha"]
        calls("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": start})
        return bool(calls("PUT", f"/contents/{change.path}", change.body(branch=branch), expected=(409, 422)))


class Forgejo(Api):
    """Forgejo or Gitea, at the root of its host or below."""

    def __init__(self, url: str) -> None:
        root, owner, name = url.rsplit("/", 2)
        self.root = f"{root}/api/v1/repos/{owner}/{name}"

    def headers(self, token: str) -> dict[str, str]:
        """What shows the token."""
        return {"Authorization": f"token {token}"}

    def commit(self, calls: Calls, branch: str, base: str, change: Change) -> bool:
        """Make the branch and the commit in one call."""
        method = "PUT" if change.known else "POST"
        body = change.body(branch=base, new_branch=branch)
        return bool(calls(method, f"/contents/{change.path}", body, expected=(409, 422)))


class GitLab(Api):
    """GitLab, whose projects may lie in groups of groups."""

    refs = "/repository/branches"

    def __init__(self, url: str) -> None:
        origin, project = _split(url)
        self.root = f"{origin}/api/v4/projects/{quote(project, safe='')}"

    def headers(self, token: str) -> dict[str, str]:
        """What shows the token."""
        return {"PRIVATE-TOKEN": token}

    def read(self, calls: Calls, path: str, branch: str) -> tuple[str | None, str | None]:
        """The text of a file and its last commit; None and None when there is no such file."""
        address = f"/repository/files/{quote(path, safe='')}?{urlencode({'ref': branch})}"
        found = calls("GET", address, expected=(404,))
        return (_text(found), str(found["last_commit_id"])) if found else (None, None)

    def commit(self, calls: Calls, branch: str, base: str, change: Change) -> bool:
        """Make the branch and the commit in one call."""
        action = {"action": "update", "last_commit_id": change.known} if change.known else {"action": "create"}
        body = {
            "branch": branch,
            "start_branch": base,
            "commit_message": change.title,
            "actions": [action | {"file_path": change.path, "content": change.markdown}],
            **({"author_name": change.auteur, "author_email": EMAIL} if change.auteur else {}),
        }
        return bool(calls("POST", "/repository/commits", body, expected=(400, 409, 422)))

    def merge(self, calls: Calls, branch: str, base: str, change: Change) -> str:
        """Open the merge request."""
        body = {"source_branch": branch, "target_branch": base, "remove_source_branch": True}
        texts = {"title": change.title, "description": change.description}
        return str(calls("POST", "/merge_requests", body | texts)["web_url"])


def _split(url: str) -> tuple[str, str]:
    """« https://hote.fr » and « groupe/catalogue »."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")


def _text(found: Any) -> str:
    return base64.b64decode(found["content"]).decode(errors="replace")
