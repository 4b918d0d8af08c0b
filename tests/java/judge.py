"""Client of the Java judge: one process, one JSON line in, one JSON line out.

`shared_judge()` compiles `Judge.java` once per source text into the user's cache folder and keeps one process for the
whole test run; `why_absent()` says what is missing where it cannot run.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).with_name("Judge.java")
JARS = Path("/usr/share/java")
NEEDED = [
    *("velocity", "commons-collections3", "commons-lang", "oro"),
    *("jackson-databind", "jackson-core", "jackson-annotations"),
    *("json-path", "json-smart", "accessors-smart", "asm", "slf4j-api", "slf4j-nop"),
]
PACKAGES = "default-jdk-headless velocity libjackson2-databind-java libjsonpath-java"


def why_absent() -> str | None:
    """The reason why the judge cannot run here, or None."""
    missing = [program for program in ("java", "javac") if shutil.which(program) is None]
    missing += [f"{name}.jar" for name in NEEDED if not (JARS / f"{name}.jar").exists()]
    return f"the Java judge needs {', '.join(missing)} (apt-get install {PACKAGES})" if missing else None


class Judge:
    """An open judge process; close it, or use it in a `with` block."""

    def __init__(self) -> None:
        command = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", _class_path(_compiled()), "Judge"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", errors="surrogatepass"
        )

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, **question: Any) -> dict[str, Any]:
        """The judge's answer to one question; the fields are listed in Judge.java."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the Java judge ended with {self._process.poll()} at {question!r}")
        return dict(json.loads(line))

    def render(self, template: str, **inputs: Any) -> dict[str, Any]:
        """`{"output", "context"}` or `{"error"}` of Apache Velocity 1.7 for one template."""
        return self.ask(template=template, **inputs)

    def read_path(self, path: str, document: str) -> dict[str, Any]:
        """`{"value", "text", "type"}` or `{"error"}` of Jayway JsonPath for a path in a JSON text."""
        return self.ask(path=path, json=document)

    def matches(self, pattern: str, text: str) -> bool:
        """Whether java.util.regex matches the whole text; ValueError where it refuses the pattern."""
        answer = self.ask(pattern=pattern, text=text)
        if "error" in answer:
            raise ValueError(answer["error"])
        return bool(answer["match"])

    def match_all(self, pattern: str, texts: list[str]) -> list[bool]:
        """`matches` for many texts with one question."""
        answer = self.ask(pattern=pattern, texts=texts)
        if "error" in answer:
            raise ValueError(answer["error"])
        return list(answer["matches"])

    def matches_long(self, pattern: str, parts: Sequence[tuple[str, int]]) -> bool:
        """`matches` for one long text: each part so many times. ValueError where Java's stack does not suffice."""
        answer = self.ask(pattern=pattern, parts=[list(part) for part in parts])
        if "error" in answer:
            raise ValueError(answer["error"])
        return bool(answer["match"])

    def refusal(self, pattern: str) -> str | None:
        """Why java.util.regex does not compile the pattern, or None."""
        return self.ask(pattern=pattern, text="").get("error")

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(timeout=10)


@cache
def shared_judge() -> Judge:
    """One judge for the whole test run; ends with the interpreter. Skips the test where it cannot run."""
    reason = why_absent()
    if reason is not None:
        pytest.skip(reason)
    judge = Judge()
    atexit.register(judge.close)
    return judge


def _class_path(classes: Path) -> str:
    return os.pathsep.join([str(classes), *(str(JARS / f"{name}.jar") for name in NEEDED)])


def _compiled() -> Path:
    """The folder of classes for exactly this source; compiled beside and moved, so that parallel runs cannot clash."""
    cache_root = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "cdk-apigateway-errors"
    folder = cache_root / f"judge-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}"
    if not folder.exists():
        cache_root.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache_root))
        command = ["javac", "-nowarn", "-encoding", "UTF-8", "-cp", _class_path(fresh), "-d", str(fresh), str(SOURCE)]
        subprocess.run(command, check=True, capture_output=True, text=True)
        _move(fresh, folder)
    return folder


def _move(fresh: Path, folder: Path) -> None:
    try:
        fresh.rename(folder)
    except OSError:  # another run was first
        shutil.rmtree(fresh)
