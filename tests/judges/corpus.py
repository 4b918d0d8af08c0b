"""Messages that a failed function can end with: declared errors, near misses, what Lambda writes itself, hostile text."""

from __future__ import annotations

import json
from collections.abc import Iterator

from judges.declarations import FORMATS, Variant

STATUSES = (400, 404, 409, 429, 500, 502, 503, 504, 418)
"""Every status that a variant declares or generates, and one that none does."""
FIELDS = tuple(dict.fromkeys(each.status_field for each in FORMATS.values()))
LINE_ENDS = ("\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\n\r")
HOSTILE = (
    "\" ' \\ \n \r \u2028 \0 \x7f $x #if(1) ${y} #end é 漢 😀 </script> "
    '{"status":404} Task timed out after 1.00 seconds'
)
LONG = 6 * 2**20
"""Characters of the longest message: what a function may return."""

PLATFORM = (
    "2024-02-01T10:00:00.123Z 8f5d-11 Task timed out after 1.00 seconds",
    "RequestId: 8f5d-11 Error: Task timed out after 29.00 seconds",
    "RequestId: 8f5d-11 Error: Task timed out after 29 seconds",
    "RequestId: 8f5d-11 Error: Task timed out after 1.00 seconds\n",
    "xRequestId: 8f5d-11 Error: Task timed out after 1.00 seconds",
    "RequestId: 8f5d-11 Error: Runtime exited with error: signal: killed",
    "RequestId: 8f5d-11 Error: Runtime exited without providing a reason",
    "RequestId: 8f5d-11 Error: Runtime exite",
    "Unable to import module 'index': No module named 'x'\nTraceback",
    "Handler 'handler' missing on module 'index'",
    "Syntax error in module 'index': invalid syntax (index.py, line 1)",
    "Unable to marshal response: Object of type set is not JSON serializable",
    "Error: Cannot find module 'x'\nRequire stack:\n- /var/task/index.js",
    "index.handler is undefined or not exported",
    "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
)


def declared() -> Iterator[str]:
    """What the error formats write, compact and as other writers print the same document."""
    for name in FORMATS:
        for error_class in Variant("leading", name).errors():
            text = str(error_class(detail=HOSTILE, source="/path/id"))
            document = json.loads(text)
            yield from (text, json.dumps(document), json.dumps(document, indent=2, ensure_ascii=False))
            yield f" {text}\n"
    yield str(Variant("leading", "list").errors()[1](headers={"Retry-After": "60", "X-Limit": "a'b\"c\\d$e"}))


def near(field: str, status: int) -> Iterator[str]:
    """Texts beside a declared one: some are the status, most are not."""
    member = f'"{field}"'
    numbers = [f"{status}", f"{status}1", f"{status}.5", f"{status}e0", f"0{status}", f"+{status}", f"-{status}"]
    numbers += [f'"{status}"', f"{status}abc", f"{status} 1", "null", f"[{status}]", f"{status}\0", "٤٠٤"]
    for number in numbers:
        yield from (f"{{{member}:{number}}}", f'{{{member}:{number},"a":1}}')
    one = f"{member}:{status}"
    yield from (f"{{{one}", f"{one}}}", f"{{{one}}}}}", f"{{{one}}} x", f"x {{{one}}}", f"[{{{one}}}]", f"{{{one},}}")
    yield from (f"Error: {{{one}}}", f'{{"a":{{{one}}}}}', f'{{"a":"{{\\"{field}\\":{status}}}"}}', f"{{{one},{one}}}")
    yield from (f'{{"a":1,{one}}}', f'{{"a":[1,{{"b":2}}],{one}}}', f'{{"a":[[[1]]],{one}}}', f'{{"}}":"{{",{one}}}')
    yield from (f'{{"a":"\\\\",{one}}}', f'{{"a":"\\"",{one}}}', f'{{"a":"\\"{field}\\":1",{one}}}')
    yield from (f"{{{one[:2]}\\u{ord(field[1]):04x}{one[3:]}}}", f"\ufeff{{{one}}}", f"{{{one}, {HOSTILE}}}")
    yield from (f"{{{member}:{status},{end}}}" for end in LINE_ENDS)
    yield from (f"{{{end}{member}{end}:{end}{status}{end}}}{end}" for end in LINE_ENDS)
    yield from (f'{{{one},"a":"{character}"}}' for character in "\ud800\udc00\x0b\x1c\u00a0\u200b")


def texts() -> Iterator[str]:
    """Anything else."""
    yield from (
        "",
        " ",
        "x",
        "null",
        "[object Object]",
        "{}",
        "[]",
        '""',
        "'key'",
        HOSTILE,
        "a\nb",
        "{",
        "}",
        '"',
        "\\",
    )
    yield from LINE_ENDS
    yield from ("😀", "\ud800", "\udfff\ud800", "\0", "(" * 2000, "[" * 2000, "{" * 500 + "}" * 500, "a" * 70_000)


def messages() -> list[str]:
    """All of them, each once."""
    every = [*declared(), *PLATFORM, *texts()]
    every += [text for field in FIELDS for status in STATUSES for text in near(field, status)]
    return list(dict.fromkeys(every))


def long_messages() -> dict[str, tuple[tuple[str, int], ...]]:
    """Messages of six million characters, as parts that are repeated."""
    inside = '{"status":404,"a":"'
    return {
        "a declared error with a long detail": ((inside, 1), ("x", LONG), ('"}', 1)),
        "one without its end": ((inside, 1), ("x", LONG)),
        "escapes before the status": (('{"a":"', 1), ("\\n", LONG // 2), ('","status":404}', 1)),
        "members before the status": (("{", 1), ('"a":1,', LONG // 6), ('"status":404}', 1)),
        "objects before the status": (('{"a":[', 1), ('{"b":{}},', LONG // 9), ('0],"status":404}', 1)),
        "nothing but quotes": (('"', LONG),),
        "nothing but spaces": ((" ", LONG),),
        "nothing but line ends": (("\r\n", LONG // 2),),
        "a text": (("Traceback: x\u2028\n", LONG // 14),),
        "crash text": (("Unable to import module ", 1), ("x\n", LONG // 2)),
    }
