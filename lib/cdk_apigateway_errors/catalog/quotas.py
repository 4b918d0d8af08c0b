"""What CloudFormation, API Gateway and Lambda take at the most; forecasts and lint rules ask here."""

from __future__ import annotations

from typing import Final

TEMPLATE_BYTES: Final = 1_000_000
"""CloudFormation quotas say 1 MB, from S3; the refusal says "Template may not exceed 1000000 bytes" (aws/aws-cdk#32798)."""
STACK_RESOURCES: Final = 500
"""CloudFormation quotas."""
STACK_PARAMETERS: Final = 200
"""CloudFormation quotas. CDK makes one for everything of another stack that a nested stack refers to."""
API_RESOURCES: Final = 300
"""API Gateway quotas; may be raised."""
MAPPING_TEMPLATE_BYTES: Final = 300 * 1024
"""API Gateway quotas."""
FUNCTION_POLICY_BYTES: Final = 20 * 1024
"""Lambda quotas: resource-based policy of a function."""
