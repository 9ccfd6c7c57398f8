"""An anticipated refusal: something a person asked for that cannot be done, with words that say what to do next."""

from collections.abc import Mapping


class Problem(Exception):
    """A refusal with a stable code, an HTTP status and words for the person.

    `words` is a translatable text marked with `kernel.words.gettext_noop`; it may hold `%(name)s` places that
    `params` fills after translation. `field` names the form field or JSON member it is about. Rendered in one
    place (`web.problems`) as a page, a fragment or RFC 9457 JSON; its `type` there is `/problems/<code>`.
    """

    def __init__(
        self,
        code: str,
        *,
        status: int,
        words: str,
        params: Mapping[str, object] | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.words = words
        self.params: dict[str, object] = dict(params or {})
        self.field = field

    def __str__(self) -> str:
        return self.words % self.params if self.params else self.words
