"""The chart in a real API server with restricted Pod Security: installed, upgraded, rolled back, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy import guides
from tests.deploy.chart import CHART, CI, RAW
from tests.deploy.controlplane import ControlPlane
from tests.services import charttools
from tests.services.obtain import MissingError
from tests.services.shared import owner, refuse

pytestmark = [pytest.mark.deploying, pytest.mark.timeout(600)]
VOLUME = {
    "metadata": {"name": "disk"},
    "spec": {
        "capacity": {"storage": "5Gi"},
        "accessModes": ["ReadWriteOnce"],
        "hostPath": {"path": "/nowhere"},
    },
}
PATIENCE = ("--wait", "--timeout", "3m")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """One control plane for all, which knows Dapr's, KEDA's, Prometheus' and External Secrets' resources."""
    try:
        made = ControlPlane(tmp_path_factory.mktemp("kubernetes"), owner())
        definitions = charttools.definitions()
    except MissingError as error:
        refuse(str(error))
        raise
    try:
        made.start()
        made.define(definitions)
        made.post("/api/v1/persistentvolumes", VOLUME)
        made.inject(guides.daprs())
        yield made
    finally:
        made.end()


def workloads(cluster: ControlPlane, space: str) -> list[dict[str, Any]]:
    """What keeps pods there."""
    kinds = ("deployments", "statefulsets")
    return [one for kind in kinds for one in cluster.get(f"/apis/apps/v1/namespaces/{space}/{kind}")["items"]]


def without_sidecar(cluster: ControlPlane, space: str) -> list[str]:
    """Pods of ours, not those of jobs, that Dapr gave no sidecar which can start there."""
    found = []
    for pod in cluster.get(f"/api/v1/namespaces/{space}/pods")["items"]:
        sidecars = [one for one in pod["spec"]["containers"] if one["name"] == "daprd"]
        if "dapr.io/enabled" in pod["metadata"].get("annotations", {}) and len(sidecars) != 1:
            found.append(pod["metadata"]["name"])
        # Its built-in store of secrets asks the cluster, and without a token for that the sidecar ends at once.
        found += [
            f"{pod['metadata']['name']} asks the cluster for secrets"
            for one in sidecars
            if "--disable-builtin-k8s-secret-store" not in one["args"]
        ]
    return found


def settings(cluster: ControlPlane, space: str) -> dict[str, str]:
    """The release's settings."""
    return cluster.get(f"/api/v1/namespaces/{space}/configmaps/todobot").get("data") or {}


def running(cluster: ControlPlane, space: str) -> dict[str, str]:
    """Pods that run, not those of jobs: the checksum of the settings that each was started with."""
    pods = cluster.get(f"/api/v1/namespaces/{space}/pods")["items"]
    return {
        pod["metadata"]["uid"]: pod["metadata"]["annotations"]["checksum/config"]
        for pod in pods
        if "checksum/config" in pod["metadata"].get("annotations", {})
        and pod["status"].get("phase") == "Running"
        and not pod["metadata"].get("deletionTimestamp")
    }


@pytest.mark.parametrize("values", CI, ids=lambda path: path.name.removesuffix("-values.yaml"))
def test_it_is_installed_upgraded_and_rolled_back(cluster: ControlPlane, values: Path):
    space = values.name.removesuffix("-values.yaml")
    cluster.namespace(space)
    there = ("todobot", str(CHART), "-n", space, "-f", str(values), *PATIENCE)
    said = cluster.helm("install", *there)
    assert "STATUS: deployed" in said
    assert "would violate PodSecurity" not in said
    first = running(cluster, space)
    wanted = sum(one["spec"]["replicas"] for one in workloads(cluster, space))
    assert len(first) == wanted, first
    assert without_sidecar(cluster, space) == []
    tokens = cluster.get(f"/api/v1/namespaces/{space}/secrets/todobot-dapr").get("data")

    cluster.helm("upgrade", *there, "--set", "config.LOG_LEVEL=debug")
    assert settings(cluster, space)["LOG_LEVEL"] == "debug"
    cluster.until(lambda: not set(running(cluster, space)) & set(first), 60, "the pods of before to be gone")
    assert len(set(running(cluster, space).values()) - set(first.values())) == 1
    # Pods of before and after have to believe each other's sidecars.
    assert cluster.get(f"/api/v1/namespaces/{space}/secrets/todobot-dapr").get("data") == tokens

    cluster.helm("rollback", "todobot", "1", "-n", space, *PATIENCE)
    assert "LOG_LEVEL" not in settings(cluster, space)
    cluster.until(
        lambda: set(running(cluster, space).values()) == set(first.values()), 60, "the pods to be as they were first"
    )
    cluster.helm("uninstall", "todobot", "-n", space, *PATIENCE)
    assert workloads(cluster, space) == []


