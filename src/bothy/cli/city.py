"""`bothy city`: several facilities on one server, each in a process and a database of its own."""

import asyncio
import os
import socket
from pathlib import Path
from typing import Annotated

import typer

from bothy.city.folder import FOLDER_VARIABLE, CityFolder, CityTrouble
from bothy.cli.listening import listen, reached_at
from bothy.cli.main import city_app
from bothy.cli.over_tls import proxies_of
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, out, stop

CityOption = Annotated[
    Path,
    typer.Option(
        "--city",
        help="The folder of this server's facilities.",
        envvar=FOLDER_VARIABLE,
        # An account of a facility may pass through it without reading it.
        readable=False,
        show_default="/srv/bothy",
    ),
]
DEFAULT = Path("/srv/bothy")
ADMIN_VARIABLE = "BOTHY_ADMIN_DATABASE_URL"
SocketOption = Annotated[
    int, typer.Option("--socket-fd", help="A listening socket that `bothy city run` hands over.")
]
ProxyOption = Annotated[bool, typer.Option("--behind-proxy", help="A proxy ends TLS before this server.")]
TrustOption = Annotated[
    list[str] | None,
    typer.Option(
        "--trust-proxy",
        help="With --behind-proxy: the proxy's address or network. May be given again.",
        show_default="127.0.0.1 and ::1",
    ),
]


@city_app.command()
def init(
    host: Annotated[str, typer.Option(help="The name of the city's own page, such as city.example.org.")],
    city: CityOption = DEFAULT,
    user: Annotated[
        str, typer.Option(help="Where it is run as root: the account for the front and the city's page.")
    ] = "",
) -> None:
    """Make the folder of a server for several facilities."""
    folder = CityFolder(city)
    try:
        folder.make(host, user)
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    out.print(
        f"{folder.folder} is ready. Add a facility with `bothy city add NAME --host NAME.…`.", markup=False
    )


@city_app.command()
def add(
    name: Annotated[
        str, typer.Argument(help="A short name for this server: small letters, digits, hyphens.")
    ],
    host: Annotated[str, typer.Option(help="The host name that tablets and the office use.")],
    city: CityOption = DEFAULT,
    admin_url_file: Annotated[
        Path | None,
        typer.Option(
            help=f"A file with the address of a PostgreSQL administrator, who may make roles and databases. Or set {ADMIN_VARIABLE}. "
            "It is used now and kept nowhere.",
            show_default=False,
        ),
    ] = None,
    user: Annotated[
        str, typer.Option(help="Where it is run as root: the account this facility runs under, its own.")
    ] = "",
    stopped: Annotated[
        bool, typer.Option("--stopped", help="Do not start it yet: a backup shall be restored into it first.")
    ] = False,
) -> None:
    """Add a facility: a role and a database that can see no other, a home, and its place on this server."""
    from bothy.city.adding import add as add_one
    from bothy.city.databases import DatabaseTrouble

    folder = CityFolder(city)
    try:
        hosted = add_one(folder, name, host, _admin_url(admin_url_file), user, stopped=stopped)
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    except DatabaseTrouble as fault:
        stop(FOUND_SOMETHING, str(fault))
    out.print(
        f"{name} has its own database and role, and its home in {folder.home(name).folder}.", markup=False
    )
    if stopped:
        out.print(f"It is started with `bothy city start {name}`.", markup=False)
        return
    out.print(
        f"While `bothy city run` runs it is started at once; else with it. Found it in the browser at {hosted.host}/found: "
        "the key for that stands in what `bothy city run` prints.",
        markup=False,
    )


@city_app.command("list")
def list_all(city: CityOption = DEFAULT) -> None:
    """Which facilities this server has, whether each answers, and which boxes ship their journals here."""
    from bothy.city.sockets import answers

    folder = CityFolder(city)
    told = _read(folder)
    out.print(
        f"{told.host}: the city's page, {'answers' if answers(folder.office_socket) else 'does not run'}",
        markup=False,
    )
    for slug, place in sorted(told.facilities.items()):
        state = "answers" if answers(folder.socket(slug)) else "rests" if place.stopped else "does not run"
        account = f", as {place.user}" if place.user else ""
        out.print(f"{slug}: {place.host}, {state}{account}; home {folder.home(slug).folder}", markup=False)
    for slug, box in sorted(told.boxes.items()):
        out.print(
            f"{slug}: a box elsewhere, " + _box_state(folder, slug, box.revoked_at is not None), markup=False
        )


def _box_state(folder: CityFolder, slug: str, revoked: bool) -> str:
    from bothy.journal.errors import JournalError
    from bothy.journal.sqlite_reader import SqliteReader

    try:
        reader = SqliteReader.at(folder.copy(slug))
        try:
            said = f"shipped up to entry {reader.head().number:,}"
        finally:
            reader.close()
    except JournalError:
        said = "nothing shipped yet"
    return said + (", its token is revoked" if revoked else "")


@city_app.command("stop")
def stop_one(
    name: Annotated[str, typer.Argument(help="Which facility.")],
    city: CityOption = DEFAULT,
) -> None:
    """Have one facility rest, for a restore or an update of it alone; its neighbours go on."""
    _stop_or_start(city, name, stopped=True)
    out.print(f"{name} rests until `bothy city start {name}`.", markup=False)


@city_app.command()
def start(
    name: Annotated[str, typer.Argument(help="Which facility.")],
    city: CityOption = DEFAULT,
) -> None:
    """Have a facility that rests run again."""
    _stop_or_start(city, name, stopped=False)
    out.print(f"{name} runs while `bothy city run` does.", markup=False)


