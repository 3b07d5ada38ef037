"""Values of one metric, before they are stored."""

from dataclasses import dataclass, field

STANDARD_RESOLUTION = 60
HIGH_RESOLUTION = 1

_MULTIPLES = ("", "Kilo", "Mega", "Giga", "Tera")
_SIZES = frozenset((multiple + size).capitalize() for multiple in _MULTIPLES for size in ("bytes", "bits"))
UNITS = (
    frozenset({"Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"})
    | _SIZES
    | {f"{size}/Second" for size in _SIZES}
)


@dataclass(frozen=True, slots=True)
class Datum:
    """Values observed at one time (epoch seconds), stored with a resolution of 1 or 60 seconds."""

    namespace: str
    name: str
    values: tuple[float, ...]
    timestamp: float
    dimensions: dict[str, str] = field(default_factory=dict)
    unit: str = "None"
    resolution: int = STANDARD_RESOLUTION
