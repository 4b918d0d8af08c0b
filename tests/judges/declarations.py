"""Every selection strategy with every error format: plain values, which both the stacks and the messages are made of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from examples.company.service.errors import CompanyFormat

from cdk_apigateway_errors.catalog import SelectionStrategy
from cdk_apigateway_errors.runtime import ApiError, ErrorFormat, ErrorList, ProblemJson


class StatusFirst(SelectionStrategy):
    """A user's own strategy: the compact text alone."""

    name = "own"

    def pattern(self, status_field: str, status_code: int) -> str:
        return rf'(?s)\{{"{status_field}":{status_code},.*'


FORMATS: dict[str, ErrorFormat] = {
    "list": ErrorList(),
    "renamed": ErrorList(status_field="status-Code_2"),
    "problem": ProblemJson(type_base="https://shop.example/problems/"),
    "company": CompanyFormat(),
}
STRATEGIES: dict[str, str | SelectionStrategy] = {
    "leading": "leading",
    "toplevel": "top-level",
    "compact": "compact",
    "classic": "classic",
    "own": StatusFirst(),
}


@dataclass(frozen=True)
class Variant:
    """One strategy and one format."""

    strategy: str
    error_format: str

    @property
    def name(self) -> str:
        return f"Variant-{self.strategy}-{self.error_format}"

    def errors(self) -> tuple[type[ApiError], type[ApiError]]:
        """Two declared errors in the format: a plain one, and one that carries headers and hostile constants."""
        own = {"format": FORMATS[self.error_format]}
        plain = type("NotFound", (ApiError,), {**own, "status": 404, "code": "NOT_FOUND"})
        text = "costs $5 #1 \"quoted\" 'it\\s' é 😀"
        slow = {**own, "status": 429, "code": "SLOW", "message": text, "headers": ("Retry-After", "X-Limit")}
        return plain, type("SlowDown", (ApiError,), slow)


VARIANTS = tuple(Variant(*names) for names in product(STRATEGIES, FORMATS))
ONCE = tuple(Variant(strategy, list(FORMATS)[number % len(FORMATS)]) for number, strategy in enumerate(STRATEGIES))
"""Every strategy and every format at least once."""
