"""Gets the programs that check and install what is deployed, as tests/services/obtain.py gets the services."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.services import obtain

HERE = Path(__file__).parent
HELM, KUBECONFORM, ACTIONLINT, KWOK = "3.22.0", "0.7.0", "1.7.12", "0.8.0"
SUITES, KUBERNETES = "1.0.3", "1.34.4"
VERSIONS = ("1.31", "1.32", "1.33", "1.34")
# Whose custom resources the chart makes: the module, and where in it the definitions are.
DEFINITIONS = {
    "github.com/kedacore/keda/v2@v2.17.2": (
        "config/crd/bases",
        "keda.sh_scaledobjects",
        "keda.sh_triggerauthentications",
    ),
    "github.com/prometheus-operator/prometheus-operator@v0.85.0": (
        "example/prometheus-operator-crd",
        "monitoring.coreos.com_podmonitors",
        "monitoring.coreos.com_servicemonitors",
        "monitoring.coreos.com_prometheusrules",
    ),
    "github.com/external-secrets/external-secrets@v0.20.4": (
        "config/crds/bases",
        "external-secrets.io_externalsecrets",
    ),
    "github.com/dapr/dapr@v" + obtain.DAPR: (
        "charts/dapr/crds",
        "components",
        "configuration",
        "resiliency",
        "subscription",
    ),
}


def helm() -> Path:
    """Helm."""
    return _installed("helm", "helm.sh/helm/v3/cmd/helm", HELM, "two minutes")


def kubeconform() -> Path:
    """What holds manifests to schemas."""
    return _installed("kubeconform", "github.com/yannh/kubeconform/cmd/kubeconform", KUBECONFORM)


def actionlint() -> Path:
    """What reads pipelines."""
    return _installed("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", ACTIONLINT)


def kwok() -> Path:
    """What plays nodes and pods."""
    return _installed("kwok", "sigs.k8s.io/kwok/cmd/kwok", KWOK, "a minute")


def chartsuites() -> Path:
    """What runs helm-unittest's suites: the plugin's own packages, in a program of ours."""
    return _built("chartsuites", SUITES, "", "a minute")


def kubernetes() -> Path:
    """A control plane in one program: etcd, apiserver, controllers, scheduler."""
    stamp = "k8s.io/component-base/version"
    flags = f" -X {stamp}.gitVersion=v{KUBERNETES} -X {stamp}.gitMajor=1 -X {stamp}.gitMinor=34"
    return _built("kubernetes", KUBERNETES, flags, "five minutes")


def kubectl() -> Path:
    """The control plane's client, from the same modules."""
    flags = f" -X k8s.io/component-base/version.gitVersion=v{KUBERNETES}"
    return _built("kubectl", KUBERNETES, flags, "two minutes", "kubernetes/kubectl")


def injector() -> Path:
    """What gives pods their sidecar, from Dapr's own packages."""
    return _built("injector", obtain.DAPR, "", "seconds", "dapr/injector")


def dapr_chart() -> Path:
    """The folder of Dapr's own chart."""

    def make(folder: Path) -> None:
        shutil.copytree(_module(f"github.com/dapr/dapr@v{obtain.DAPR}") / "charts" / "dapr", folder / "chart")

    return obtain.cached(f"dapr-chart-{obtain.DAPR}", make) / "chart"


def dapr_values() -> dict[str, Any]:
    """The values that it takes, those of its parts under their names."""
    chart = dapr_chart()
    values: dict[str, Any] = yaml.safe_load((chart / "values.yaml").read_text())
    for part in sorted((chart / "charts").iterdir()):
        values[part.name] = yaml.safe_load((part / "values.yaml").read_text()) | (values.get(part.name) or {})
    return values


def stages() -> Path:
    """How pods and nodes behave that kwok plays: one file."""

    def make(folder: Path) -> None:
        source = _module(f"sigs.k8s.io/kwok@v{KWOK}") / "kustomize" / "stage"
        kinds = ("node/fast", "node/heartbeat", "pod/fast")
        files = [path for kind in kinds for path in sorted((source / kind).glob("*.yaml"))]
        texts = [path.read_text() for path in files if path.name != "kustomization.yaml"]
        (folder / "stages.yaml").write_text("\n---\n".join(texts))

    return obtain.cached(f"kwok-stages-{KWOK}", make) / "stages.yaml"


