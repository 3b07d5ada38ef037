"""Draw a widget with matplotlib, which is imported when the first picture is drawn: that takes half a second."""

import io
import threading
from collections.abc import Sequence

from local.cloudwatch.pictures import comparison, style, time_series
from local.cloudwatch.pictures.reading import Drawn
from local.cloudwatch.pictures.widget import Widget

# The library's caches are not made for threads.
_lock = threading.Lock()


def draw(widget: Widget, drawn: Sequence[Drawn]) -> bytes:
    """Return the picture of ``widget`` as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _lock:
        size = widget.width / style.DOTS_PER_INCH, widget.height / style.DOTS_PER_INCH
        figure = Figure(figsize=size, dpi=style.DOTS_PER_INCH, layout="constrained", facecolor="white")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        if widget.title:
            figure.suptitle(widget.title, **style.TITLE)
        views = {"timeSeries": time_series.plot, "bar": comparison.bars, "pie": comparison.pie}
        views[widget.view](axes, widget, drawn, style.colors([each.graph.color for each in drawn]))
        picture = io.BytesIO()
        canvas.print_png(picture)
        return picture.getvalue()
