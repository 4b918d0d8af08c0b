"""The environment variables of a function: its own and Lambda's, nothing of the developer's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..cloudformation.model import Function

_SYSTEM = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SSL_CERT_FILE")
_CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "HOME",
)


def environment(
    function: Function, *, task_root: Path, home: Path, pass_credentials: bool = False
) -> Mapping[str, str]:
    """The variables of the developer guide's "Defined runtime environment variables" page.

    ``home`` is an empty folder: a ``~/.aws`` found through ``HOME`` would hand out the developer's credentials just as
    the variables would, and so would an instance's metadata service.
    """
    system = {name: os.environ[name] for name in _SYSTEM if name in os.environ}
    private = {"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true"}
    if pass_credentials:
        private = {name: os.environ[name] for name in _CREDENTIALS if name in os.environ}
    defaults = {"LANG": "en_US.UTF-8", "TZ": ":UTC"}
    return {**system, **private, **defaults, **function.environment, **_reserved(function, task_root)}


def _reserved(function: Function, task_root: Path) -> dict[str, str]:
    """Lambda refuses a function that sets one of these itself."""
    region = _region(function.arn)
    return {
        "_HANDLER": function.handler,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": function.version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.function_name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"local/[{function.version}]",
        "AWS_REGION": region,
        "LAMBDA_TASK_ROOT": str(task_root),
    }


def _region(arn: str) -> str:
    """The fourth field of ``arn:aws:lambda:REGION:…``."""
    fields = arn.split(":")
    return fields[3] if len(fields) > 3 and fields[3] else "us-east-1"
