"""Whoever follows the guides meets no command, value, file or resource that there is not."""

from __future__ import annotations

import importlib
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from tests.deploy import guides
from tests.deploy.chart import CHART, CI, ROOT, parts, render, tool
from tests.services import charttools
from workers.cli import COMMANDS

ALL = [(path, command) for path in guides.GUIDES for command in guides.mentioned(path)]
MINIKUBE = guides.steps(guides.section(guides.MINIKUBE))
SHORT = {"deploy": "Deployment", "svc": "Service", "statefulset": "StatefulSet", "pod": "Pod", "job": "Job"}
EVERY = pytest.mark.parametrize("path", guides.GUIDES, ids=lambda path: str(path.relative_to(ROOT)))


@cache
def there() -> list[dict[str, Any]]:
    """What lies in the namespace of one who followed the Minikube guide, and what the production file adds."""
    (install,) = (step for step in MINIKUBE if step.startswith("helm install todobot "))
    flags = [word for pair in guides.settings(install) for word in ("--set", pair)]
    production = next(path for path in CI if path.name.startswith("production"))
    beside = [*yaml.safe_load_all((ROOT / "deploy" / "env" / "minikube.yaml").read_text())]
    own = parts(render(CHART / "values.yaml", charttools.VERSIONS[-1], *flags))
    return [*beside, *own, *parts(render(production))]


@EVERY
def test_every_file_that_it_points_to_is_there(path: Path):
    assert [link for link in guides.links(path) if not (path.parent / link).exists()] == []


def test_every_file_that_a_command_takes_is_there():
    own = {"values.yaml", "my-values.yaml"}  # the reader's
    for path, command in ALL:
        named = re.findall(r"(?:-f|--file|--values) (\S+)", command)
        named += re.findall(r"(?:^|\s)(helm/[\w./-]+|deploy/\w+[./][\w./-]*)", command)
        assert [one for one in named if one not in own and not (ROOT / one).exists()] == [], (path.name, command)


def test_every_command_of_ours_takes_the_options_that_the_guides_give_it():
    for path, command in ALL:
        found = re.search(r"(?:^|-- |&& |exec api )todobot (?!-)([\w-]+)(.*)", command)
        if not found or not command.startswith(("todobot ", "kubectl ", "docker ")):
            continue
        name, rest = found.groups()
        assert name in COMMANDS, (path.name, command)
        taken = options(name)
        assert [one for one in re.findall(r"--[a-z][\w-]*", rest) if one not in taken] == [], (path.name, command)


@cache
def options(name: str) -> frozenset[str]:
    """What a command of ours takes."""
    program = typer.Typer()
    program.command(name)(importlib.import_module(COMMANDS[name].module).command)
    return frozenset(word for one in typer.main.get_command(program).params for word in one.opts)


def test_the_chart_and_daprs_take_the_values_that_the_guides_set():
    assert there()  # the chart's schema refuses what it does not know
    known = charttools.dapr_values()
    asked = [pair.partition("=")[0] for step in MINIKUBE if " dapr/dapr " in step for pair in guides.settings(step)]
    asked += re.findall(r"`((?:global|dapr_\w+)\.[\w.]+)=", guides.GUIDE.read_text("utf-8"))
    assert len(asked) >= 3
    for name in asked:
        value: Any = known
        for word in name.split("."):
            assert word in value, f"Dapr's chart has no {name}"
            value = value[word]


def test_every_resource_that_a_kubectl_command_names_is_made():
    made = {(part["kind"], part["metadata"]["name"]) for part in there()}
    for path, command in ALL:
        if command.startswith("kubectl "):
            for kind, name in re.findall(r"(?<!-f )\b(deploy|svc|statefulset|pod|job)/([\w-]+)(?![\w/-])", command):
                assert (SHORT[kind], name) in made, (path.name, command)


def test_every_label_that_a_command_selects_by_is_on_something():
    labels = [
        (part["spec"].get("template", {}).get("metadata", {}).get("labels") or {}) | part["metadata"].get("labels", {})
        for part in there()
        if part["kind"] in ("Deployment", "StatefulSet")
    ]
    for path, command in ALL:
        for name, value in re.findall(r" -l ([\w./-]+)=([\w.-]+)", command):
            assert any(one.get(name) == value for one in labels), (path.name, command)


def test_whoever_has_helm_is_told_what_helm_knows():
    for path, command in ALL:
        if not command.startswith("helm "):
            continue
        verb, rest = command.split()[1], command.split(maxsplit=2)[-1]
        known = helps(verb, *(["add"] if " repo add " in command else []))
        for option in re.findall(r"(?<=\s)--[a-z][\w-]*", f" {rest}"):
            assert option in known, (path.name, command, option)


@cache
def helps(*words: str) -> str:
    """What Helm says about a command of its own."""
    done = subprocess.run([tool(charttools.helm), *words, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, words
    return done.stdout
