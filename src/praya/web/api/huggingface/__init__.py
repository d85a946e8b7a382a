"""Hugging Face's two dialects below one prefix: the dataset viewer's, and what its hub's clients need to read files."""

from praya.web.api.huggingface.routes import ROUTER

__all__ = ["ROUTER"]
