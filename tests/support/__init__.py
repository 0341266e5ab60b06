"""What several test modules share. A plugin is listed in `tests/conftest.py`; the rest is imported."""
