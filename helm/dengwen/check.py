# ruff: noqa: INP001 -- a script beside the chart that it checks, in no package
"""Lint and render the chart for every environment, and check what comes out against Kubernetes' own schemas.

Needs helm-python-sdk and kubernetes-validate in an environment of its own; neither is in our lock.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import helm_python as helm
import kubernetes_validate
import yaml

CHART = Path(__file__).resolve().parent
KUBERNETES = "1.31"
PODS = {"Deployment", "Job"}


def main() -> int:
    wrong = [f"lint: {finding}" for finding in _lint()]
    for values in (None, *sorted(CHART.glob("values-*.yaml"))):
        name = values.name if values else "values.yaml"
        found = list(_rendered(yaml.safe_load(values.read_text()) if values else {}))
        for one in found:
            wrong += [f"{name}: {one['kind']} {one['metadata']['name']}: {w}" for w in _faults(one)]
        print(f"{name}: {len(found)} objects: {', '.join(sorted({one['kind'] for one in found}))}")
    print("\n".join(wrong) or "nothing wrong")
    return 1 if wrong else 0


def _lint() -> list[Any]:
    result = helm.lint(str(CHART))
    return [
        m for m in (result.get("messages") or []) if str(m.get("severity", "")).upper() not in {"INFO", "1"}
    ]


def _rendered(values: dict[str, Any]) -> Any:
    with helm.Chart.load(str(CHART)) as chart:
        chart.validate_schema(values)
        manifests = chart.render(values, name="try", namespace="dengwen")
    for path, text in manifests.items():
        if path.endswith(".yaml"):
            yield from (one for one in yaml.safe_load_all(text) if one)


def _faults(one: dict[str, Any]) -> list[str]:
    faults = []
    try:
        kubernetes_validate.validate(one, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as error:
        faults.append(str(error).splitlines()[0])
    if one["kind"] in PODS:
        faults += _unsafe(one["spec"]["template"]["spec"])
    return faults


def _unsafe(pod: dict[str, Any]) -> list[str]:
    """What we ask of every pod beyond the schema."""
    faults = [] if pod["securityContext"]["runAsNonRoot"] else ["may run as root"]
    for container in pod["containers"]:
        security = container["securityContext"]
        if not security["readOnlyRootFilesystem"] or security["allowPrivilegeEscalation"]:
            faults.append(f"{container['name']}: can write its root or gain rights")
        if not {"requests", "limits"} <= set(container["resources"]):
            faults.append(f"{container['name']}: without requests or limits")
    return faults


if __name__ == "__main__":
    sys.exit(main())
