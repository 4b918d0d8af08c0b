"""The command itself: help, exit codes, and what it does without its extra."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from cdk_apigateway_errors.cli.app import COMMANDS


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_help_names_each_subcommand_and_shows_examples(run):
    result = run("--help")
    assert result.exit_code == 0
    assert set(re.findall(r"^  ([a-z]+)  +[A-Z]", result.output, re.MULTILINE)) == set(COMMANDS)
    assert "Examples:" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_has_examples_and_fits_into_80_columns(run, name):
    result = run(name, "--help", terminal_width=80)
    assert result.exit_code == 0
    assert f"apigateway-errors {name}" in result.output.split("Examples:")[1]
    assert [line for line in result.output.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys\nfrom cdk_apigateway_errors.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([n for n in ('aws_cdk', 'jsii', 'uvicorn', 'jsonschema', 'yaml', 'cdk_apigateway_errors.gateway') "
        "if n in sys.modules])"
    )
    assert python(code, *arguments).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("missing", ["click", "uvicorn"])
def test_without_the_extra_one_line_says_what_to_install(missing, orders):
    code = f"import sys; sys.modules[{missing!r}] = None\nfrom cdk_apigateway_errors.cli import main; main()"
    result = python(code, "serve", str(orders), "--port", "0")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"Error: no module '{missing}'; the command needs more: pip install 'cdk-apigateway-errors[local]'"
    ]


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "cdk_apigateway_errors.cli", "--version"]
    assert subprocess.check_output(command, text=True).startswith("apigateway-errors, version ")


def test_an_unknown_command_is_bad_input(run):
    result = run("deploy")
    assert result.exit_code == 2
    assert "No such command 'deploy'" in result.stderr
