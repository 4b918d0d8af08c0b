"""CDK's own validation of templates is off in the other tests, because it is slow; here it is on, for the sample."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.cdk

ROOT = Path(__file__).resolve().parent.parent.parent


def run(arguments, folder, *, validation):
    environment = {**os.environ, "CDK_VALIDATION": str(validation).lower(), "CDK_OUTDIR": str(folder)}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "lib")])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_sample_synthesizes_with_cdks_validation_on(tmp_path):
    done = run(["app.py"], tmp_path, validation=True)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.glob("*.template.json")} == {"Blog.template.json", "Orders.template.json"}


def test_the_companys_app_synthesizes_by_itself(tmp_path):
    done = run(["-m", "examples.company.app"], tmp_path, validation=False)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("Parcel*.template.json"))) == 2
