from collections.abc import Iterator

from ...patterns.hazards import spelled_words
from ..deciding import shown
from ..examples import selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import JAVA_PATTERN
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    for pattern, response in subject.patterns.items():
        for hazard in spelled_words(pattern):
            word = hazard.text.strip("[]^")
            yield Problem(
                f"{hazard.reason}, in the pattern {shown(pattern)}",
                f"write \\[{word}\\] for the word in brackets, or {word} for the word alone",
                response.status_code,
            )


RULE = MethodRule(
    id="class-spells-word",
    severity=Severity.WARNING,
    summary="A character class spells a word.",
    why="`[ERROR]` is one of the letters E, R and O. Who writes it usually marks messages as `[ERROR] text` and forgot that "
    "brackets are special.",
    source=JAVA_PATTERN,
    check=_check,
    proven=True,
    bad=(selecting((500, ".*[ERROR].*"), says="[ERROR]"), selecting((404, "[NotFound] .*"))),
    good=(
        selecting((500, r".*\[ERROR\].*")),
        selecting((400, r"[45]\d\d.*")),
        selecting((400, "[a-z]+: .*")),
        selecting((400, "[aeiou].*")),
    ),
)
