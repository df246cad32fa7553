"""lt-lint as an installed program; `python -m lt_lint` runs it."""
