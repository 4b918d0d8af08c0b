"""``python -m cdk_apigateway_errors.cli``."""

from . import main

main()