def _stop_or_start(city: Path, name: str, *, stopped: bool) -> None:
    from bothy.city.adding import stop_or_start

    try:
        stop_or_start(CityFolder(city), name, stopped=stopped)
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


@city_app.command()
def remove(
    name: Annotated[str, typer.Argument(help="Which facility.")],
    city: CityOption = DEFAULT,
) -> None:
    """Take a facility off this server. Its home is moved aside, its database stays: nothing is deleted."""
    from bothy.city.adding import remove as take_off
    from bothy.city.databases import name_of

    folder = CityFolder(city)
    try:
        aside = take_off(folder, name)
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    out.print(
        f"{name} is off this server. Its home is in {aside}; its database and role {name_of(name)} are as they were.",
        markup=False,
    )


@city_app.command()
def run(
    city: CityOption = DEFAULT,
    port: Annotated[
        int | None,
        typer.Option(help="Where to listen.", min=0, max=65535, show_default="8000; with --certificate 443"),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="The address to listen on.", show_default="127.0.0.1; with --certificate every address"
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            help="Speak HTTPS with this certificate chain (PEM), which holds every host name here.",
            show_default=False,
        ),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key (PEM).", show_default=False)] = None,
    behind_proxy: ProxyOption = False,
    trust_proxy: TrustOption = None,
) -> None:
    """Serve every facility of this server, each in a process of its own, and the city's page."""
    from bothy.city.supervisor import Supervisor, Way

    folder = CityFolder(city)
    _read(folder)
    if (certificate is None) != (key is None):
        stop(ASKED_WRONGLY, "A certificate needs its key: give both --certificate and --key.")
    if certificate is not None and behind_proxy:
        stop(
            ASKED_WRONGLY,
            "Either a proxy ends TLS or Bothy does: give --certificate or --behind-proxy, not both.",
        )
    for path in filter(None, (certificate, key)):
        if not os.access(path, os.R_OK):
            stop(ASKED_WRONGLY, f"{path} cannot be read. Check the name and who may read it.")
    tls = certificate is not None
    listening = listen(
        host or ("0.0.0.0" if tls else "127.0.0.1"), port if port is not None else 443 if tls else 8000
    )
    way = Way(
        scheme="https" if tls or behind_proxy else "http", port=0 if behind_proxy else listening.getsockname()[1],
        behind_proxy=behind_proxy, proxies=tuple(proxies_of(trust_proxy)) if behind_proxy else (),
        certificate=str(certificate.absolute()) if certificate else "", key=str(key.absolute()) if key else "",
    )  # fmt: skip
    supervisor = Supervisor(folder, listening, way, lambda line: out.print(line, markup=False))
    out.print(
        f"The front listens at {reached_at(listening)}; the city's page is at {way.address(folder.read().host)}  (stop it with Ctrl+C)",
        markup=False,
    )
    try:
        supervisor.run()
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


@city_app.command("serve-front", hidden=True)
def serve_front(
    socket_fd: SocketOption,
    city: CityOption = DEFAULT,
    certificate: Annotated[Path | None, typer.Option()] = None,
    key: Annotated[Path | None, typer.Option()] = None,
    behind_proxy: ProxyOption = False,
    trust_proxy: TrustOption = None,
) -> None:
    """The front alone; `bothy city run` starts it."""
    import uvicorn

    from bothy.city.front import Front, Names, guarded
    from bothy.server.serving import Server

    proxies = proxies_of(trust_proxy) if behind_proxy else []
    config = uvicorn.Config(
        guarded(Front(Names(CityFolder(city))), behind_proxy), log_level="warning", access_log=False, lifespan="off", server_header=False,
        date_header=False, ws="none", timeout_graceful_shutdown=2, proxy_headers=bool(proxies), forwarded_allow_ips=proxies,
        ssl_certfile=certificate, ssl_keyfile=key,
    )  # fmt: skip
    server = Server(config, lambda: None)
    asyncio.run(server.serve(sockets=[socket.socket(fileno=socket_fd)]))


@city_app.command("serve-page", hidden=True)
def serve_page(socket_fd: SocketOption, city: CityOption = DEFAULT) -> None:
    """The city's page alone; `bothy city run` starts it."""
    import uvicorn

    from bothy.city.asgi import CityApp
    from bothy.server.serving import Server

    folder = CityFolder(city)
    _read(folder)
    config = uvicorn.Config(
        CityApp(folder), log_level="warning", access_log=False, lifespan="off", server_header=False, ws="none",
        timeout_graceful_shutdown=2, proxy_headers=True, forwarded_allow_ips=["*"],
    )  # fmt: skip
    server = Server(config, lambda: None)
    asyncio.run(server.serve(sockets=[socket.socket(fileno=socket_fd)]))


def _read(folder: CityFolder):  # type: ignore[no-untyped-def]
    try:
        return folder.read()
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


def _admin_url(file: Path | None) -> str:
    """The administrator's address, from a file or the surroundings: what is typed after a verb can be read by others."""
    if file is not None:
        try:
            told = file.read_text("utf-8").strip()
        except OSError as fault:
            stop(ASKED_WRONGLY, f"{file} cannot be read ({fault.strerror}).")
    else:
        told = os.environ.get(ADMIN_VARIABLE, "").strip()
    if not told.startswith(("postgresql://", "postgres://")):
        stop(
            ASKED_WRONGLY,
            f"An administrator's address is needed, postgresql://…: in {ADMIN_VARIABLE}, or in a file named with --admin-url-file.",
        )
    return told
