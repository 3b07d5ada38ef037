"""What monitoring/ holds, read."""

from typing import Any

import yaml

from tools.paths import ROOT

MONITORING = ROOT / "monitoring"
RUNBOOKS = {path.stem: path.read_text() for path in sorted((MONITORING / "runbooks").glob("*.md"))}
ALARMS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text()) for path in sorted((MONITORING / "alarms").glob("*.yaml"))
}
QUERIES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text()) for path in sorted((MONITORING / "queries").glob("*.yaml"))
}
METRICS: dict[str, Any] = yaml.safe_load((MONITORING / "metrics.yaml").read_text())
