"""What ``make bench`` writes into ``docs/benchmarks.md``, without measuring anything."""

import importlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def benchmarks():
    """The modules of the programs' frame; a program itself is not imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        yield importlib.import_module("benchmarks.page"), importlib.import_module("benchmarks.__main__")
        for name in [name for name in sys.modules if name.split(".")[0] == "benchmarks"]:
            patch.delitem(sys.modules, name)


def test_every_program_has_a_place_on_the_page(benchmarks):
    page, main = benchmarks
    text = page.PAGE.read_text(encoding="utf-8")
    written = page.written(text, dict.fromkeys([*main.ORDER, "aims", "machine"], "SEEN $1 \\1"))
    assert written.count("SEEN $1 \\1") == len(main.ORDER) + 2
    prose = re.compile(r"<!-- (\w+) -->.*?<!-- end of \1 -->", re.DOTALL)
    assert prose.sub("", written) == prose.sub("", text)


def test_every_program_is_there(benchmarks):
    _, main = benchmarks
    assert [name for name in main.ORDER if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []


def test_a_section_without_a_place_is_refused(benchmarks):
    page, _ = benchmarks
    with pytest.raises(ValueError, match="no place for nothing"):
        page.written("# Benchmarks", {"nothing": "x"})


@pytest.mark.parametrize(
    ("figure", "aim", "most", "ends"),
    [
        (0.604, 0.60, True, "| ≤ 0.60 × | 0.60 × | met |"),
        (0.606, 0.60, True, "| ≤ 0.60 × | 0.61 × | not met |"),
        (1246.0, 240, False, "| ≥ 240 × | 1,246 × | met |"),
        (0.016, 0.05, True, "| ≤ 0.050 × | 0.016 × | met |"),
        ("skipped: no server", 0.05, True, "| ≤ 0.050 × | skipped: no server |  |"),
        (3.0, None, True, "| published | 3 × |  |"),
    ],
    ids=["at the aim", "above the aim", "at least", "small", "not measured", "published"],
)
def test_a_line_says_whether_the_aim_is_met(benchmarks, figure, aim, most, ends):
    page, _ = benchmarks
    assert page.Aim("x", "f", aim, most=most).line({"f": figure}) == "| x " + ends


def test_a_figure_that_was_not_measured_is_said_to_be_missing(benchmarks):
    page, _ = benchmarks
    assert "not measured in this run" in page.Aim("x", "f", 1).line({})
