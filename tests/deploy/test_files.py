"""The files of deployment are right by the rules of those who read them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

from core.telemetry import REGISTRY
from tests.deploy import address, names
from tests.deploy.chart import CHART, ROOT, tool
from tests.services import charttools

BIN = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
DAPR = ROOT / "deploy" / "dapr"


def run(*words: str) -> str:
    """What it says when it is not content."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=100)
    return done.stdout + done.stderr if done.returncode else ""


def test_the_compose_file_is_one_by_composes_own_schema():
    assert not run(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")


def test_what_compose_mounts_and_waits_for_is_there():
    read = names.compose()
    for name, service in read["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in read["volumes"], (name, source)
        for other, how in service.get("depends_on", {}).items():
            target = read["services"][other]
            assert how["condition"] != "service_healthy" or "healthcheck" in target, (name, other)


def test_everything_in_compose_comes_back_and_says_how_it_is():
    for name, service in names.compose()["services"].items():
        assert service["restart"] in ("unless-stopped", "on-failure:5"), name
        # A one-shot says it by its exit.
        assert service["restart"].startswith("on-failure") or "healthcheck" in service, name


def test_hadolint_has_nothing_to_say_about_the_dockerfiles(tmp_path: Path):
    assert not run(str(BIN / "hadolint"), "deploy/Dockerfile")
    inline = {
        service["build"]["dockerfile_inline"]
        for service in names.compose()["services"].values()
        if "dockerfile_inline" in service.get("build", {})
    }
    assert inline
    for text in inline:
        (tmp_path / "Dockerfile").write_text(text.replace("$$", "$"))
        assert not run(str(BIN / "hadolint"), str(tmp_path / "Dockerfile"))


def test_the_dockerfile_pins_its_base_by_digest_and_takes_another_by_argument():
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    assert re.search(r"^ARG PYTHON_IMAGE=\S+@sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    bases = re.findall(r"^FROM (\S+)(?: AS (\S+))?$", text, re.MULTILINE)
    stages = {stage for _, stage in bases}
    assert {base for base, _ in bases} - stages == {"${PYTHON_IMAGE}"}
    assert {"api", "bot", "workers"} <= stages
    uv = re.search(r"^UV_VERSION=(\S+)$", (ROOT / ".ci" / "setup").read_text("utf-8"), re.MULTILINE)
    assert uv is not None
    assert f"ARG UV_VERSION={uv[1]}\n" in text


def test_actionlint_and_zizmor_have_nothing_to_say_about_the_pipelines():
    files = [str(path.relative_to(ROOT)) for path in WORKFLOWS]
    assert not run(tool(charttools.actionlint), "-shellcheck=", "-pyflakes=", *files)
    assert not run(str(BIN / "zizmor"), "--offline", "--no-progress", *files)


def test_what_is_pinned_is_raised_by_and_by():
    file = ".github/dependabot.yml"
    assert not run(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.dependabot", file)
    assert not run(str(BIN / "zizmor"), "--offline", "--no-progress", file)
    found = {one["package-ecosystem"] for one in yaml.safe_load((ROOT / file).read_text("utf-8"))["updates"]}
    assert {"docker", "github-actions"} <= found, "these are pinned by digest, and nobody else raises them"


def test_pipelines_may_nothing_that_a_job_does_not_ask_for_and_take_actions_by_digest():
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        assert yaml.safe_load(text)["permissions"] == {}, path.name
        for action in re.findall(r"uses: (\S+)", text):
            assert action.startswith("./") or re.search(r"@[0-9a-f]{40}$", action), (path.name, action)


def test_an_action_is_the_same_everywhere_and_says_its_whole_version():
    known: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for name, rest in re.findall(r"uses: ([\w-]+/[\w-]+)@(.+)$", path.read_text("utf-8"), re.MULTILINE):
            known.setdefault(name, set()).add(rest)
            assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", rest), (path.name, name)
    assert {name: found for name, found in known.items() if len(found) != 1} == {}
    versions = {
        one for path in WORKFLOWS for one in re.findall(r"version: v(3\.[\d.]+)$", path.read_text(), re.MULTILINE)
    }
    assert versions == {charttools.HELM}, "the pipelines' Helm is not the one that the chart is tested with"


def test_the_project_has_one_address():
    owner, name = address.address()
    for path, text in address.files().items():
        assert set(re.findall(r"ghcr\.io/([\w.-]+)", text)) <= {owner}, path
        assert set(re.findall(rf"github\.com/([\w.-]+)/{name}\b", text)) <= {owner}, path
    for path in WORKFLOWS:  # a fork's own registry
        assert not re.search(r"ghcr\.io/(?!\$)\w", path.read_text("utf-8")), path.name


def test_every_consumer_group_has_its_component_and_is_brought_again_what_it_did_not_take():
    text = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "workers").glob("*.py") if "subscribe(GROUP" in path.read_text()
    )
    groups = set(re.findall(r'^GROUP = "(\w+)"$', text, re.MULTILINE))
    assert groups
    components = {path.stem for path in (DAPR / "components").glob("pubsub-*.yaml")}
    assert components == {f"pubsub-{group}" for group in groups} | {"pubsub-watch"}
    retried = yaml.safe_load((DAPR / "resiliency.yaml").read_text())["spec"]["targets"]["components"]
    assert set(retried) == {f"pubsub-{group}" for group in groups}
    mounted = str(names.compose()["services"]["workers-daprd"]["volumes"])
    assert all(f"/{component}.yaml" in mounted for component in components)


def test_the_chart_has_daprs_files_as_they_are_here():
    for name in ("config", "resiliency"):
        assert (CHART / "files" / f"dapr-{name}.yaml").read_text() == (DAPR / f"{name}.yaml").read_text()


def test_alerts_and_dashboard_ask_for_metrics_that_the_program_has():
    there = {
        sample
        for metric in REGISTRY.collect()
        for sample in (metric.name, f"{metric.name}_total", f"{metric.name}_bucket")
    }
    alerts = yaml.safe_load((CHART / "files" / "alerts.yml").read_text())
    dashboard = json.loads((ROOT / "deploy" / "grafana" / "dashboards" / "todobot.json").read_text())
    asked = [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    asked += [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert {name for text in asked for name in re.findall(r"todobot_\w+", text)} <= there
    runbook = (ROOT / "deploy" / "README.md").read_text("utf-8")
    for group in alerts["groups"]:
        for rule in group["rules"]:
            assert f"**{rule['alert']}**" in runbook, f"say in deploy/README.md what to do about {rule['alert']}"
