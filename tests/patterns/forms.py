"""The forms that are generated, as text: what the engine must be able to run and decide."""

from __future__ import annotations

STRING = r'"(?:[^"\\]++|\\.)*+"'
FLAT = rf'(?:[^"{{}}\[\]]++|{STRING})*+'
NESTED = rf'[{{\[](?:[^"{{}}\[\]]++|{STRING}|[{{\[]{FLAT}[}}\]])*+[}}\]]'
TIMEOUT = r"(?s)(?:RequestId: \S+ Error:|\d{4}-\S+ \S+) Task timed out after [\d.]+ seconds"
CRASH = r"(?s)(?:RequestId: \S+ Error: Runtime exited |Unable to import module |Response payload size exceeded ).*"


def leading(code: object) -> str:
    return rf'(?s)\s*\{{\s*"status"\s*:\s*{code}\s*(,.*)?}}\s*'


def top_level(code: object) -> str:
    before = rf'(?:[^"{{}}\[\]]++|"(?!status"\s*:)(?:[^"\\]++|\\.)*+"|{NESTED})*+'
    return rf'(?s)\s*\{{{before}"status"\s*:\s*{code}\s*(,.*)?}}\s*'


def unhandled(declared: str) -> str:
    parts = "|".join(part.removeprefix("(?s)") for part in (declared, TIMEOUT, CRASH))
    return rf"(?s)(?!(?:{parts})(?!.)).+"


def pattern_set(form, codes: list[int]) -> dict[str, str]:
    """Status (or the name of the failure) and its pattern."""
    every = form(f"(?:{'|'.join(map(str, codes))})")
    declared = {str(code): form(code) for code in codes}
    return {**declared, "timeout": TIMEOUT, "crash": CRASH, "unhandled": unhandled(every)}
