import json
from pathlib import Path

import pytest

from cdk_apigateway_errors.cloudformation.document import MAX_BYTES, parse_document, read_document
from cdk_apigateway_errors.cloudformation.errors import TemplateError


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref Api", {"Ref": "Api"}),
        ("!GetAtt Fn.Arn", {"Fn::GetAtt": ["Fn", "Arn"]}),
        ("!GetAtt Nested.Outputs.Arn", {"Fn::GetAtt": ["Nested", "Outputs.Arn"]}),
        ("!GetAtt [Fn, Arn]", {"Fn::GetAtt": ["Fn", "Arn"]}),
        ("!Sub 'a${B}'", {"Fn::Sub": "a${B}"}),
        ("!Sub ['a${B}', {B: !Ref C}]", {"Fn::Sub": ["a${B}", {"B": {"Ref": "C"}}]}),
        ("!Join ['', [a, !Ref B]]", {"Fn::Join": ["", ["a", {"Ref": "B"}]]}),
        ("!If [Prod, !Ref 'AWS::NoValue', 1]", {"Fn::If": ["Prod", {"Ref": "AWS::NoValue"}, 1]}),
        ("!Select\n- 0\n- !GetAZs\n  Ref: AWS::Region", {"Fn::Select": [0, {"Fn::GetAZs": {"Ref": "AWS::Region"}}]}),
        (
            "!And [!Condition A, !Not [!Equals [a, b]]]",
            {"Fn::And": [{"Condition": "A"}, {"Fn::Not": [{"Fn::Equals": ["a", "b"]}]}]},
        ),
        ("!Base64 héllo", {"Fn::Base64": "héllo"}),
        ("!ImportValue x", {"Fn::ImportValue": "x"}),
        ("!FindInMap [M, a, b]", {"Fn::FindInMap": ["M", "a", "b"]}),
        ("!Split [',', 'a,b']", {"Fn::Split": [",", "a,b"]}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_short_tag_reads_as_its_long_form(short: str, long: object) -> None:
    assert parse_document(f"V: {short}" if "\n" not in short else short, "t.yaml") == (
        {"V": long} if "\n" not in short else long
    )


def test_dates_and_account_numbers_stay_text() -> None:
    text = "AWSTemplateFormatVersion: 2010-09-09\nAccount: 012345678901\n"
    assert parse_document(text, "t.yaml") == {"AWSTemplateFormatVersion": "2010-09-09", "Account": "012345678901"}


def test_json_in_a_yaml_file_is_read() -> None:
    assert parse_document('{"a": [1]}', "t.yaml") == {"a": [1]}


def test_yaml_in_flow_style_is_read() -> None:
    assert parse_document("{a: !Ref b}", "t.yaml") == {"a": {"Ref": "b"}}


def test_an_alias_is_written_out() -> None:
    assert parse_document("a: &x {k: 1}\nb: *x\nc: {<<: *x, l: 2}", "t.yaml")["c"] == {"k": 1, "l": 2}


def bomb(line: str) -> str:
    return "a0: &a0 [x]\n" + "\n".join(line.format(i=i, j=i - 1) for i in range(1, 30))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(bomb("a{i}: &a{i} [*a{j}, *a{j}]"), "aliases expand", id="alias bomb"),
        pytest.param(
            "a0: &a0 {k: v}\n" + "\n".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}" for i in range(1, 30)),
            "aliases expand",
            id="merge bomb",
        ),
        pytest.param("a: &a [*a]", "contains itself", id="recursive alias"),
        pytest.param("a: !Unknown b", "unknown tag !Unknown", id="unknown tag"),
        pytest.param("a: !!python/object:os.system x", "line 1", id="python tag"),
        pytest.param("a: [1", "line", id="broken YAML"),
        pytest.param("", "empty", id="empty file"),
        pytest.param("[" * 5_000 + "]" * 5_000, "nested too deeply|not valid", id="deep"),
        pytest.param("- " * 20_000 + "x", "nested too deeply|not valid", id="deep block sequence"),
    ],
)
def test_yaml_that_is_no_template_is_one_clear_error(text: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        parse_document(text, "t.yaml")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"{", "not valid JSON", id="not JSON"),
        pytest.param(b"", "not valid JSON", id="empty"),
        pytest.param(b'{"a": "\xff"}', "not UTF-8", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "nested too deeply|not valid", id="deep"),
        pytest.param(b'{"n": ' + b"9" * 10_000 + b"}", "not valid JSON", id="a number of ten thousand digits"),
    ],
)
def test_a_broken_json_file_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=says) as error:
        read_document(path)
    assert str(path) in str(error.value)


def test_a_byte_order_mark_is_no_part_of_the_template(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"a": "ü"}).encode())
    assert read_document(path) == {"a": "ü"}


def test_a_file_of_fifty_megabytes_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(TemplateError, match=f"52,428,800 bytes; the loader reads at most {MAX_BYTES:,}"):
        read_document(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"none\.json: cannot be read"):
        read_document(tmp_path / "none.json")
