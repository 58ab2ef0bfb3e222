"""Images built and containers run here, by Docker where its engine answers, else by buildah without any engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.chart import ROOT
from tests.services import obtain
from tests.services.obtain import MissingError
from tests.services.running import Service

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BASE = "localhost/todobot-test-base:bookworm-2"
LOCAL = (
    "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    *(f"{name}={CERTIFICATES}" for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")),
)
# A container as a cluster runs it, without an engine: a root that cannot be written, room in /tmp and /data alone, and
# no rights. `$1` is the container's root; the rest is what runs there.
CONTAINED = """set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=0700,uid=10001,gid=10001 tmpfs "$root/data"
exec chroot "$root" /usr/bin/setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all "$@"
"""


def said(*words: str, seconds: float = 900) -> str:
    """What the command answers. AssertionError with its last words when it fails."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=seconds)
    assert done.returncode == 0, f"{' '.join(words)[:200]}: {(done.stdout + done.stderr)[-2500:]}"
    return done.stdout.strip()


def works(*words: str) -> bool:
    """Whether the command is there and succeeds."""
    if shutil.which(words[0]) is None:
        return False
    return subprocess.run(words, cwd=ROOT, capture_output=True, timeout=300).returncode == 0


def builder() -> str:
    """Docker or buildah. MissingError where neither works."""
    if works("docker", "info"):
        return "docker"
    if works("buildah", "images"):
        return "buildah"
    raise MissingError("no image can be built here: neither does a Docker engine answer, nor is buildah installed")


def base(program: str) -> str:
    """The Dockerfile's base image where it can be pulled, else one of Debian's packages that stands in for it."""
    found = re.search(r"^ARG PYTHON_IMAGE=(\S+)$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    if works(program, "pull", found[1]):
        return found[1]
    if program == "buildah" and not works("buildah", "inspect", BASE):
        obtain.say("the base image cannot be pulled: one of Debian's packages stands in for it")
        made = said("buildah", "from", "scratch")
        said("buildah", "add", "--quiet", made, str(_debian()), "/")
        said("buildah", "config", *(word for one in LOCAL for word in ("--env", one)), made)
        said("buildah", "commit", "--quiet", "--rm", made, BASE)
    if program == "docker":
        raise MissingError(f"the base image cannot be pulled: {found[1]}")
    return BASE


def _debian() -> Path:
    """A small Debian with Python, made by debootstrap."""

    def make(folder: Path) -> None:
        debootstrap = obtain.program(
            "debootstrap", "A base image is made of Debian's packages (apt install debootstrap)"
        )
        obtain.say("making a Debian with Python (a minute, once)")
        packages = "--include=python3,python3-venv,ca-certificates"
        obtain.run([debootstrap, "--variant=minbase", packages, "bookworm", str(folder / "root")], folder)
        if os.environ.get("SSL_CERT_FILE"):  # behind a proxy only this machine's own certificates are right
            shutil.copy(CERTIFICATES, folder / "root" / str(CERTIFICATES)[1:])

    return obtain.cached("debian-bookworm-python", make) / "root"


@dataclass
class Images:
    """The images of this checkout, by target, and containers of them."""

    program: str
    folder: Path
    owner: int
    _base: str = ""
    _built: set[str] = field(default_factory=set)
    _containers: list[str] = field(default_factory=list)
    _services: list[Service] = field(default_factory=list)

    def build(self, target: str) -> str:
        """The image's name. Layers that stand already are not made again."""
        name = f"localhost/todobot-{target}:test"
        if name in self._built:
            return name
        self._base = self._base or base(self.program)
        words = ["-f", str(DOCKERFILE), "--target", target, "--build-arg", f"PYTHON_IMAGE={self._base}"]
        own = ["bud", "--isolation", "chroot", "--layers", "--format", "docker"]
        said(self.program, *(own if self.program == "buildah" else ["build"]), *words, "-t", name, ".", seconds=1200)
        self._built.add(name)
        return name

    def size(self, image: str) -> int:
        """Bytes of the image as it is carried over a network: its layers, compressed."""
        archive = self.folder / "image.tar"
        if self.program == "buildah":
            said("buildah", "push", "--quiet", image, f"oci-archive:{archive}")
            return archive.stat().st_size
        said("sh", "-c", f"docker save {image} | gzip -1 > {archive}")
        return archive.stat().st_size

    def run(self, image: str, *words: str, **environ: str) -> Service:
        """A container in the host's network, as in a cluster: its root not writable where the program can do that."""
        pairs = [word for name, value in environ.items() for word in ("--env", f"{name}={value}")]
        if self.program == "docker":
            room = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--network", "host", "--rm", "-v", "/data"]
            command = ["docker", "run", *room, *pairs, image, *words]
        else:
            inside = [
                "/usr/bin/env",
                "-C",
                "/app",
                "-i",
                *self._environ(image),
                *(f"{name}={value}" for name, value in environ.items()),
            ]
            root = said("buildah", "mount", self._container(image))
            command = ["unshare", "--mount", "sh", "-c", CONTAINED, "sh", root, *inside, "todobot", *words]
        self._services.append(Service(f"container-{len(self._services)}", command, self.folder, self.owner))
        return self._services[-1]

    def _environ(self, image: str) -> list[str]:
        lines = "{{range .OCIv1.Config.Env}}{{println .}}{{end}}"
        return said("buildah", "inspect", "--type", "image", "--format", lines, image).splitlines()

    def inside(self, image: str, *words: str) -> str:
        """What a command in a container of the image answers."""
        if self.program == "docker":
            return said("docker", "run", "--rm", "--entrypoint", words[0], image, *words[1:])
        return said("buildah", "run", "--isolation", "chroot", self._container(image), "--", *words)

    def end(self) -> None:
        """Containers go, images stay: the next build begins where this one ended."""
        for service in self._services:
            service.end()
        for container in self._containers:
            said("buildah", "rm", container)

    def _container(self, image: str) -> str:
        self._containers.append(said("buildah", "from", "--pull-never", image))
        return self._containers[-1]
