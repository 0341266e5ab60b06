"""The Web API under `/api/<method>`."""

from sandbox.web_api.dispatch import WebApi

__all__ = ["WebApi"]
