"""What every test gets. Plugins only; helpers are imported from `tests.support`."""

pytest_plugins = [
    "pytester",
    "tests.support.loopback",
    "tests.support.skips",
]
