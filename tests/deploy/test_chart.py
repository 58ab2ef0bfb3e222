"""The chart holds by every check that needs no cluster."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.deploy.chart import CHART, CI, NEWEST, RAW, ROOT, invalid, parts, raw, readme, render, tool
from tests.services import charttools

WORKLOADS = ("Deployment", "StatefulSet", "Job")
BOTH = pytest.mark.parametrize("values", CI, ids=lambda path: path.name.removesuffix("-values.yaml"))


@BOTH
def test_it_is_linted_and_valid_for_every_kubernetes_that_we_name(values: Path):
    words = [tool(charttools.helm), "lint", "--strict", str(CHART), "-f", str(values), "--kube-version", f"{NEWEST}.0"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    for version in charttools.VERSIONS:
        assert not invalid(render(values, version), version), version


@BOTH
def test_every_pod_of_it_fits_the_restricted_profile(values: Path):
    for part in parts(render(values)):
        pod = (
            part["spec"]["template"]["spec"]
            if part["kind"] in WORKLOADS
            else part["spec"]
            if part["kind"] == "Pod"
            else None
        )
        if pod is None:
            continue
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            security = container["securityContext"]
            assert security["allowPrivilegeEscalation"] is False
            assert security["readOnlyRootFilesystem"] is True
            assert security["capabilities"] == {"drop": ["ALL"]}
            assert {"requests", "limits"} <= set(container["resources"])


def test_its_suites_pass():
    done = subprocess.run([tool(charttools.chartsuites), str(CHART)], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_values_stay_a_page_that_can_be_read():
    assert len((CHART / "values.yaml").read_text().splitlines()) < 250


def test_the_raw_manifests_are_what_the_chart_makes_now():
    there = {path.name: path.read_text() for path in RAW.glob("*.yaml")}
    assert there == raw(), "run: .venv/bin/python tests/deploy/chart.py --write"
    for text in there.values():
        assert not invalid(text, NEWEST)


def test_its_readme_shows_its_values_and_its_version_is_the_projects():
    assert readme() == (CHART / "README.md").read_text("utf-8"), "run: .venv/bin/python tests/deploy/chart.py --write"
    version = next(line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version = "))
    number = version.split('"')[1]
    assert f"appVersion: {number}\n" in (CHART / "Chart.yaml").read_text()
