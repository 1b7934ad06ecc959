"""What is wrong in a file of the catalogue: where, what, and the nearest right value."""

import errno
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Why the system refused, in French: its own words are English.
_REASONS = {
    errno.EACCES: "l'accès est refusé",
    errno.EADDRINUSE: "un autre programme l'écoute déjà",
    errno.EADDRNOTAVAIL: "ce n'est pas une adresse de cette machine",
    errno.EEXIST: "un fichier porte ce nom",
    errno.EISDIR: "c'est un dossier",
    errno.ENOENT: "il n'existe pas",
    errno.ENOSPC: "le disque est plein",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EPERM: "l'accès est refusé",
    errno.EROFS: "il est en lecture seule",
    socket.EAI_NONAME: "ce n'est pas une adresse de cette machine",
}


@dataclass(frozen=True, order=True)
class Problem:
    """One refusal. ``line`` counts from 1; 0 means the file as a whole."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.path}, ligne {self.line}" if self.line else self.path
        return f"{where} : {self.message}"


def shown_path(path: Path) -> str:
    """The path as its reader would type it: relative to the current folder when it lies inside."""
    here, there = Path.cwd(), path.absolute()
    return str(there.relative_to(here)) if there.is_relative_to(here) else str(there)


def reason(error: Exception) -> str:
    """Why the system refused to read, write or listen, in French."""
    return _REASONS.get(getattr(error, "errno", None) or 0, "le système l'a refusé")


def nearest(value: str, permitted: Iterable[str]) -> str | None:
    """The permitted value that the writer most likely meant, or None when nothing is near.

    Near = at most one mistake in three letters, so that « comune » suggests « commune » and « toto » suggests nothing.
    """
    best = process.extractOne(value, list(permitted), scorer=OSA.distance, processor=str.casefold)
    return best[0] if best and best[1] <= max(1, len(value) // 3) else None


def did_you_mean(value: str, permitted: Iterable[str]) -> str:
    """The end of a message: « Vouliez-vous dire … ? » with a space before it, or nothing."""
    found = nearest(value, permitted)
    return f" Vouliez-vous dire « {found} » ?" if found else ""
