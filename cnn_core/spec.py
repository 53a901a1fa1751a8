"""What every spec shares: frozen, comparable, JSON, strict about its fields."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, ValidationError, model_serializer

from cnn_core.errors import InvalidSpecError


class Spec(BaseModel):
    """A frozen description: a link, a cache key, a database row.

    Bounds on the fields draw the widgets, check the link and feed the property tests.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="constants")

    def to_json(self) -> str:
        """The spec as one line of JSON; `from_json` gives an equal spec back."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a spec that somebody else wrote.

        Raises:
            InvalidSpecError: with the path of the first wrong field, what it expected and what it received.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise _first_problem(error) from error

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Like `from_json`, for values that are already Python (a form's fields, a stored dict)."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            raise _first_problem(error) from error


class CompactSpec(Spec):
    """A spec that writes only its `kind` and what differs from the defaults, so that links stay short.

    Defaults of such a class are as permanent as its id: changing one would change what old links mean.
    """

    @model_serializer(mode="wrap")
    def _without_defaults(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        return {
            name: value
            for name, value in write(self).items()
            if name == "kind" or getattr(self, name) != fields[name].default
        }


def _first_problem(error: ValidationError) -> InvalidSpecError:
    problem = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in problem["loc"]) or "spec"
    return InvalidSpecError(field=field, expected=problem["msg"], received=_said(problem["input"]))


def _said(received: Any) -> str:
    """What was received, in few letters; of a list or tuple how long it is."""
    return str(len(received)) if isinstance(received, list | tuple) and len(received) > 8 else repr(received)[:80]
