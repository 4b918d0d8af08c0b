"""The Java judge: Velocity 1.7, Jayway JsonPath and java.util.regex answer the same questions as our own engines."""
