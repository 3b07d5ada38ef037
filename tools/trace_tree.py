"""Show one trace, of segment documents as X-Ray has them, as a tree."""

from dataclasses import dataclass, field
from typing import Any

EMULATED = {"local_stack": {"emulated": True}}
"""The metadata of segments that the local stack records in place of an AWS service."""


@dataclass
class Node:
    """A segment or subsegment: what it was and when (seconds since 1970), and what happened inside."""

    name: str
    kind: str
    start: float
    end: float | None
    marks: list[str]
    children: list["Node"] = field(default_factory=list)


def build(documents: list[dict[str, Any]]) -> list[Node]:
    """Return the roots of the trees that segment documents make up, by start time.

    There is one root when the trace is connected. A segment whose caller is not in the trace, or is called by itself,
    is a root as well.
    """
    nodes: dict[str, Node] = {}
    for document in documents:
        _collect(document, nodes)
    roots = []
    for document in documents:
        caller = nodes.get(document.get("parent_id", ""))
        if caller is None or _is_below(caller, nodes[document["id"]]):
            roots.append(nodes[document["id"]])
        elif document.get("inferred"):
            # One line for a call and the resource that was inferred from it.
            caller.name, caller.kind = document["name"], _kind(document, caller.kind)
        else:
            caller.children.append(nodes[document["id"]])
    for node in nodes.values():
        node.children.sort(key=lambda child: child.start)
    return sorted(roots, key=lambda node: node.start)


def render(roots: list[Node]) -> str:
    """Return the trees as text: a line per node with its kind, its start after the first one's, and its duration."""
    lines = [line for root in roots for line in _lines(root, "", "")]
    if not lines:
        return "The trace is empty."
    origin = min(root.start for root in roots)
    name_width = max(len(label) for label, _ in lines)
    kind_width = max(len(node.kind) for _, node in lines)
    rows = []
    for label, node in lines:
        duration = "unfinished" if node.end is None else _milliseconds(node.end - node.start)
        offset = f"+{_milliseconds(node.start - origin)}"
        row = f"{label:<{name_width}}  {node.kind:<{kind_width}}  {offset:>10}  {duration:>10}  {' '.join(node.marks)}"
        rows.append(row.rstrip())
    return "\n".join(rows)


def _collect(entity: dict[str, Any], nodes: dict[str, Node]) -> Node:
    operation = entity.get("aws", {}).get("operation")
    node = Node(
        name=entity["name"],
        kind=_kind(entity, operation if isinstance(operation, str) else entity.get("namespace", "")),
        start=float(entity["start_time"]),
        end=float(entity["end_time"]) if "end_time" in entity else None,
        marks=_marks(entity),
    )
    nodes[entity["id"]] = node
    node.children = [_collect(subsegment, nodes) for subsegment in entity.get("subsegments", [])]
    return node


def _is_below(node: Node, ancestor: Node) -> bool:
    return node is ancestor or any(_is_below(node, child) for child in ancestor.children)


def _kind(entity: dict[str, Any], operation: str) -> str:
    origin = str(entity.get("origin", ""))
    return " ".join(filter(None, (origin, operation)))


def _marks(entity: dict[str, Any]) -> list[str]:
    marks = [flag.upper() for flag in ("fault", "error", "throttle") if entity.get(flag)]
    status = entity.get("http", {}).get("response", {}).get("status")
    if status is not None:
        marks.append(f"HTTP {status}")
    if EMULATED.items() <= entity.get("metadata", {}).items():
        marks.append("(emulated)")
    return marks


def _lines(node: Node, lead: str, lead_of_children: str) -> list[tuple[str, Node]]:
    lines = [(lead + node.name, node)]
    for child in node.children:
        last = child is node.children[-1]
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        lines += _lines(child, lead_of_children + branch, lead_of_children + below)
    return lines


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
