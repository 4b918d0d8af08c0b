"""Read the resolved properties of a resource with the types that API Gateway and Lambda document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import TemplateError
from .intrinsics import unresolved_in


@dataclass(frozen=True, slots=True)
class Properties:
    """A mapping and what messages call it; each method checks one type.

    >>> Properties({"Timeout": "7"}, "t.json: Fn").number("Timeout", 3)
    7
    """

    values: Mapping[str, Any]
    label: str

    def raw(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        return self._scalar(value, name)

    def optional_text(self, name: str) -> str | None:
        return None if self.values.get(name) is None else self.text(name)

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and unresolved_in(value)):
            return default
        try:
            return int(value) if not isinstance(value, bool) else int("not a number")
        except (TypeError, ValueError):
            raise self._wrong(name, "a whole number", value) from None

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and unresolved_in(value)):
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        raise self._wrong(name, "true or false", value)

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and unresolved_in(value)):
            return {}
        if not isinstance(value, Mapping):
            raise self._wrong(name, "an object", value)
        return value

    def section(self, name: str) -> Properties:
        return Properties(self.mapping(name), f"{self.label}: {name}")

    def texts(self, name: str) -> dict[str, str]:
        """An object whose values are text; numbers and booleans are written out as CloudFormation does."""
        return {str(key): self._scalar(item, f"{name}.{key}") for key, item in self.mapping(name).items()}

    def flags(self, name: str) -> dict[str, bool]:
        inner = self.section(name)
        return {str(key): inner.flag(key) for key in inner.values}

    def items(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and unresolved_in(value)):
            return []
        if not isinstance(value, list):
            raise self._wrong(name, "a list", value)
        return value

    def sections(self, name: str) -> list[Properties]:
        found = []
        for index, item in enumerate(self.items(name)):
            if not isinstance(item, Mapping):
                raise self._wrong(f"{name}[{index}]", "an object", item)
            found.append(Properties(item, f"{self.label}: {name}[{index}]"))
        return found

    def _scalar(self, value: Any, name: str) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int, float)):
            return str(value)
        raise self._wrong(name, "text", value)

    def _wrong(self, name: str, wanted: str, value: Any) -> TemplateError:
        shown = repr(value)
        return TemplateError(f"{self.label}: {name} must be {wanted}, got {shown[:80]}.")
