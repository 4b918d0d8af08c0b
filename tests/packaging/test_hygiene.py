"""Supply chain and hygiene: pinned with hashes, no text is run, and what a client sends stays data."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cdk_apigateway_errors.cloudformation.model import IntegrationResponse
from cdk_apigateway_errors.gateway import Request
from gateway.apis import api, ask, fails, gateway, lambda_integration, method, returns

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "lib" / "cdk_apigateway_errors"
PINNED = ["requirements-dev.txt", "requirements-judges.txt", "requirements-cdk-nag-2.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(name: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes by name; a line that is neither pinned nor a comment fails."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = {}
    for line in lines:
        match = re.match(r"([\w.-]+)==(\S+)(?: *;[^-]*)?((?: +--hash=sha256:[0-9a-f]{64})*) *(?:#.*)?$", line)
        assert match, f"{name}: {line[:80]!r} is not pinned"
        found[re.sub(r"[-_.]+", "-", match[1]).lower()] = (match[2], match[3].count("--hash"))
    return found


@pytest.mark.parametrize("name", PINNED)
def test_every_requirement_is_pinned_with_hashes(name):
    found = requirements(name)
    assert found
    assert [package for package, (_, hashes) in found.items() if not hashes] == []


@pytest.mark.parametrize("name", [*PINNED, "requirements-dev.in", "requirements-judges.in", "package-lock.json"])
def test_a_lock_names_no_host_but_the_public_registries(name):
    hosts = re.findall(r"https?://([^/\s\"']+)", (ROOT / name).read_text(encoding="utf-8"))
    assert set(hosts) <= {"registry.npmjs.org"}


def test_the_lock_for_development_holds_all_that_is_declared_at_a_version_in_its_range():
    locked = requirements("requirements-dev.txt")
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    declared = [
        Requirement(each) for each in (*project["dependencies"], *(r for extra in extras.values() for r in extra))
    ]
    others = [each for each in declared if each.name != project["name"]]
    outside = [
        each for each in others if not each.specifier.contains(locked[re.sub(r"[-_.]+", "-", each.name).lower()][0])
    ]
    assert others
    assert outside == []


def test_the_judges_ask_for_exact_versions():
    lines = (ROOT / "requirements-judges.in").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#") and "==" not in line] == []


def test_every_package_of_node_is_locked_with_its_hash():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [
        name for name, package in packages.items() if name and not package.get("integrity", "").startswith("sha512-")
    ] == []


def test_the_makefile_asks_for_hashes():
    installs = re.findall(r"pip install .*-r \S+", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_users_get_ranges_and_two_packages():
    names = [Requirement(each) for each in PROJECT["project"]["dependencies"]]
    assert {each.name for each in names} == {"aws-cdk-lib", "constructs"}
    assert all({spec.operator for spec in each.specifier} == {">=", "<"} for each in names)


# --- ruff's security rules, and what they cannot see ---------------------------------------------------------------------

EXCUSED = {
    ("velocity/compiler.py", "S102"): "the code is made from the parsed template's tree; texts are passed in as values",
    ("lambda_runtime/worker.py", "S603"): "a list of arguments, no shell",
    ("lambda_runtime/commands.py", "S603"): "an interpreter that was found, with our own program",
    ("cli/raised.py", "S603"): "this interpreter with our own program; names are data",
    ("testing/synthesis.py", "S603"): "this interpreter with our own module; the reference was matched",
}


def modules() -> list[Path]:
    return sorted(LIBRARY.rglob("*.py"))


def test_ruffs_security_rules_are_on_for_the_library_without_blanket_exceptions():
    """S101 alone is off: assert narrows types here, and nothing that a request could use hangs on one."""
    lint = PROJECT["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert [rule for rule in lint["ignore"] if rule.startswith("S")] == ["S101"]
    for pattern, rules in lint["per-file-ignores"].items():
        assert not pattern.startswith("lib/") or not [rule for rule in rules if rule.startswith("S")], pattern


def test_every_exception_is_one_line_with_a_reason():
    found = set()
    for path in modules():
        for rules in re.findall(r"# noqa: ([A-Z0-9, ]+)", path.read_text(encoding="utf-8")):
            found |= {(str(path.relative_to(LIBRARY)), rule) for rule in re.findall(r"\bS\d+", rules)}
        assert "# ruff: noqa" not in path.read_text(encoding="utf-8"), path
    assert found == set(EXCUSED)


def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(ast.unparse(node.func), node) for node in found]


def test_no_module_evaluates_text_or_starts_a_shell():
    forbidden = {
        "eval",
        "os.system",
        "os.popen",
        "pickle.loads",
        "pickle.load",
        "marshal.loads",
        "yaml.load",
        "yaml.unsafe_load",
    }
    wrong = []
    for path in modules():
        name = str(path.relative_to(LIBRARY))
        for function, call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            runs_text = function == "exec" and (name, "S102") not in EXCUSED
            in_shell = any(keyword.arg == "shell" for keyword in call.keywords)
            if function in forbidden or runs_text or in_shell or function.endswith("create_subprocess_shell"):
                wrong.append(f"{name}:{call.lineno} {function}")
    assert wrong == []


# --- what a client sends --------------------------------------------------------------------------------------------------

HOSTILE = [
    "#set($context.responseOverride.status=200)",
    "$input.path('$.secret') ${util.parseJson('{}')}",
    "__import__('os').system('touch run')",
    "$(touch run); `touch run` | touch run && touch run",
    '\'; raise SystemExit  # \\"""',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_client_sends_is_never_run(text, tmp_path, monkeypatch):
    """In a message, a body, a header and a query string: each arrives as the text that it is."""
    monkeypatch.chdir(tmp_path)
    echo = {"application/json": "$input.path('$.errorMessage')"}
    responses = (IntegrationResponse("200"), IntegrationResponse("400", "(?s).+", echo))
    integration = lambda_integration(*responses)
    failed = ask(api(method("POST /orders", integration)), "POST /orders", stand_in=fails(text), body=json.dumps(text))
    assert (failed.status, failed.body.decode()) == (400, text)
    mapped = {"application/json": '{"q":"$util.escapeJavaScript($input.params(\'q\')).replaceAll("\\\\\'","\'")"}'}
    reflecting = lambda_integration(IntegrationResponse("200"), request_templates=mapped)
    query = "".join(f"%{byte:02x}" for byte in text.encode())
    seen = []
    asked = ask(
        api(method("GET /orders", reflecting)),
        f"GET /orders?q={query}",
        stand_in=lambda event, context: seen.append(event) or {},
        headers=[("X-Any", text.replace("\n", " "))],
    )
    assert (asked.status, seen) == (200, [{"q": text}])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/orders/..%2f..%2fetc%2fpasswd",
        "/\0",
    ],
)
def test_a_path_of_a_request_opens_no_file(path, monkeypatch):
    opened = []
    with gateway(api(method("GET /orders", lambda_integration())), returns({})) as running:
        monkeypatch.setattr("builtins.open", lambda name, *_: opened.append(name))
        answer = running.handle(Request.of("GET", path))
    assert (answer.status, opened) == (403, [])
