"""The chart as the tests use it: linted, rendered, and as the raw manifests of deploy/kubernetes.

`python tests/deploy/chart.py --write` renders deploy/kubernetes and the values in the chart's README again.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.services import charttools
from tests.services.obtain import MissingError
from tests.services.shared import refuse

ROOT = Path(__file__).parents[2]
CHART, RAW = ROOT / "helm" / "todobot", ROOT / "deploy" / "kubernetes"
CI = sorted((CHART / "ci").glob("*-values.yaml"))
MARK = "<!-- values.yaml as it is: python tests/deploy/chart.py --write -->"
NEWEST = charttools.VERSIONS[-1]
# What is Helm's own in a manifest, of which those without Helm have nothing.
_HELMS = re.compile(r"^ +(helm\.sh/[\w-]+|app\.kubernetes\.io/managed-by): .*\n", re.MULTILINE)
_EMPTY = re.compile(r"^ +annotations:(?: #.*)?\n(?=(?! {4})|\S)", re.MULTILINE)


def tool(get: Callable[[], Path]) -> str:
    """The program, or the test is skipped; in CI it fails."""
    try:
        return str(get())
    except MissingError as error:
        refuse(str(error))
        raise


def render(values: Path, kubernetes: str = NEWEST, *more: str) -> str:
    """What Helm makes of the chart with these values. AssertionError with Helm's words when it refuses."""
    words = [tool(charttools.helm), "template", "todobot", str(CHART), "-f", str(values), *more]
    done = subprocess.run([*words, "--kube-version", f"{kubernetes}.0"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def parts(text: str) -> list[dict[str, Any]]:
    """The resources of a rendered text."""
    return [part for part in yaml.safe_load_all(text) if part]


def invalid(text: str, kubernetes: str) -> str:
    """What kubeconform says against these manifests; empty when they are right."""
    folder = charttools.schemas()
    words = [tool(charttools.kubeconform), "-strict", "-schema-location"]
    words += [f"{folder}/{kubernetes}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json", "-schema-location"]
    words += [f"{folder}/custom/{{{{.ResourceKind}}}}_{{{{.Group}}}}_{{{{.ResourceAPIVersion}}}}.json", "-"]
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=120)
    return (done.stdout + done.stderr).strip() if done.returncode else ""


def raw() -> dict[str, str]:
    """The manifests for those without Helm, by their file's name: a file for each resource, in the order of use."""
    files: dict[str, str] = {}
    for document in render(RAW / "values" / "values.yaml", NEWEST, "--skip-tests").split("\n---\n"):
        body = re.sub(r"^(---|# Source: .*)\n", "", document, flags=re.MULTILINE).strip("\n") + "\n"
        part = yaml.safe_load(body)
        if not part:
            continue
        files[_file_of(part)] = _EMPTY.sub("", _HELMS.sub("", body))
    return files


def readme() -> str:
    """The chart's README with its values as they are."""
    text = (CHART / "README.md").read_text("utf-8")
    return f"{text[: text.index(MARK)]}{MARK}\n\n```yaml\n{(CHART / 'values.yaml').read_text('utf-8')}```\n"


def _file_of(part: dict[str, Any]) -> str:
    kind, name = part["kind"].lower(), part["metadata"]["name"]
    early = {"serviceaccount": 10, "configmap": 10, "configuration": 10, "component": 10, "resiliency": 10, "job": 20}
    return f"{early.get(kind, 30)}-{kind}-{name.removeprefix('todobot-')}.yaml"


def main() -> int:
    """Write deploy/kubernetes."""
    if "--write" not in sys.argv:
        print(__doc__)
        return 2
    for old in RAW.glob("*.yaml"):
        old.unlink()
    for name, text in raw().items():
        (RAW / name).write_text(text)
    (CHART / "README.md").write_text(readme(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
