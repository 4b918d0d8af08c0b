"""Binary media types that would swallow error bodies are refused with the reason."""

import pytest

from cdk_apigateway_errors.infrastructure.binary import binary_problems


@pytest.mark.parametrize("media_type", ["*/*", "application/json", "application/*", "application/problem+json"])
def test_a_type_that_covers_json_is_refused(media_type):
    (problem,) = binary_problems([media_type, "image/png"])
    assert repr(media_type) in problem
    assert "500" in problem
    assert "exact types" in problem


@pytest.mark.parametrize("media_types", [None, [], ["image/png", "application/pdf", "application/octet-stream"]])
def test_exact_binary_types_are_taken(media_types):
    assert binary_problems(media_types) == []
