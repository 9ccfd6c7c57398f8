"""Released readings as Vega-Lite specifications. Drawing them is `evidence.charts.render`."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation

from breakthrough.evidence import charts as drawing
from breakthrough.evidence.actions import Drawing
from breakthrough.measures.opinion.results import OpinionReading
from breakthrough.practices.voice.charts import group_counts, opinion_map, share_list

CHARTS = (opinion_map, share_list, group_counts)


def draw(opinion: OpinionReading) -> Iterator[Drawing]:
    """Draw every chart that this reading bears, in every language of the product. Slow: for jobs only."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for chart in CHARTS:
                spec = chart.find_spec(opinion)
                if spec is not None:
                    yield Drawing(
                        key=spec["usermeta"]["key"], language=language, spec=spec, svg=drawing.render(spec)
                    )
