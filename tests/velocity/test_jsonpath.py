"""Our JSONPath against Jayway's library, and against its documentation where Debian's 2.0.0 cannot do it."""

from __future__ import annotations

import json

import pytest

from cdk_apigateway_errors.velocity.jsonpath import InvalidPath, read_path
from java.judge import Judge, shared_judge
from velocity.paths import DOCUMENT, PATHS

BOOKS = json.loads(DOCUMENT)

# Forms that json-path 2.0.0 refuses, or drops without a result because it throws inside; later versions define them.
# What each should find is said by Jayway's own README and changelog, as far as they say it.
NO_EVIDENCE = {
    "$.list[0,9]": [1],
    "$.list.length()": 5,
    "$.store.book.length()": 4,
    "$.store.length()": 2,
    "$.nested.length()": 2,
    "$..book.length()": 4,
    "$.list.min()": 1.0,
    "$.list.max()": 5.0,
    "$.list.avg()": 3.0,
    "$.list.sum()": 15.0,
    "$.list.stddev()": 2**0.5,
    "$..price.max()": 22.99,
    "$.store.book[*].price.sum()": None,
    '$["k.d"]': "dot",
    "$.mixed[?(@.a)]": [{"a": None}, {"a": 1}, {"a": "x"}],
    "$.mixed[?(@.a == 'x')]": [{"a": "x"}],
    "$.mixed[?(@.a == null)]": [{"a": None}],
    "$.mixed[?(@.a != 1)]": [1, "1", None, True, {"a": None}, {"a": "x"}, {"b": 2}],
    "$.store.book[?(@.title in ['Moby','Rings'])].price": [8.99, 22.99],
    "$.store.book[?(@.title nin ['Moby','Rings'])].price": [8.95, 12.99],
    "$.store.book[?(@.tags size 2)].title": ["Rings"],
    "$.store.book[?(@.tags contains 'a')].title": ["Rings"],
    "$.store.book[?(!(@.isbn))].title": ["Sayings", "Sword"],
    "$.store.book[?(@.tags empty true)]": [],
    "$.store.book[?(@.tags empty false)].title": ["Rings"],
    '$.store.book[?(@.title == "Moby")].price': [8.99],
    "$.store.book[?(@.author anyof ['x'])]": [],
    "$.store.book[?(@.tags subsetof ['a','b','c'])].title": ["Rings"],
    "$..a.b": [None, 7],
}
# Paths that only 2.0.0 reads, and reads wrongly.
REFUSED_SINCE = ["$.list[1.5]", "$.nope()", "$.list.nope()", "$.store.book[(@.length-1)]"]
NOT_COMPARED = {"$..[0]", *NO_EVIDENCE, *REFUSED_SINCE}


@pytest.mark.java
@pytest.mark.parametrize("path", [path for path in PATHS if path not in NOT_COMPARED])
def test_a_path_finds_what_jayway_finds(path: str) -> None:
    judge: Judge = shared_judge()
    answer = judge.read_path(path, DOCUMENT)
    if "error" in answer:
        with pytest.raises(InvalidPath):
            read_path(path, BOOKS)
    else:
        assert read_path(path, BOOKS) == answer["value"]


@pytest.mark.parametrize(("path", "expected"), NO_EVIDENCE.items(), ids=list(NO_EVIDENCE))
def test_newer_forms_find_what_the_documentation_says(path: str, expected: object) -> None:
    assert read_path(path, BOOKS) == expected


@pytest.mark.parametrize("path", REFUSED_SINCE)
def test_a_form_that_is_gone_is_refused(path: str) -> None:
    with pytest.raises(InvalidPath):
        read_path(path, BOOKS)


def test_a_slice_ignores_its_step() -> None:
    assert read_path("$.list[0:3:2]", BOOKS) == [1, 2, 3]


def test_several_members_give_a_map() -> None:
    assert read_path("$['expensive','t']", BOOKS) == {"expensive": 10, "t": True}


def test_a_negative_index_finds_nothing() -> None:
    assert read_path("$.list[-1]", BOOKS) is None


def test_a_missing_member_is_null_in_a_list() -> None:
    assert read_path("$.store.book[*].nope", BOOKS) == [None, None, None, None]


def test_a_refusal_names_the_path_and_the_place() -> None:
    with pytest.raises(InvalidPath, match=r"'\$\.list\[a\]' at 7: 'a' is no index"):
        read_path("$.list[a]", BOOKS)


def test_a_very_deep_document_is_searched_without_recursion() -> None:
    document: object = {"leaf": 1}
    for _ in range(5000):
        document = {"a": document}
    assert read_path("$..leaf", document) == [1]


def test_a_deep_filter_is_refused() -> None:
    with pytest.raises(InvalidPath, match="deeper"):
        read_path("$.list[?(" + "(" * 500 + "@ == 1" + ")" * 500 + ")]", BOOKS)
