"""Everything that can go wrong because of what somebody asked for.

One root, `CnnCoreError`. Every class has a stable `code` (it is in links, databases and translations) and a
`template`: the English sentence, in the form "expected …; received …", filled with `params`. The screen never shows
the template: `ui/errors.py` turns code and params into the learner's sentence.
"""

from typing import Any, ClassVar, Self


class CnnCoreError(Exception):
    """What the learner asked for cannot be done, with the reason as data.

    Args:
        **params: the facts of this case (names, numbers); JSON values only, since they travel through the store.
    """

    code: ClassVar[str] = "error"
    template: ClassVar[str] = "expected a valid request; received one that cannot be done"

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.template.format(**params))

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross process borders; the default would drop the keyword arguments."""
        return _rebuild, (type(self), self.params)

    @classmethod
    def all_subclasses(cls) -> list[type[Self]]:
        """Every error class below this one, for the test that each has its sentence in both languages."""
        direct = cls.__subclasses__()
        return [*direct, *(sub for child in direct for sub in child.all_subclasses())]


def _rebuild(cls: type[CnnCoreError], params: dict[str, Any]) -> CnnCoreError:
    return cls(**params)


class InvalidSpecError(CnnCoreError):
    """A spec's field is missing, unknown or out of its bounds."""

    code = "invalid_spec"
    template = "{field}: expected {expected}; received {received}"