def definitions() -> Path:
    """A folder with the definitions of the custom resources that the chart makes, from their makers' Go modules."""

    def make(folder: Path) -> None:
        obtain.say("getting the definitions of custom resources (once)")
        for module, (place, *names) in DEFINITIONS.items():
            for name in names:
                shutil.copy(_module(module) / place / f"{name}.yaml", folder / f"{name}.yaml")

    return obtain.cached(f"definitions-{obtain.DAPR}-2", make)


def schemas() -> Path:
    """A folder with JSON schemas for kubeconform: a folder for each of VERSIONS, and `custom`."""
    version = kubernetes_validate.__version__

    def make(folder: Path) -> None:
        source = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
        for one in VERSIONS:
            target = folder / one
            target.mkdir()
            for path in (source / f"v{one}.0-local-strict").glob("*.json"):
                # Theirs point to a server; ours to the file beside.
                schema = json.loads(path.read_text().replace('"/api/_definitions.json', '"_definitions.json'))
                schema.pop("$id", None)
                (target / path.name).write_text(json.dumps(schema))
        (folder / "custom").mkdir()
        for path in definitions().glob("*.yaml"):
            for definition in yaml.safe_load_all(path.read_text()):
                _write_schemas(definition, folder / "custom")

    return obtain.cached(f"schemas-{version}-{obtain.DAPR}-2", make)


def _write_schemas(definition: dict, folder: Path) -> None:
    kind = definition["spec"]["names"]["kind"].lower()
    group = definition["spec"]["group"]
    for version in definition["spec"]["versions"]:
        schema = version["schema"]["openAPIV3Schema"]
        schema["properties"]["metadata"] = {"type": "object"}
        (folder / f"{kind}_{group}_{version['name']}.json").write_text(json.dumps(_closed(schema)))


def _closed(schema: dict) -> dict:
    """The schema with nothing beside what it names: a misspelt field is dropped by a server, and refused here."""
    if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema.setdefault("additionalProperties", False)
    for part in [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]:
        if isinstance(part, dict):
            _closed(part)
    return schema


def _installed(name: str, package: str, version: str, takes: str = "seconds") -> Path:
    def make(folder: Path) -> None:
        go = obtain.program("go", "It is built with Go 1.26 or later (https://go.dev/dl)")
        obtain.say(f"building {name} {version} ({takes}, once)")
        command = [go, "install", "-trimpath", "-ldflags", "-s -w", f"{package}@v{version}"]
        obtain.run(command, folder, {"CGO_ENABLED": "0", "GOBIN": str(folder), "GOFLAGS": "-buildvcs=false"})

    return obtain.cached(f"{name}-{version}", make) / name


def _built(name: str, version: str, flags: str, takes: str, source: str = "") -> Path:
    def make(folder: Path) -> None:
        go = obtain.program("go", "It is built with Go 1.26 or later (https://go.dev/dl)")
        obtain.say(f"building {name} {version} ({takes} on two cores, once)")
        command = [go, "build", "-trimpath", "-ldflags", f"-s -w{flags}", "-o", str(folder / name), "."]
        obtain.run(command, HERE / (source or name), {"CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false -mod=readonly"})

    return obtain.cached(f"{name}-{version}", make) / name


def _module(name: str) -> Path:
    """The folder of a Go module, downloaded."""
    go = obtain.program("go", "Definitions come with Go modules (https://go.dev/dl)")
    done = subprocess.run([go, "mod", "download", "-json", name], cwd="/", capture_output=True, text=True)
    answer = json.loads(done.stdout or "{}")
    if done.returncode or "Dir" not in answer:
        raise obtain.MissingError(f"the module {name} cannot be had: {answer.get('Error', done.stderr[-300:])}")
    return Path(answer["Dir"])


def main() -> int:
    """Get what `make test` needs; with `--heavy`, what `make test-deploy` needs too."""
    light = (helm, kubeconform, actionlint, chartsuites, schemas)
    return obtain.get_all(
        *light, *((kwok, stages, definitions, kubernetes, kubectl, injector) if "--heavy" in sys.argv else ())
    )


if __name__ == "__main__":
    sys.exit(main())
