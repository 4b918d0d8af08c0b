"""What a list of classes, base classes and status codes declares."""

import pytest

from cdk_apigateway_errors.runtime import ApiError, Declared, ErrorList, InvalidApiError, ProblemJson, declared


class Orders(ApiError):
    pass


class BadOrder(Orders):
    status, code, headers = 400, "BAD_ORDER", ("X-Hint",)


class Payment(Orders):
    pass


class CardRefused(Payment):
    status, code, headers = 400, "CARD_REFUSED", ("x-hint", "X-Bank")


class SlowDown(Orders):
    status, code = 429, "SLOW_DOWN"


class Problem(ApiError):
    status, code, format = 404, "PROBLEM", ProblemJson()


class Lonely(ApiError):
    pass


class Bad(ApiError):
    status, code, headers = 400, "BAD", ("X-Hint",)


class Worse(Bad):
    status, code, headers = 422, "WORSE", ("X-Why",)


class Worst(Worse):
    status, code = 423, "WORST"


class Spelled(Bad):
    message, headers = "Bad spelling", ("X-Word",)


class Counted(Bad):
    message = "Bad number"


class Abstract(Bad):
    status = None


class Below(Abstract):
    status, code = 409, "BELOW"


@pytest.mark.parametrize(
    ("errors", "statuses"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param([SlowDown, BadOrder], (400, 429), id="classes, ascending"),
        pytest.param([Orders], (400, 429), id="a base class is all its subclasses, however deep"),
        pytest.param([Bad], (400, 409, 422, 423), id="a class with a status is its subclasses too, however deep"),
        pytest.param([Worse], (422, 423), id="a subclass does not stand for the class above it"),
        pytest.param([BadOrder, 400, 400, BadOrder], (400,), id="doubles are harmless"),
        pytest.param([503, SlowDown], (429, 503), id="bare codes beside classes"),
        pytest.param((status for status in (500, 400)), (400, 500), id="any iterable"),
    ],
)
def test_statuses_come_from_classes_and_codes(errors, statuses):
    assert declared(errors).statuses == statuses


def test_two_classes_of_one_status_are_both_there_and_their_headers_are_united():
    found = declared([Orders, 503])
    assert found.classes == {400: (BadOrder, CardRefused), 429: (SlowDown,), 503: ()}
    assert found.headers == {400: ("X-Hint", "X-Bank"), 429: (), 503: ()}


def test_a_class_brings_the_headers_of_its_subclasses():
    found = declared([Bad])
    assert found.classes == {400: (Bad, Spelled, Counted), 409: (Below,), 422: (Worse,), 423: (Worst,)}
    assert found.headers == {400: ("X-Hint", "X-Word"), 409: ("X-Hint",), 422: ("X-Why",), 423: ("X-Why",)}


@pytest.mark.parametrize(
    "errors",
    [[Bad], [Spelled, Bad], [Counted, Spelled], [Counted, Bad, Spelled]],
    ids=lambda errors: "-".join(cls.__name__ for cls in errors),
)
def test_classes_that_have_status_and_code_from_one_class_are_no_conflict_in_any_order(errors):
    assert set(declared(errors).classes[400]) >= set(errors)


def test_a_format_that_a_subclass_changes_is_a_second_format():
    class Base(ApiError):
        status, code = 400, "BASE"

    class Other(Base):
        status, code, format = 404, "OTHER", ProblemJson()

    with pytest.raises(InvalidApiError, match="one error format"):
        declared([Base])
    assert declared([Other]).format == ProblemJson()


def test_a_class_below_two_errors_does_not_make_them_one():
    class One(ApiError):
        status, code = 400, "TWICE"

    class Two(ApiError):
        status, code = 400, "TWICE"

    class Both(One, Two):
        pass

    assert declared([One]).classes[400] == (One, Both)
    for errors in ([One, Two], [Two, One], [Both, Two, One]):
        with pytest.raises(InvalidApiError, match="status 400 with code TWICE is declared by"):
            declared(errors)


def test_a_subclass_defined_later_is_found_by_the_next_call():
    class Base(ApiError):
        pass

    class First(Base):
        status, code = 400, "FIRST"

    before = declared([Base])

    class Second(Base):
        status, code = 409, "SECOND"

    assert (before.statuses, declared([Base]).statuses) == ((400,), (400, 409))
    assert (First.code, Second.code) == ("FIRST", "SECOND")


@pytest.mark.parametrize(
    ("errors", "format", "expected"),
    [
        pytest.param([Problem], None, ProblemJson(), id="of the classes"),
        pytest.param([Problem, 500], ProblemJson(), ProblemJson(), id="given and equal"),
        pytest.param([500], ProblemJson(), ProblemJson(), id="given for bare codes"),
        pytest.param([500], None, ErrorList(), id="the default"),
        pytest.param([Problem, 500], None, ProblemJson(), id="bare codes follow the classes"),
    ],
)
def test_a_set_has_one_format(errors, format, expected):
    assert declared(errors, format=format).format == expected


class Twin(ApiError):
    status, code = 400, "BAD_ORDER"


@pytest.mark.parametrize(
    ("errors", "problem"),
    [
        pytest.param([200], "200 is neither", id="success status"),
        pytest.param([True], "True is neither", id="bool"),
        pytest.param(["400"], "'400' is neither", id="text"),
        pytest.param([ValueError], "ValueError'> is neither", id="another class"),
        pytest.param([SlowDown()], "give the class SlowDown", id="an instance"),
        pytest.param([Lonely], "Lonely has no status and no subclass with one", id="a base class without subclasses"),
        pytest.param(
            [BadOrder, Twin], "status 400 with code BAD_ORDER is declared by .*BadOrder and .*Twin", id="twins"
        ),
        pytest.param(
            [BadOrder, Problem], r"one error format.*ErrorList\(\) by BadOrder; ProblemJson\(", id="two formats"
        ),
        pytest.param("400", "give a list", id="a text"),
        pytest.param(400, "give a list", id="no list"),
        pytest.param(SlowDown, "give a list", id="a class without a list"),
    ],
)
def test_a_set_that_makes_no_sense_is_refused(errors, problem):
    with pytest.raises(InvalidApiError, match=problem):
        declared(errors)


def test_all_problems_of_a_set_are_named_at_once():
    with pytest.raises(InvalidApiError) as caught:
        declared([99, Lonely, BadOrder, Twin, Problem])
    assert all(part in str(caught.value) for part in ("4 problems", "99", "Lonely", "Twin", "one error format"))


def test_a_format_that_disagrees_with_the_classes_is_refused():
    with pytest.raises(InvalidApiError, match="one error format"):
        declared([BadOrder], format=ProblemJson())
    with pytest.raises(InvalidApiError, match="give an ErrorFormat"):
        declared([400], format="json")


def test_a_subclass_that_keeps_status_and_code_is_no_conflict():
    class Special(BadOrder):
        message = "special"

    assert declared([BadOrder, Special]).classes[400] == (BadOrder, Special)


def test_equal_sets_are_equal():
    assert declared([BadOrder, 500]) == declared([500, BadOrder])
    assert declared([500]) != declared([501])
    assert isinstance(declared([]), Declared)
    assert len({declared([500]), declared([500])}) == 1
