"""The pattern engine against its own rules and against java.util.regex."""
