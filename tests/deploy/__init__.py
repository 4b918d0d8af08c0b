"""The sample app deployed for real, on this machine: see ``docs/deploy-test.md``."""
