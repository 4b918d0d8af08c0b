"""The sample app: what it synthesizes."""
