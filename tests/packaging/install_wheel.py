"""Installs the built wheel into an empty virtual environment and synthesizes the README's project there.

Run by CI: ``python tests/packaging/install_wheel.py dist/cdk_apigateway_errors-0.1.0-py3-none-any.whl``. Not a pytest
test, because it downloads the dependencies anew.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from docs.readme import write_project

APP = """
from aws_cdk import App
from company import CompanyRestApi
from stack import OrdersStack

app = App(outdir="cdk.out")
OrdersStack(app, "Orders")
app.synth()
"""


def main(wheel: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "venv", with_pip=True)
        python = str(folder / "venv" / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel], check=True)
        write_project(folder)
        (folder / "app.py").write_text(APP, encoding="utf-8")
        subprocess.run([python, "app.py"], cwd=folder, check=True)
        template = json.loads((folder / "cdk.out" / "Orders.template.json").read_text())
        types = [resource["Type"] for resource in template["Resources"].values()]
        assert types.count("AWS::ApiGateway::Method") == 2, types
        assert types.count("AWS::Lambda::LayerVersion") == 1, types
        layers = list((folder / "cdk.out").glob("asset.*/python/cdk_apigateway_errors/runtime/__init__.py"))
        assert len(layers) == 1, "the runtime layer must hold the runtime"
        unwanted = subprocess.run([python, "-c", "import click"], check=False, capture_output=True).returncode == 0
        assert not unwanted, "the base install must not bring the command line's dependencies"
        print("the wheel works in an empty environment: 2 methods, 1 layer, no extra dependency")


if __name__ == "__main__":
    main(sys.argv[1])
