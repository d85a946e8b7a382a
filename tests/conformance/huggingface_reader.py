"""Reads the small portal's rain with programs made for Hugging Face: `CHECK EXPECTED OLDER`, at `HF_ENDPOINT`.

These libraries read their settings when they are imported, so that each check is a process of its own. EXPECTED is the
CSV file's rows as JSON, OLDER the commit before the latest.
"""

# ruff: noqa: PLC0415 - each check needs only its own libraries, which are slow to import

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

HUB = os.environ["HF_ENDPOINT"]
DATASET = "hk-hko/rain"
FILE = "rain/train/0000.parquet"
COLUMNS = ["station", "day", "rainfall_mm", "wet", "note"]
EXPECTED = json.loads(sys.argv[2])
OLDER = sys.argv[3]


def same(rows: list[dict[Any, Any]]) -> None:
    written = [
        [None if row[name] is None or row[name] != row[name] else str(row[name]) for name in COLUMNS]
        for row in rows
    ]
    assert written == EXPECTED, written


def loads() -> None:
    from datasets import get_dataset_config_names, load_dataset

    assert get_dataset_config_names(DATASET) == ["rain"]
    whole = load_dataset(DATASET, "rain")
    assert list(whole) == ["train"]
    same(whole["train"].to_list())
    before = load_dataset(DATASET, "rain", split="train", revision=OLDER)
    assert before.num_rows == len(EXPECTED) - 1


def streams() -> None:
    from datasets import load_dataset

    same(list(load_dataset(DATASET, "rain", split="train", streaming=True)))


def downloads() -> None:
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError
    from pyarrow import parquet

    api = HfApi()
    about = api.dataset_info(DATASET, files_metadata=True)
    assert [each.commit_id for each in api.list_repo_commits(DATASET, repo_type="dataset")] == [
        about.sha,
        OLDER,
    ]
    sizes = {each.rfilename: each.size for each in about.siblings or []}
    path = hf_hub_download(DATASET, FILE, repo_type="dataset")
    assert str(about.sha) in path
    assert Path(path).stat().st_size == sizes[FILE]
    same(parquet.read_table(path).to_pylist())
    fails(RepositoryNotFoundError, lambda: hf_hub_download("hk-hko/nothing", FILE, repo_type="dataset"))
    fails(EntryNotFoundError, lambda: hf_hub_download(DATASET, "nothing", repo_type="dataset"))
    fails(
        RevisionNotFoundError, lambda: hf_hub_download(DATASET, FILE, repo_type="dataset", revision="f" * 40)
    )


def fails(failure: type[Exception], act: Callable[[], object]) -> None:
    try:
        act()
    except failure:
        return
    raise AssertionError(failure)


def pandas_reads() -> None:
    import pandas as pd

    frame = pd.read_parquet(f"hf://datasets/{DATASET}/{FILE}", dtype_backend="pyarrow")
    same(frame.to_dict("records"))


def polars_reads() -> None:
    import polars as pl

    listed = httpx.get(f"{HUB}/parquet", params={"dataset": DATASET}, trust_env=False).json()
    (file,) = listed["parquet_files"]
    same(pl.scan_parquet(file["url"]).collect().to_dicts())


def duckdb_reads() -> None:
    import duckdb
    from huggingface_hub import HfFileSystem

    with duckdb.connect() as connection:
        connection.register_filesystem(HfFileSystem())
        found = connection.sql(f"FROM read_parquet('hf://datasets/{DATASET}/{FILE}')").to_arrow_table()
    same(found.to_pylist())


def arrow_reads_a_part() -> None:
    from huggingface_hub import HfFileSystem
    from pyarrow import parquet

    with HfFileSystem().open(f"datasets/{DATASET}/{FILE}", block_size=64) as file:
        # threads of Arrow's that still hold the file when the interpreter ends would abort the process
        whole = parquet.ParquetFile(file, pre_buffer=False)
        found = whole.read(["station"], use_threads=False).to_pylist()
    assert [row["station"] for row in found] == [row[0] for row in EXPECTED]


def viewer_shows() -> None:
    asked = {"dataset": DATASET, "config": "rain", "split": "train"}
    body = httpx.get(f"{HUB}/rows", params={**asked, "length": "100"}, trust_env=False).json()
    assert [each["name"] for each in body["features"]] == COLUMNS
    same([each["row"] | {"wet": str(each["row"]["wet"])} for each in body["rows"]])
    assert [each["row_idx"] for each in body["rows"]] == list(range(len(EXPECTED)))


globals()[sys.argv[1]]()
