"""Draw ``docs/architecture.svg``: the source of the picture in the README.

Run ``python -m tools.draw_architecture`` after a change; a test compares the committed picture with what this draws.
"""

from dataclasses import dataclass
from html import escape

from tools.paths import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
FOOTER = "Terraform makes all of it, on AWS and on the local stack alike; the environments differ in values only."
WIDTH, HEIGHT = 1290, 560
BOX_WIDTH, BOX_HEIGHT = 190, 84

COLOURS = {  # what kind of thing a box is: fill, border
    "outside": ("#f1f5f9", "#64748b"),
    "gateway": ("#f3e8ff", "#7e22ce"),
    "function": ("#ffedd5", "#c2410c"),
    "data": ("#dbeafe", "#1d4ed8"),
    "message": ("#fce7f3", "#be185d"),
    "learn": ("#dcfce7", "#15803d"),
}


@dataclass(frozen=True)
class Box:
    """A thing in the picture: its middle, its kind, its name and what it does there."""

    x: int
    y: int
    kind: str
    name: str
    lines: tuple[str, ...]


BOXES = {
    "storefront": Box(115, 120, "outside", "Storefront", ("posts customer_id,", "interest, location")),
    "gateway": Box(365, 120, "gateway", "API Gateway", ("key, usage plan, model", "POST /recommend")),
    "ingest": Box(615, 120, "function", "ingest", ("validates, writes,", "responds 202")),
    "interest": Box(865, 120, "data", "CustomerInterest", ("DynamoDB table", "with a stream")),
    "recommender": Box(865, 300, "function", "recommender", ("asks, ranks, records,", "publishes")),
    "personalize": Box(1175, 210, "learn", "Personalize", ("recommends", "(may be absent)")),
    "catalogue": Box(1175, 390, "data", "Catalogue, offers", ("items and their rules,", "recorded offers, wishes")),
    "topic": Box(615, 300, "message", "offers topic", ("SNS, CloudEvents,", "filterable")),
    "queue": Box(365, 300, "message", "Your queue", ("SQS, and its own", "dead-letter queue")),
    "consumer": Box(115, 300, "outside", "Your consumer", ("Lambda, HTTPS,", "anything on SNS")),
    "failures": Box(865, 450, "data", "Failure bucket", ("S3: whole records,", "sent again by make redrive")),
}

ARROWS = [  # from, to, label, the sides they leave and enter
    ("storefront", "gateway", "1", "right", "left"),
    ("gateway", "ingest", "2", "right", "left"),
    ("ingest", "interest", "3", "right", "left"),
    ("interest", "recommender", "4", "bottom", "top"),
    ("recommender", "personalize", "5", "right", "left"),
    ("recommender", "catalogue", "6", "right", "left"),
    ("recommender", "topic", "7", "left", "right"),
    ("topic", "queue", "8", "left", "right"),
    ("queue", "consumer", "9", "left", "right"),
    ("recommender", "failures", "", "bottom", "top"),
]


def side(box: Box, name: str) -> tuple[int, int]:
    """Return the middle of one side of a box."""
    half_width, half_height = BOX_WIDTH // 2, BOX_HEIGHT // 2
    offsets = {"left": (-half_width, 0), "right": (half_width, 0), "top": (0, -half_height), "bottom": (0, half_height)}
    dx, dy = offsets[name]
    return box.x + dx, box.y + dy


def draw_box(box: Box) -> str:
    """Return a box as SVG."""
    fill, border = COLOURS[box.kind]
    left, top = box.x - BOX_WIDTH // 2, box.y - BOX_HEIGHT // 2
    texts = [f'<text x="{box.x}" y="{top + 28}" class="name" fill="{border}">{escape(box.name)}</text>']
    texts += [
        f'<text x="{box.x}" y="{top + 48 + 17 * number}" class="detail">{escape(line)}</text>'
        for number, line in enumerate(box.lines)
    ]
    frame = (
        f'<rect x="{left}" y="{top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="10" '
        f'fill="{fill}" stroke="{border}" stroke-width="1.5"/>'
    )
    return "\n".join([frame, *texts])


def draw_arrow(start: str, end: str, label: str, leaves: str, enters: str) -> str:
    """Return an arrow between two boxes as SVG, with its number in the middle."""
    (x1, y1), (x2, y2) = side(BOXES[start], leaves), side(BOXES[end], enters)
    parts = [f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="arrow" marker-end="url(#head)"/>']
    if label:
        x, y = (x1 + x2) // 2, (y1 + y2) // 2
        parts.append(f'<circle cx="{x}" cy="{y}" r="11" class="badge"/>')
        parts.append(f'<text x="{x}" y="{y + 4}" class="number">{label}</text>')
    return "\n".join(parts)


def draw_band(x: int, width: int, text: str, detail: str) -> str:
    """Return one of the bands along the bottom: what spans the whole pipeline."""
    return (
        f'<rect x="{x}" y="412" width="{width}" height="76" rx="10" class="band"/>\n'
        f'<text x="{x + width // 2}" y="444" class="name" fill="#334155">{escape(text)}</text>\n'
        f'<text x="{x + width // 2}" y="466" class="detail">{escape(detail)}</text>'
    )


def draw() -> str:
    """Return the whole picture as SVG."""
    style = (
        "text{font-family:Helvetica,Arial,sans-serif;text-anchor:middle}"
        ".title{font-size:20px;font-weight:bold;fill:#0f172a}.name{font-size:16px;font-weight:bold}"
        ".detail{font-size:13px;fill:#334155}.number{font-size:12px;font-weight:bold;fill:#fff}"
        ".arrow{stroke:#334155;stroke-width:2}.badge{fill:#334155}"
        ".band{fill:#f8fafc;stroke:#94a3b8;stroke-dasharray:5 4}"
    )
    head = (
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#334155"/></marker></defs>'
    )
    title = "From what a customer is interested in, to offers in their hands"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">',
            f"<style>{style}</style>",
            head,
            f'<rect width="{WIDTH}" height="{HEIGHT}" rx="14" fill="#ffffff"/>',
            f'<text x="{WIDTH // 2}" y="42" class="title">{title}</text>',
            *(draw_arrow(*arrow) for arrow in ARROWS),
            *(draw_box(box) for box in BOXES.values()),
            draw_band(20, 330, "X-Ray", "one trace, from the post to the consumer"),
            draw_band(370, 380, "CloudWatch", "logs, metrics, alarms: never personal data"),
            f'<text x="{WIDTH // 2}" y="532" class="detail">{FOOTER}</text>',
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(draw())
