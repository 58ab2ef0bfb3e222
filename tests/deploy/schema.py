"""The settings among the chart's values.schema.json; `python tests/deploy/schema.py --write` renews them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.deploy.names import CHARTS_OWN, DAPRS_OWN, ROOT, documented, secret

FILE = ROOT / "helm" / "todobot" / "values.schema.json"
_PLAIN = re.compile(r'("settings": \{.*?"enum": \[)(.*?)(\])', re.DOTALL)
_SECRET = re.compile(r'("values": \{"type": "object", "propertyNames": \{"enum": \[)(.*?)(\])', re.DOTALL)


def wanted() -> tuple[list[str], list[str]]:
    """What may stand under `config`, and what under `secrets.values`."""
    names = documented()
    hidden = secret(names)
    return sorted(names - CHARTS_OWN - hidden), sorted(hidden | DAPRS_OWN)


def stands() -> tuple[list[str], list[str]]:
    """What the schema takes now."""
    read = json.loads(FILE.read_text("utf-8"))
    plain = read["$defs"]["settings"]["propertyNames"]["enum"]
    return plain, read["properties"]["secrets"]["properties"]["values"]["propertyNames"]["enum"]


def main() -> int:
    """Write them."""
    text = FILE.read_text("utf-8")
    for pattern, names in zip((_PLAIN, _SECRET), wanted(), strict=True):
        lines, line = [], ""
        for name in names:
            if len(line) + len(name) > 108:
                lines.append(line)
                line = ""
            line += f'"{name}", '
        inside = "\n    " + "\n    ".join(one.rstrip() for one in [*lines, line.rstrip(", ")]) + "\n  "
        text = pattern.sub(lambda found, inside=inside: found[1] + inside + found[3], text, count=1)
    json.loads(text)
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
