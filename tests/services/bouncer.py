"""A PgBouncer in transaction mode before a PostgreSQL that listens on a socket, as Neon has one before its computes."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.services import obtain
from tests.services.running import Service, free_ports, listens

ADMIN = "todobot"
# auth_type any: the user is the one that the line of the database names.
SETTINGS = """
[databases]
* = host={socket} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
admin_users = {admin}
pool_mode = transaction
max_client_conn = 200
default_pool_size = {pool}
query_wait_timeout = {wait}
server_idle_timeout = 5
ignore_startup_parameters = extra_float_digits
"""


@dataclass
class PgBouncer:
    """One pooler; every database of the server can be reached through it. A client waits `wait` s for a connection."""

    owner: int
    server_url: str
    pool: int = 5
    wait: int = 10

    def __post_init__(self) -> None:
        found = obtain.pgbouncer()
        # As another user it can enter neither our home nor the folders of the tests.
        self.folder = Path(tempfile.mkdtemp(prefix="todobot-pooler-", dir="/tmp"))
        self._program = Path(shutil.copy(found, self.folder))
        for library in found.parents[1].glob("lib/*-linux-gnu/lib*.so*"):
            if found.parents[1] != Path("/usr"):
                shutil.copy(library, self.folder)
        (self.port,) = free_ports(1)
        self._service: Service | None = None

    def start(self) -> None:
        """Return when it takes connections."""
        url = make_url(self.server_url)
        socket = str(url.query["host"])
        owner = Path(socket).stat()
        text = SETTINGS.format(
            socket=socket,
            user=url.username,
            port=self.port,
            admin=ADMIN,
            pool=self.pool,
            wait=self.wait,
            folder=self.folder,
        )
        file = self.folder / "pgbouncer.ini"
        file.write_text(text)
        self.folder.chmod(0o755)
        command = [str(self._program), str(file)]
        if os.geteuid() == 0:  # it refuses to run as root, and the socket is the server's alone
            command = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups", *command]
        self._service = Service("pgbouncer", command, self.folder, self.owner, LD_LIBRARY_PATH=str(self.folder))
        self._service.wait(listens(self.port), 20)

    def stop(self) -> None:
        """Gone, with every connection."""
        if self._service is not None:
            self._service.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """A database of the server, through the pooler."""
        through = make_url(self.server_url).set(host="127.0.0.1", port=self.port, database=database, query={})
        return through.render_as_string(hide_password=False)

    def tell(self, command: str) -> list[tuple[object, ...]]:
        """A command of its console: PAUSE (clients wait), RESUME, SHOW POOLS."""
        dsn = f"postgresql://{ADMIN}@127.0.0.1:{self.port}/pgbouncer"
        with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as connection:
            cursor = psycopg.ClientCursor(connection).execute(command)
            return cursor.fetchall() if cursor.description else []
