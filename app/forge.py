"""The forge that holds the catalogue: the addresses of its pages, and the proposals that the site opens there."""

import logging
import re
import secrets
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

import httpx

from app.forge_api import FOLDER, UNEXPECTED, UNREACHABLE, Api, Calls, Change, ForgeError, Forgejo, GitHub, GitLab
from app.settings import Settings
from catalogue.fiche import SLUG

__all__ = ["Forge", "ForgeError", "forge_of", "open_proposal"]

# No « name:password@ » before the host: pages show this address.
REPOSITORY = re.compile(r"https?://[\w.-]+(:\d{1,5})?(/[\w.~+-]+){2,}")
# What a header can carry; a library that refuses it would repeat it in its debugging log.
TOKEN = re.compile(r"[!-~]+")
MAX_ADDRESS = 8000  # beyond, some forges refuse the address of a prefilled page

UNSET = "Ce site n'ouvre pas de proposition sur une forge : téléchargez votre fiche."
NOT_A_SLUG = "Le nom du fichier ne doit contenir que des minuscules sans accent, des chiffres et des tirets."
TAKEN = (
    "Une fiche du même nom est déjà sur la forge, mais pas encore sur ce site. "
    "Donnez un autre titre à la vôtre, ou téléchargez-la et attendez que l'autre paraisse pour la corriger."
)
CHANGED = (
    "Cette fiche a changé sur la forge depuis que vous l'avez ouverte. "
    "Téléchargez votre texte, rouvrez la fiche publiée, puis reportez-y vos changements."
)
SAME = "La forge contient déjà ce texte : il n'y a rien à proposer."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Genre:
    """A kind of forge: its API, and how the addresses of its pages differ from the most common ones.

    They say « main »: the pages of GitHub and GitLab that edit a file refuse « HEAD ».
    """

    api: type[Api] | None = None
    before: str = ""
    edit: str = "edit/main"
    history: str = "commits/main"
    new: str = "new/main"
    name: str = "filename"
    text: str = "value"  # GitLab cannot be given the text of a new file
    issue: tuple[str, str] = ("title", "body")


_FORGEJO = Genre(Forgejo, edit="_edit/main", history="commits/branch/main", new="_new/main")
GENRES = {
    "github": Genre(GitHub),
    "gitlab": Genre(GitLab, "/-", name="file_name", text="", issue=("issue[title]", "issue[description]")),
    "forgejo": _FORGEJO,
    "gitea": _FORGEJO,
    "codeberg": _FORGEJO,
}


class Forge:
    """The addresses of the pages of a repository on its forge."""

    def __init__(self, url: str, genre: Genre) -> None:
        self.url, self.genre = url.removesuffix(".git"), genre
        self._pages = self.url + genre.before

    def edit(self, slug: str) -> str:
        """The page that edits the file of a fiche."""
        return f"{self._pages}/{self.genre.edit}/{FOLDER}/{slug}.md"

    def history(self, slug: str) -> str:
        """The page that lists the changes of a fiche."""
        return f"{self._pages}/{self.genre.history}/{FOLDER}/{slug}.md"

    def new(self, slug: str, markdown: str) -> str:
        """The page that creates the file of a fiche, with its text if the forge and the address can take it."""
        bare = f"{self._pages}/{self.genre.new}/{FOLDER}?{urlencode({self.genre.name: f'{slug}.md'})}"
        filled = f"{bare}&{urlencode({self.genre.text: markdown}, safe='/')}"
        return filled if self.genre.text and len(filled) <= MAX_ADDRESS else bare

    def issue(self, title: str, text: str) -> str:
        """The page that reports a problem, with its title and its text already written."""
        named = dict(zip(self.genre.issue, (title, text), strict=True))
        return f"{self._pages}/issues/new?{urlencode(named)}"


def forge_of(settings: Settings) -> Forge | None:
    """The forge of this site; raises ForgeError, for the people of the site, when its settings cannot work."""
    if not settings.forge_url:
        return None
    if not REPOSITORY.fullmatch(settings.forge_url):
        raise ForgeError(
            "CATALOGUE_FORGE_URL doit être l'adresse d'un dépôt, comme https://forge.exemple.fr/collectivite/catalogue."
        )
    if settings.forge_token and not TOKEN.fullmatch(settings.forge_token):
        raise ForgeError("CATALOGUE_FORGE_TOKEN contient une espace, un accent ou un saut de ligne.")
    asked, host = settings.forge_genre, urlsplit(settings.forge_url).netloc.lower()
    if asked and asked not in GENRES:
        raise ForgeError(f"CATALOGUE_FORGE_GENRE vaut « {asked} » : choisissez github, gitlab ou forgejo.")
    genre = GENRES.get(asked or next((name for name in GENRES if name in host), ""), Genre())
    if settings.forge_token and not genre.api:
        raise ForgeError(
            f"« {host} » ne dit pas son genre : avec CATALOGUE_FORGE_TOKEN, "
            "réglez CATALOGUE_FORGE_GENRE (github, gitlab ou forgejo)."
        )
    return Forge(settings.forge_url, genre)


def open_proposal(
    settings: Settings, slug: str, markdown: str, auteur: str = "", message: str = "", depart: str | None = None
) -> str:
    """Open a pull request with this text, written from ``depart`` if it corrects a fiche; its address."""
    forge = forge_of(settings)
    if not forge or not forge.genre.api or not settings.forge_token:
        raise ForgeError(UNSET)
    if not SLUG.fullmatch(slug):
        raise ForgeError(NOT_A_SLUG)
    change = Change(slug, _unix(markdown), _name(auteur), message)
    try:
        api = forge.genre.api(forge.url)
        with Calls(api.root, api.headers(settings.forge_token), settings.forge_token) as calls:
            return _propose(api, calls, change, depart)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        logger.warning("forge : %s", type(error).__name__)  # its text may hold the token
        raise ForgeError(UNREACHABLE) from None
    except (LookupError, TypeError, ValueError) as error:
        logger.warning("forge : réponse inattendue (%s)", type(error).__name__)
        raise ForgeError(UNEXPECTED) from None


def _propose(api: Api, calls: Calls, change: Change, depart: str | None) -> str:
    base = api.main_branch(calls)
    text, known = api.read(calls, change.path, base)
    if _unix(text or "") == change.markdown:
        raise ForgeError(SAME)
    changed = TAKEN if depart is None else CHANGED
    if _unix(text or "") != _unix(depart or ""):
        raise ForgeError(changed)
    change = replace(change, known=known)
    # A name that nobody else has: the branch can be deleted without knowing whether the forge made it.
    branch = f"proposition-{change.slug}-{secrets.token_hex(4)}"
    try:
        if not api.commit(calls, branch, base, change):
            raise ForgeError(changed if api.read(calls, change.path, base) != (text, known) else UNEXPECTED)
        address = api.merge(calls, branch, base, change)
        if not address.startswith(("https://", "http://")):
            raise ValueError(address)
    except Exception:
        api.forget(calls, branch)
        raise
    return address


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


def _name(auteur: str) -> str:
    """A name that git takes: printable, without « < » or « > », with a letter in it."""
    kept = "".join(sign if sign.isprintable() and sign not in "<>" else " " for sign in auteur)
    return " ".join(kept.split())[:100] if any(sign.isalnum() for sign in kept) else ""
