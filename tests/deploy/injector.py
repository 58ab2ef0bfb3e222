"""Dapr's sidecars in the tests' control plane: its own injector, set as its own chart sets it with a guide's values."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.services import charttools
from tests.services.running import Service, free_ports, listens

NAMESPACE = "dapr-system"


def rendered(flags: Sequence[str]) -> list[dict[str, Any]]:
    """What Helm makes of Dapr's own chart with these words of a `helm install`."""
    words = [str(charttools.helm()), "template", "dapr", str(charttools.dapr_chart()), "-n", NAMESPACE, *flags]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [part for part in yaml.safe_load_all(done.stdout) if part]


def settings(parts: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The environment that the chart gives to its injector."""
    (own,) = (
        one for one in parts if one["kind"] == "Deployment" and one["metadata"]["name"] == "dapr-sidecar-injector"
    )
    (container,) = own["spec"]["template"]["spec"]["containers"]
    values = {one["name"]: str(one["value"]) for one in container["env"] if "value" in one}
    return values | {"NAMESPACE": NAMESPACE, "KUBE_CLUSTER_DOMAIN": "cluster.local"}


def started(folder: Path, owner: int, flags: Sequence[str]) -> tuple[Service, dict[str, Any]]:
    """The injector, and the webhook of Dapr's chart that leads to it."""
    parts = rendered(flags)
    certificate, key = _certificate(folder)
    (port,) = free_ports(1)
    words = [str(charttools.injector()), f"127.0.0.1:{port}", str(certificate), str(key)]
    service = Service("injector", words, folder, owner, **settings(parts))
    service.wait(listens(port), 30)
    (hook,) = (one for one in parts if one["kind"] == "MutatingWebhookConfiguration")
    bundle = base64.b64encode(certificate.read_bytes()).decode()
    for one in hook["webhooks"]:
        one["clientConfig"] = {"url": f"https://127.0.0.1:{port}/mutate", "caBundle": bundle}
        one["failurePolicy"] = "Fail"  # in a test nothing comes up without its sidecar
    return service, hook


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "injector")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL
    files = folder / "injector.crt", folder / "injector.key"
    files[0].write_bytes(made.public_bytes(pem))
    files[1].write_bytes(key.private_bytes(pem, kind, serialization.NoEncryption()))
    return files
