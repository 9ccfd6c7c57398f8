"""The way through a long list. How it looks."""

from django.core.paginator import Paginator

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="pagination",
    words="Takes a Django page. Keeps the rest of the address; the parameter is `page`. `query` stands for the address where there is no request.",
    required=("page",),
    optional={"anchor": "", "query": None},
    examples=(Example("In the middle", {"page": Paginator(range(100), 10).page(3)}),),
)
