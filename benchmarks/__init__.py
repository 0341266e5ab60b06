"""The figures we promise: `make bench` measures each against a baseline in the same run."""
