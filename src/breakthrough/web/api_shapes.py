"""The shapes that every part of the JSON door shares: how a program asks, and how a refusal looks (RFC 9457)."""

from pydantic import BaseModel, ConfigDict, Field

# What an operation declares for the statuses of its refusals. They are raised as Problems and written by `web.problems`, so no
# shape is made of each; the description gives all of them `ProblemBody`.
REFUSED = None


class Asked(BaseModel):
    """What a program sends. Not ninja's `Schema`: that also reads attributes, so that a bare text would pass for an object."""

    model_config = ConfigDict(extra="forbid")


class Misfit(BaseModel):
    """A value that does not fit."""

    where: list[str]
    what: str


class ProblemBody(BaseModel):
    """Why something was refused."""

    type: str = Field(description="An address of this site that explains the code.")
    title: str
    status: int
    detail: str = Field(description="What is wrong and what to do, in the language of the request.")
    field: str | None = Field(None, description="The member of what was sent that this is about.")
    errors: list[Misfit] | None = Field(None, description="Each value that does not fit.")
