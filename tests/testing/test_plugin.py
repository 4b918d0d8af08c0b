"""The plugin in a user's own project: a folder with a stack or a template, tests, and pytest."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Loaded here once: pytester forgets what an inner run imports.
import cdk_apigateway_errors.testing.fault_matrix
import cdk_apigateway_errors.testing.session  # noqa: F401

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = os.environ.get("HOME", "/")
FIRST_TEST = """
def test_first(rest_api):
    assert rest_api.raises('{"status": 404}').get("/orders/9").status == 404
"""
STACK = """
import json
from pathlib import Path

from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk.aws_s3_assets import Asset

with open({log!r}, "a") as log:
    log.write("made\\n")


class Shop(Stack):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        Asset(self, "Data", path={asset!r})
        settings = json.loads(Path("conftest.json").read_text())
        assert list(Path({asset!r}).parent.iterdir())
        ag.CfnRestApi(self, "Api", name=settings["name"] + self.node.get_context("suffix"))
"""


@pytest.fixture
def project(pytester, monkeypatch):
    """A user's project with its own configuration."""
    pytester.makeini("[pytest]\nfilterwarnings = error")
    plugins = "-p cdk_apigateway_errors.testing.plugin"  # alone, and without rewriting: it is started often here
    monkeypatch.setenv("HOME", HOME)  # pytester's is the project, and CDK unpacks itself into the home folder
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", f"--strict-markers --strict-config --assert=plain {plugins}")
    return pytester


def passed(result, count):
    result.assert_outcomes(passed=count)


def test_a_template_as_a_dict(project, template):
    project.makeconftest(
        f"""
        import json, pytest

        @pytest.fixture(scope="session")
        def apigateway_source():
            return json.loads({json.dumps(template)!r})

        @pytest.fixture(scope="session")
        def apigateway_functions():
            return {{"Handler": lambda event, context: {{"id": event["pathParameters"]["id"]}}}}
        """
    )
    project.makepyfile(
        test_first=FIRST_TEST,
        test_more="""
        from cdk_apigateway_errors.testing import matrix

        def test_the_handler_runs_in_this_process(rest_api):
            assert rest_api.get("/orders/7").json() == {"id": "7"}

        test_matrix = matrix(errors=[404, 410])
        """,
    )
    result = project.runpytest_inprocess("-v", "-k", "first or process or (position and matrix)")
    passed(result, 2 + 8)
    result.stdout.fnmatch_lines(["*test_more.py::test_matrix?GET /orders/{id}/position 404 ApiError? PASSED*"])


def test_a_cdk_out_folder_in_the_configuration(project, assembly):
    shutil.copytree(assembly, project.path / "cdk.out")
    project.makeini("[pytest]\napigateway_source = cdk.out")
    project.makepyfile(FIRST_TEST)
    (project.path / "deeper").mkdir()
    passed(project.runpytest_inprocess(), 1)


@pytest.mark.parametrize("given", ["{}", "lambda: {}"], ids=["values", "functions"])
def test_two_modules_may_have_two_sources(project, given):
    for name in ("shop", "stock"):
        source = {"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": name}}}}
        project.makepyfile(
            **{
                f"test_{name}": f"""
                import pytest

                @pytest.fixture(scope="session")
                def apigateway_source():
                    return {given.replace("{}", repr(source))}

                def test_name(rest_api):
                    assert rest_api.name == "{name}"
                """
            }
        )
    passed(project.runpytest_inprocess(), 2)


@pytest.mark.parametrize(
    ("choice", "ini"),
    [
        ("", "apigateway_rest_api = Stock"),
        ('@pytest.mark.rest_api("Stock")', ""),
        ("", ""),
        ('@pytest.mark.rest_api("X")', ""),
    ],
    ids=["configuration", "marker", "none", "unknown"],
)
def test_one_of_several_apis_is_chosen_by_name(project, choice, ini):
    apis = {f"{name}RestApi0A1B2C3D": {"Type": "AWS::ApiGateway::RestApi"} for name in ("Shop", "Stock")}
    (project.path / "template.json").write_text(json.dumps({"Resources": apis}), encoding="utf-8")
    project.makeini(f"[pytest]\napigateway_source = template.json\n{ini}")
    project.makepyfile(f"import pytest\n\n{choice}\ndef test_name(rest_api): assert rest_api.name == 'Stock'")
    result = project.runpytest_inprocess()
    if "X" in choice:
        result.stdout.fnmatch_lines(["no REST API 'X'; the source has Shop, Stock"])
    elif choice or ini:
        passed(result, 1)
    else:
        result.stdout.fnmatch_lines(["the source has 2 REST APIs (Shop, Stock): choose one by name, with @pytest*"])


