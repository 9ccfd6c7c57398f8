"""The OpenAPI of the JSON door: what ninja describes, and every refusal an operation can give by its very shape."""

from collections.abc import Mapping
from http.client import responses
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from breakthrough.web.api_shapes import ProblemBody

# OpenAPI documents are JSON; their shapes are those of the OpenAPI specification.
Described = dict[str, Any]
MEDIA_TYPE = "application/problem+json"


class Door(NinjaAPI):
    """A NinjaAPI whose description is true about Problems: their media type, their one shape, and where they occur."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["responses"] = _responses(method, operation)
        written = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"].update({**written.pop("$defs"), "ProblemBody": written})
        return schema


def _responses(method: str, operation: Described) -> Described:
    """Return the responses that were declared, and those that follow from sign-in, parameters and body."""
    listed: Described = {str(status): answer for status, answer in operation["responses"].items()}
    refused = {status for status in listed if status >= "400"} | _implied(method, operation)
    return {
        **{status: answer for status, answer in listed.items() if status < "400"},
        **{status: _problem(status) for status in sorted(refused)},
    }


def _implied(method: str, operation: Mapping[str, Any]) -> set[str]:
    implied = set()
    if operation.get("security"):
        implied |= (
            {"401"} if method == "get" else {"401", "403"}
        )  # 403: a session without its protection token
    if operation.get("parameters"):
        implied |= {"404", "422"}
    if operation.get("requestBody"):
        implied |= {"400", "413", "422"}
    return implied


def _problem(status: str) -> Described:
    return {
        "description": responses[int(status)],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
    }
