"""Sockets to listen on, and what to call them; a sentence and exit 2 where one cannot be had."""

import socket

from bothy.cli.shared import ASKED_WRONGLY, stop

EVERYWHERE = ("0.0.0.0", "::")


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """A listening socket; `option` is what the sentence tells to change where the port is taken."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except socket.gaierror:
        stop(
            ASKED_WRONGLY,
            f"{host} is not an address of this machine. Leave --host out to listen on 127.0.0.1.",
        )
    except PermissionError:
        stop(
            ASKED_WRONGLY, f"This user may not listen on port {port}. Choose one from 1024 up with {option}."
        )
    except OSError as fault:
        if fault.errno == 98 or "in use" in str(fault).lower():
            stop(
                ASKED_WRONGLY,
                f"Port {port} is in use by another program. Choose another with {option}, or stop that program.",
            )
        stop(ASKED_WRONGLY, f"Bothy cannot listen on {host}, port {port}: {fault.strerror}.")
    return listening


def shown_host(host: str) -> str:
    """What a person types for `host` on this machine."""
    if host in ("127.0.0.1", "::1", *EVERYWHERE):
        return "localhost"
    return bracketed(host)


def reached_at(listening: socket.socket) -> str:
    """Host and port at which this machine reaches the socket itself."""
    host, port = listening.getsockname()[:2]
    return f"{bracketed('127.0.0.1' if host in EVERYWHERE else host)}:{port}"


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
