"""The web server: gunicorn, on a port taken before anything else, and a watcher for authors."""

import errno
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import watchfiles
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from catalogue.problem import reason

WORKERS = 2
THREADS = 4
# The ports below are for those who hold the rights of the system.
FIRST_PORT, LAST_PORT, USUAL_PORT = 1024, 65535, 8000


class PortTakenError(Exception):
    """The port cannot be listened to; the message says why and what to do, in French."""


def take_port(host: str, port: int) -> socket.socket:
    """A socket that listens on this address, IPv4 or IPv6; raises PortTakenError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        other = port + 1 if FIRST_PORT <= port < LAST_PORT else USUAL_PORT
        advice = (
            f"Choisissez un autre port, par exemple : make run PORT={other}"
            if error.errno in (errno.EADDRINUSE, errno.EACCES)
            else "Donnez à --hote 127.0.0.1 pour cette machine seule, ou 0.0.0.0 pour tout son réseau."
        )
        raise PortTakenError(f"{reason(error)}. {advice}") from error


def serve(make: Callable[[], Any], listener: socket.socket) -> None:
    """Serve the application that ``make`` gives to each worker on this socket, until interrupted."""
    listener.set_inheritable(True)
    options = {
        "bind": f"fd://{listener.fileno()}",
        "workers": WORKERS,
        "threads": THREADS,
        "worker_class": "gthread",
        # Its warnings are for those who write sites: a worker stopped while it starts, a request that is no HTTP.
        "loglevel": "error",
        "proc_name": "catalogue",
        # Behind a proxy of the same machine, the addresses of the pages are those that the visitor sees.
        "forwarded_allow_ips": "127.0.0.1,::1",
        "post_fork": _heed_signals,
    }
    _Server(make, options).run()


def _heed_signals(_: Arbiter, worker: Worker) -> None:
    """Let a worker that is told to stop before it is ready stop.

    It has the handlers of its parent until then, which only note what they hear: « Ctrl-C » took thirty seconds.
    """
    for number in worker.SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def apart(listener: socket.socket, work: Callable[[], None]) -> int:
    """The code that a work exits with, done by a process that ends with all the memory that it took.

    The code is that of the signal, negative, when the work was killed. A worker of ten thousand fiches is half as heavy
    when the process that it comes from has not built their index.
    """
    child = os.fork()
    if child == 0:
        _do(listener, work)
    # Stopped while it waits, this process stops the work too; the next build sweeps what that one leaves.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except BaseException:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _do(listener: socket.socket, work: Callable[[], None]) -> NoReturn:
    """Do a work, then end this process, whatever happens."""
    code = 1
    try:
        listener.close()  # left alone, it must not keep the port
        work()
        code = 0
    except SystemExit as error:  # it has said why
        code = int(error.code or 0)
    except Exception:  # a fault of ours: it is told, and the server does not start
        traceback.print_exc()
    finally:
        os._exit(code)


def watch(folder: Path, on_change: Callable[[], None]) -> None:
    """Start a process that calls ``on_change`` each time a file of the folder is saved, until this one ends."""
    server = os.getpid()
    if os.fork() == 0:
        with suppress(KeyboardInterrupt):
            _watch(folder, on_change, server)
        os._exit(0)


def _watch(folder: Path, on_change: Callable[[], None], server: int) -> None:
    for changes in watchfiles.watch(folder, debounce=300, step=50, rust_timeout=1000, yield_on_timeout=True):
        if os.getppid() != server:  # a watcher left alone would keep the port
            return
        if changes:
            on_change()


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, make: Callable[[], Any], options: dict[str, Any]) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make()