def test_a_pod_that_may_too_much_is_refused_there(cluster: ControlPlane):
    cluster.namespace("strict")
    loose = {"metadata": {"name": "loose"}, "spec": {"containers": [{"name": "x", "image": "x"}]}}
    answer = cluster.api.post("/api/v1/namespaces/strict/pods", json=loose)
    assert answer.status_code == 403
    assert "restricted" in answer.text


def test_a_migration_that_fails_stops_the_upgrade_and_what_ran_goes_on(cluster: ControlPlane):
    cluster.namespace("halted")
    there = ("todobot", str(CHART), "-n", "halted", "-f", str(CI[0].with_name("minimal-values.yaml")))
    cluster.helm("install", *there, *PATIENCE)
    before = running(cluster, "halted")
    # A job that no node takes stands for one that does not come to its end.
    late = ("--set", "nodeSelector.disk=none", "--set", "config.LOG_LEVEL=debug", "--timeout", "5s")
    said = cluster.helm("upgrade", *there, *late, fails=True)
    assert "pre-upgrade hooks failed" in said
    assert running(cluster, "halted") == before


def test_the_raw_manifests_are_taken_again_and_again_and_their_pods_run(cluster: ControlPlane):
    """As the guide for those without Helm says it, the second time with another version's settings."""
    typed = [step.replace("namespace todobot", "namespace raw") for step in guides.steps(guides.section(guides.RAW))]
    again = next(number for number, step in enumerate(typed) if "delete job" in step)
    for step in (*typed, *typed[again:]):
        cluster.shell(step.replace("-n todobot ", "-n raw "))
    cluster.until(lambda: all(_available(one) for one in workloads(cluster, "raw")), 60, "the pods to run")
    assert without_sidecar(cluster, "raw") == []
    files = {(part["kind"], part["metadata"]["name"]) for part in map(yaml.safe_load, _texts(RAW))}
    assert {("Deployment", one["metadata"]["name"]) for one in workloads(cluster, "raw")} <= files


def test_the_minikube_guide_and_the_runbook_can_be_followed_to_the_letter(cluster: ControlPlane):
    for name in ("one", "two"):  # Minikube makes volumes by itself
        cluster.post("/api/v1/persistentvolumes", VOLUME | {"metadata": {"name": f"disk-{name}"}})
    typed = [step for step in guides.steps(guides.section(guides.MINIKUBE)) if _runs_here(step)]
    assert len(typed) >= 5, typed
    for step in typed:
        said = cluster.shell(step)
        assert "would violate PodSecurity" not in said, said
    assert without_sidecar(cluster, "todobot") == []
    first = running(cluster, "todobot")
    assert len(first) == sum(one["spec"]["replicas"] for one in workloads(cluster, "todobot") if _ours(one))
    gone = cluster.shell("kubectl -n todobot delete pod -l app.kubernetes.io/component=workers-core")
    assert gone.count("deleted") == 2, gone
    # The runbook speaks of a shell whose context has the namespace.
    again = cluster.shell("kubectl -n todobot rollout restart deploy -l app.kubernetes.io/instance=todobot")
    assert again.count("restarted") == len([one for one in workloads(cluster, "todobot") if _ours(one)]), again
    cluster.shell("kubectl -n todobot rollout status deploy -l app.kubernetes.io/instance=todobot --timeout 2m")
    assert not set(running(cluster, "todobot")) & set(first)
    cluster.shell("kubectl -n todobot describe pod -l app.kubernetes.io/component=api")
    cluster.shell("helm uninstall todobot -n todobot --wait")


def _runs_here(step: str) -> bool:
    """Neither Minikube nor Docker is here, nor another's chart; and no container runs that could be asked."""
    asks = ("port-forward", " exec ", "helm test", "helm repo", "dapr/dapr")
    return step.startswith(("kubectl ", "helm ")) and not any(one in step for one in asks)


def _ours(workload: dict[str, Any]) -> bool:
    return workload["metadata"].get("labels", {}).get("app.kubernetes.io/instance") == "todobot"


def _texts(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))]


def _available(workload: dict[str, Any]) -> bool:
    return workload["status"].get("availableReplicas", 0) == workload["spec"]["replicas"]
