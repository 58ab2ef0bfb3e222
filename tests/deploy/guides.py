"""The commands of the guides, as somebody who follows them types them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.deploy.chart import CHART, ROOT

GUIDE = ROOT / "deploy" / "README.md"
GUIDES = (GUIDE, CHART / "README.md", ROOT / "README.md", ROOT / "CONTRIBUTING.md")
MINIKUBE = "## Minikube, from nothing"
RAW = "## Kubernetes without Helm"
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`((?:helm|kubectl|todobot) [^`]+)`")
_INDENTED = re.compile(r"^ {4}((?:helm|kubectl|todobot|docker) .+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)\)")


def section(title: str) -> str:
    """The part of deploy/README.md under this heading."""
    text = GUIDE.read_text("utf-8")
    start = text.index(f"{title}\n")
    end = text.find("\n## ", start + len(title))
    return text[start:end]


def steps(text: str) -> list[str]:
    """The commands of its console blocks, each on one line, without remarks."""
    lines = "".join(_BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    found = [re.sub(r"\s{2,}#.*$", "", line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]
    return [re.sub(r"\s+", " ", line).strip() for line in found]


def mentioned(path: Path) -> list[str]:
    """Every command of the file: in its blocks, on lines of their own, and within sentences."""
    text = path.read_text("utf-8")
    alone = [re.sub(r"\s{2,}#.*$", "", line) for line in _INDENTED.findall(text)]
    return [*steps(text), *alone, *(re.sub(r"\s+", " ", span) for span in _SPAN.findall(text))]


def settings(command: str) -> list[str]:
    """What `--set` gives, a pair each."""
    return [pair for words in re.findall(r"--set ([^ ]+)", command) for pair in re.split(r",(?=[\w.\[\]]+=)", words)]


def daprs() -> list[str]:
    """The words that set what Dapr is like on Minikube."""
    (install,) = (step for step in steps(section(MINIKUBE)) if " dapr/dapr " in step)
    return [word for pair in settings(install) for word in ("--set", pair)]


def links(path: Path) -> list[str]:
    """The files beside it to which it points."""
    return [link for link in _LINK.findall(path.read_text("utf-8")) if "://" not in link]
