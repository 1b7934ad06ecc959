"""Publishing a generation: a lock for the one who builds, one pointer file renamed when everything is written."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from stat import S_ISREG

import catalogue
import index
from catalogue.collection import catalogue_file, catalogue_files
from catalogue.problem import reason
from catalogue.vocabulary import FILE as VOCABULARY

POINTER = "courante"
GENERATIONS = "generations"
LOCK = "verrou"
UNFINISHED = ".en-cours"
# Nanoseconds after which a file that is saved again surely bears another time: two seconds on the coarsest disks.
SETTLED = 3_000_000_000
# A reader that has just read the pointer still opens the generation before the last.
KEPT = 2

# What a generation is made by, beside our own code: another version may write other bytes.
_LIBRARIES = ("markdown", "nh3", "pyspellchecker", "pystemmer", "sqlite-utils", "whoosh")


class PublicationError(Exception):
    """The generation could not be written; the message says why, in French, and what to do."""


def recipe(folder: Path) -> str:
    """What tells how a fiche is analysed from any other way: our code, our libraries, the vocabulary of this folder."""
    digest = hashlib.sha256()
    for package in (catalogue, index):
        for path in sorted(Path(str(package.__file__)).parent.glob("*.py")):
            digest.update(path.read_bytes())
    digest.update(" ".join(version(library) for library in _LIBRARIES).encode())
    digest.update(digest_of(catalogue_file(folder, VOCABULARY)).encode())
    return digest.hexdigest()


def fingerprint(folder: Path) -> str:
    """The name of the generation that this folder gives: the same files and the same code give the same name."""
    digest = hashlib.sha256(recipe(folder).encode())
    for path in catalogue_files(folder):
        digest.update(f"\0{path.name}\0{digest_of(path)}".encode())
    return digest.hexdigest()[:16]


def digest_of(path: Path) -> str:
    """What tells a file from any other; nothing for what is no file or cannot be read."""
    try:
        read = path.stat()
        if not S_ISREG(read.st_mode):
            return ""
        changed = max(read.st_mtime_ns, read.st_ctime_ns)
        # Saved again within the same tick of the clock of its disk, a file would keep its times.
        if time.time_ns() - changed < SETTLED:
            return _read_digest.__wrapped__(path)
        return _read_digest(path, read.st_dev, read.st_ino, read.st_size, read.st_mtime_ns, read.st_ctime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=1 << 17)
def _read_digest(path: Path, *_: int) -> str:
    """The digest of a file, read again only when what its disk says of it has changed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def current(var: Path) -> Path | None:
    """The folder of the generation in service, or None when nothing was ever published."""
    try:
        name = (var / POINTER).read_bytes().decode("ascii", "replace").strip()
    except OSError:
        return None
    return var / GENERATIONS / name if name else None


@contextmanager
def building(var: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the right to build in this folder; ``on_wait`` is called when another process holds it and we wait.

    Raises PublicationError when the folder cannot be written.
    """
    try:
        (var / GENERATIONS).mkdir(parents=True, exist_ok=True)
        with (var / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except (OSError, sqlite3.Error) as error:
        message = f"Le dossier {var} ne peut pas être écrit : {reason(error)}. Vérifiez ses droits et l'espace libre."
        raise PublicationError(message) from error


def is_written(var: Path, name: str) -> bool:
    """Whether the generation of this name lies in the folder, whole."""
    return (var / GENERATIONS / name).is_dir()


def write(var: Path, name: str, write_files: Callable[[Path], None]) -> None:
    """Write the generation of this name, whole or not at all; ``write_files`` fills the empty folder that it is given.

    Call it while ``building``.
    """
    _sweep(var)
    unfinished = var / GENERATIONS / f"{UNFINISHED}-{name}"
    unfinished.mkdir()
    try:
        write_files(unfinished)
        unfinished.rename(var / GENERATIONS / name)
    finally:
        _sweep(var)


def forget(var: Path, name: str) -> None:
    """Remove a generation; a process killed half-way leaves no half of it under a good name."""
    folder = var / GENERATIONS / name
    shutil.rmtree(folder.rename(folder.with_name(f"{UNFINISHED}-{name}")))


def publish(var: Path, name: str) -> Path:
    """Put a written generation in service, and forget those that nobody reads any more.

    Call it while ``building``. A process killed at any moment leaves the previous generation in service.
    """
    _sweep(var)
    folder = var / GENERATIONS / name
    os.utime(folder)
    pointer = var / f"{POINTER}.nouvelle"
    with pointer.open("w", encoding="ascii") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(var / POINTER)
    by_age = sorted((var / GENERATIONS).iterdir(), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for old in by_age[KEPT:]:
        forget(var, old.name)
    return folder


def _sweep(var: Path) -> None:
    """Remove what a killed process left unfinished."""
    for leftover in (var / GENERATIONS).glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover)
