"""Released readings as Vega-Lite specifications. Drawing them is `evidence.charts.render`."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation

from breakthrough.evidence import charts as drawing
from breakthrough.evidence.actions import Drawing
from breakthrough.measures.pulse.results import PulseReading
from breakthrough.practices.pulse.charts import levels, position

CHARTS = (position, levels)


def draw(pulse: PulseReading) -> Iterator[Drawing]:
    """Draw every chart that this reading bears, in every language of the product. Slow: for jobs only."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for chart in CHARTS:
                spec = chart.find_spec(pulse)
                if spec is not None:
                    yield Drawing(
                        key=spec["usermeta"]["key"], language=language, spec=spec, svg=drawing.render(spec)
                    )
