"""Declare each API Gateway error once."""
