"""What datasets mean, as vectors to take away: one row a dataset, in Parquet."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from praya.model import errors

if TYPE_CHECKING:
    from praya.platform import Platform


def embeddings(platform: Platform) -> bytes:
    """Return the vectors of the whole catalogue; raise EmbeddingsNotOffered without a model.

    Columns: dataset_id, name, model, model_version, text_hash (SHA-256 of what was read), vector (of length 1).
    """
    model = platform.search.embedder
    if model is None:
        raise errors.EmbeddingsNotOffered
    rows = platform.search.embedded()
    size = len(rows[0].vector) if rows else 1
    table = pa.table(
        {
            "dataset_id": [each.dataset_id for each in rows],
            "name": [each.name for each in rows],
            "model": [model.name] * len(rows),
            "model_version": [model.version] * len(rows),
            "text_hash": [each.text_hash for each in rows],
            "vector": pa.array([each.vector for each in rows], pa.list_(pa.float32(), size)),
        }
    )
    sink = BytesIO()
    parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()
