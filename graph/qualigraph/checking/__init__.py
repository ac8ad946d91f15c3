"""Checking: the rules, the engine that runs them, the findings and the forms they are reported in."""
