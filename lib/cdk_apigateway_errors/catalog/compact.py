"""The compact strategy's one template: it tells the failures apart and sets the status code itself.

``$context.responseOverride.status`` needs no method response for the status code (recorded: LocalStack
``test_apigateway_common``, override tests). The response's own status code is that of the unhandled error, so whatever the
template does not know stays unhandled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .templates import fill


def compact_template(
    around: tuple[str, str],
    status_codes: Sequence[int],
    headers: Mapping[int, Sequence[str]],
    generated: Sequence[tuple[str, int, str]],
    otherwise: str,
) -> str:
    """Return the template of all failures.

    ``around`` is what stands before and behind a declared status code in its selection pattern, ``headers`` names the
    headers that errors carry, by status code, ``generated`` are pattern fragment, status code and body of the other
    cases, ``otherwise`` is the body of the rest.
    """
    before, behind = around
    return fill(
        "compact",
        before="(?s)" + before,
        behind=behind,
        codes=",".join(map(str, status_codes)),
        headers=_carried(headers),
        generated="".join(
            f"#elseif($m.matches('(?s){fragment}')==true)#set($context.responseOverride.status={status}){body}"
            for fragment, status, body in generated
        ),
        otherwise=otherwise,
    )


def _carried(headers: Mapping[int, Sequence[str]]) -> str:
    """Return what sets the headers that an error carries, for the status codes that declare them only."""
    codes: dict[str, list[int]] = {}
    for status_code, names in headers.items():
        for name in names:
            codes.setdefault(name, []).append(status_code)
    if not codes:
        return ""
    each = (
        f"#if({'||'.join(f'$status=={code}' for code in found)}){fill('carried_header', name=name)}#end"
        for name, found in codes.items()
    )
    return fill("carried_headers") + "".join(each)