def test_a_source_that_a_matrix_made_is_made_once(project):
    project.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def apigateway_source():
            with open("made", "a") as made:
                made.write("x")
            return {"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi"}}}
        """
    )
    project.makepyfile(
        test_all="from cdk_apigateway_errors.testing import matrix\ntest_all = matrix(errors=[404])",
        test_other="def test_other(rest_api): assert rest_api.name == 'Api'",
    )
    result = project.runpytest_inprocess("--continue-on-collection-errors")
    result.stdout.fnmatch_lines(["*matrix: Api has no route with a non-proxy Lambda integration"])
    result.assert_outcomes(passed=1, errors=1)
    assert (project.path / "made").read_text() == "x"


def test_without_a_source_one_sentence_says_what_to_do(project):
    project.makepyfile("def test_first(rest_api): ...")
    result = project.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["no source for the REST APIs: override the session fixture apigateway_source*"])
    assert "Traceback" not in result.stdout.str()


@pytest.mark.parametrize(
    ("conftest", "problem"),
    [
        ("", "matrix: no source for the REST APIs: override the session fixture apigateway_source*"),
        (
            "import pytest\n@pytest.fixture(scope='session')\ndef apigateway_source(tmp_path_factory): return {}",
            "matrix: apigateway_source takes fixtures (tmp_path_factory) or yields*give matrix(source=*",
        ),
    ],
    ids=["none", "takes fixtures"],
)
def test_a_matrix_without_a_source_says_what_to_do(project, conftest, problem):
    project.makeconftest(conftest)
    project.makepyfile("from cdk_apigateway_errors.testing import matrix\ntest_all = matrix(errors=[404])")
    result = project.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{problem}"])


def test_a_source_that_fails_is_tried_once(project):
    project.makepyfile(stack="open('tries', 'a').write('x')\nraise RuntimeError('no stack today')")
    project.makeini("[pytest]\napigateway_source = stack:Stack")
    project.makepyfile(test_all="def test_1(rest_api): ...\ndef test_2(rest_api): ...")
    result = project.runpytest_inprocess()
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        ["the source 'stack:Stack' cannot be synthesized in *", "*RuntimeError: no stack today"]
    )
    assert (project.path / "tries").read_text() == "x"


@pytest.mark.cdk
def test_a_stack_is_synthesized_again_only_when_something_changed(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    log, asset = outside / "made.txt", outside / "asset"
    asset.mkdir()
    project.makefile(".json", conftest='{"name": "shop"}', cdk='{"context": {"suffix": "-x"}}')
    project.makepyfile(stack=STACK.format(log=str(log), asset=str(asset)))
    project.makeini("[pytest]\napigateway_source = stack:Shop")
    project.makepyfile(test_name="def test_name(rest_api): assert rest_api.name == 'shop-x'")

    def made(*arguments):
        before = log.read_text().count("made") if log.exists() else 0
        passed(project.runpytest_inprocess(*arguments), 1)
        return log.read_text().count("made") - before

    assert made() == 1
    record = json.loads(next((project.path / ".pytest_cache").rglob("record.json")).read_text())
    assert {str(project.path / "stack.py"), str(project.path / "conftest.json")} <= set(record["files"])
    assert record["assets"] == [str(asset)]
    assert str(outside) in record["folders"]
    assert str(log) not in record["files"]
    assert made() == 0
    (asset / "new.txt").write_text("new", encoding="utf-8")
    assert made() == 1


def test_the_cache_can_be_switched_off_and_deleted(project, tmp_path_factory, monkeypatch):
    log = tmp_path_factory.mktemp("outside") / "made.txt"
    api = {"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi"}}}
    project.makepyfile(source=f"def template():\n    open({str(log)!r}, 'a').write('x')\n    return {api!r}")
    project.makepyfile(test_name="def test_name(rest_api): assert rest_api.name == 'Api'")
    configuration = "[pytest]\napigateway_source = source:template\n"
    project.makeini(configuration)

    def made(*arguments):
        before = log.stat().st_size if log.exists() else 0
        passed(project.runpytest_inprocess(*arguments), 1)
        return log.stat().st_size - before

    assert [made(), made()] == [1, 0]
    assert made("--no-apigateway-template-cache") == 1
    assert made("-p", "no:cacheprovider") == 1
    assert made() == 0
    monkeypatch.setenv("CDK_DEFAULT_REGION", "eu-west-1")
    assert [made(), made()] == [1, 0]
    project.makefile(".json", cdk='{"context": {"x": 1}}')
    assert [made(), made()] == [1, 0]
    shutil.rmtree(project.path / ".pytest_cache")
    assert [made(), made()] == [1, 0]
    project.makeini(f"{configuration}apigateway_template_cache = false")
    assert [made(), made()] == [1, 1]


def test_it_works_in_a_process_of_its_own_without_starting_cdk(project, assembly, monkeypatch):
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")  # the plugin is found by its entry point
    monkeypatch.delenv("PYTEST_ADDOPTS")
    project.makepyfile(
        test_first=FIRST_TEST
        + f"""
import sys, pytest

@pytest.fixture(scope="session")
def apigateway_source():
    return {str(assembly)!r}

def test_real(rest_api):
    assert rest_api.get("/orders/9").status == 410
    assert "aws_cdk" not in sys.modules
"""
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--assert=plain", "-p", "no:cacheprovider"],
        cwd=project.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_pytest_starts_without_any_of_it():
    code = (
        "import sys, pytest; before = set(sys.modules); import cdk_apigateway_errors.testing.plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(
        ["cdk_apigateway_errors", "cdk_apigateway_errors.testing", "cdk_apigateway_errors.testing.plugin"]
    )


def test_the_public_names_are_those_that_exist():
    import cdk_apigateway_errors.testing as package  # noqa: PLC0415 lazily, as users see it

    assert [name for name in package.__all__ if getattr(package, name, None) is None] == []
    assert set(package.__all__) == set(package._HOME)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = package.Nothing
