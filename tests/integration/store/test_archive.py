from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.recorded import LISTS, WIND, recorded

from praya.model import errors
from praya.store.archive import Archive
from praya.store.measure import measure


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_full_disk_leaves_no_half_file_and_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    archive = Archive(small_disk)
    (tmp_path / "small.bin").write_bytes(b"kept before")
    kept = archive.keep(tmp_path / "small.bin")
    before = files(small_disk)
    (tmp_path / "large.bin").write_bytes(os.urandom(12_000_000))
    with pytest.raises(errors.StorageFull):
        archive.keep(tmp_path / "large.bin")
    assert files(small_disk) == before
    with archive.open(kept.sha256) as stream:
        assert stream.read() == b"kept before"


def test_a_limit_on_file_sizes_is_a_full_disk_too(tmp_path: Path) -> None:
    (tmp_path / "large.bin").write_bytes(os.urandom(300_000))
    code = (
        "import sys, pathlib\n"
        "from praya.model.errors import StorageFull\n"
        "from praya.store.archive import Archive\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "try:\n"
        "    Archive(folder / 'archive').keep(folder / 'large.bin')\n"
        "except StorageFull:\n"
        "    print('full')\n"
    )
    limit = 100_000
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "full\n"
    assert files(tmp_path / "archive") == []


def test_a_process_killed_while_keeping_leaves_nothing_that_is_read(archive: Archive, tmp_path: Path) -> None:
    pipe = tmp_path / "slow"
    os.mkfifo(pipe)
    code = "import sys, pathlib; from praya.store.archive import Archive; Archive(pathlib.Path(sys.argv[1])).keep(pathlib.Path(sys.argv[2]))"
    process = subprocess.Popen([sys.executable, "-c", code, tmp_path / "archive", pipe])
    content = os.urandom(4_000_000)
    with pipe.open("wb") as slow:
        slow.write(content)
        slow.flush()
        process.send_signal(signal.SIGKILL)
        process.wait()
    with pytest.raises(errors.VersionMissing):
        archive.open(hashlib.sha256(content).hexdigest())
    (tmp_path / "whole").write_bytes(content)
    kept = archive.keep(tmp_path / "whole")
    with archive.open(kept.sha256) as stream:
        assert stream.read() == content


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied"])
def test_damaged_bytes_are_never_handed_out_as_good(archive: Archive, tmp_path: Path, damage: str) -> None:
    (tmp_path / "file").write_bytes(os.urandom(50_000))
    kept = archive.keep(tmp_path / "file")
    (path,) = files(tmp_path / "archive")
    content = path.read_bytes()
    path.write_bytes(
        {
            "cut": content[:-9],
            "flipped": content[:20_000] + bytes([content[20_000] ^ 1]) + content[20_001:],
            "emptied": b"",
        }[damage]
    )
    with pytest.raises(errors.VersionMissing):
        archive.copy(kept.sha256, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_was_never_kept_is_missing(archive: Archive, tmp_path: Path) -> None:
    for name in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(errors.VersionMissing):
            archive.open(name)
        with pytest.raises(errors.VersionMissing):
            archive.copy(name, tmp_path / "copy")


def test_a_missing_file_is_not_kept(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        archive.keep(tmp_path / "none")
    assert files(tmp_path / "archive") == []


@pytest.mark.parametrize("content", [b"", b"a", "香港".encode("big5hkscs") * 700_000])
def test_bytes_come_back_as_they_came(archive: Archive, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    kept = archive.keep(tmp_path / "file")
    assert (kept.sha256, kept.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    with archive.open(kept.sha256) as stream:
        assert stream.read(3) == content[:3]
        assert stream.read() == content[3:]
    archive.copy(kept.sha256, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content


def test_keeping_again_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"again")
    first = archive.keep(tmp_path / "file")
    (path,) = files(tmp_path / "archive")
    before = path.stat()
    assert archive.keep(tmp_path / "file") == first
    assert files(tmp_path / "archive") == [path]
    assert path.stat() == before


def test_many_may_keep_the_same_bytes_at_once(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(os.urandom(2_000_000))
    together = threading.Barrier(4)

    def keep(_: int) -> str:
        together.wait()
        return archive.keep(tmp_path / "file").sha256

    with ThreadPoolExecutor(4) as pool:
        (sha256,) = set(pool.map(keep, range(4)))
    assert len(files(tmp_path / "archive")) == 1
    archive.copy(sha256, tmp_path / "copy")


def chain(archive: Archive, folder: Path, contents: list[bytes]) -> list[str]:
    """Keep one file's versions one after the other."""
    kept = [""]
    for content in contents:
        (folder / "file").write_bytes(content)
        kept.append(archive.keep(folder / "file", after=kept[-1]).sha256)
    return kept[1:]


def days(count: int) -> list[bytes]:
    """A list that grows and loses a little each day."""
    lines = [f"{number},station {number % 7},{number * number}\n" for number in range(400 + count)]
    return ["".join(lines[day : 400 + day]).encode() for day in range(count)]


def test_versions_lean_on_those_before_and_come_back_exactly(archive: Archive, tmp_path: Path) -> None:
    contents = [*days(30), b"", b"quite another file", *days(3)]
    kept = chain(archive, tmp_path, contents)
    for sha256, content in zip(kept, contents, strict=True):
        assert archive.open(sha256).read() == content
        assert archive.check(sha256).whole
    assert archive.leans_on(kept[1])[0] == kept[0]
    assert archive.check(kept[20]).stored < len(contents[20]) / 20


def test_a_chain_ends_in_a_new_keyframe(archive: Archive, tmp_path: Path) -> None:
    kept = chain(archive, tmp_path, days(130))
    keyframes = [each for each in dict.fromkeys(kept) if not archive.leans_on(each)]
    assert len(keyframes) == 2


def test_large_versions_lean_piece_by_piece(archive: Archive, tmp_path: Path) -> None:
    lines = [hashlib.sha256(str(number).encode()).hexdigest() + "\n" for number in range(250_000)]
    first = "".join(lines).encode()
    second = "".join([*lines[5_000:100_000], "new\n" * 70_000, *lines[100_000:]]).encode()
    kept = chain(archive, tmp_path, [first, second])
    assert archive.leans_on(kept[1]) == (kept[0],)
    assert archive.check(kept[1]).stored < len(second) / 100
    archive.copy(kept[1], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == second


def test_leaning_on_what_is_not_there_or_damaged_keeps_the_file_whole(
    archive: Archive, tmp_path: Path
) -> None:
    first, second, third, fourth = days(4)
    kept = chain(archive, tmp_path, [first, second])
    damaged = next(path for path in files(tmp_path / "archive") if kept[1] in path.name)
    damaged.write_bytes(b"damaged")
    (tmp_path / "file").write_bytes(third)
    assert archive.leans_on(archive.keep(tmp_path / "file", after=kept[1]).sha256) == ()
    (tmp_path / "file").write_bytes(fourth)
    assert archive.leans_on(archive.keep(tmp_path / "file", after="0" * 64).sha256) == ()
    assert not archive.check(kept[1]).whole
    with pytest.raises(errors.VersionMissing):
        archive.copy(kept[1], tmp_path / "copy")


def test_nothing_is_removed_that_others_lean_on(archive: Archive, tmp_path: Path) -> None:
    kept = chain(archive, tmp_path, days(5))
    assert archive.remove(kept[:3]) == 0
    assert archive.remove(kept[4:]) > 0
    archive.again(kept[3])
    assert archive.remove(kept[:3]) > 0
    assert archive.hashes() == [kept[3]]
    assert archive.open(kept[3]).read() == days(5)[3]


def test_storing_again_changes_what_a_file_leans_on_and_nothing_else(
    archive: Archive, tmp_path: Path
) -> None:
    contents = days(6)
    kept = chain(archive, tmp_path, contents)
    archive.again(kept[5], after=kept[2])
    archive.again(kept[2])
    assert archive.leans_on(kept[5]) == (kept[2],)
    for sha256, content in zip(kept, contents, strict=True):
        assert archive.open(sha256).read() == content


@pytest.mark.parametrize("feed", [LISTS, WIND])
@pytest.mark.long
def test_real_histories_come_back_byte_for_byte(archive: Archive, tmp_path: Path, feed: str) -> None:
    contents = [content for _, content in recorded(feed)]
    kept = chain(archive, tmp_path, contents)
    for sha256, content in zip(kept, contents, strict=True):
        archive.copy(sha256, tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes() == content
    stored = sum(archive.check(each).stored for each in archive.hashes())
    assert stored < sum(map(len, contents)) / 5


def test_no_flipped_bit_makes_a_check_stumble_or_pass_other_bytes(archive: Archive, tmp_path: Path) -> None:
    kept = chain(archive, tmp_path, days(3))
    chance = random.Random(3)
    for sha256 in kept:
        path = next(path for path in files(tmp_path / "archive") if sha256 in path.name)
        good = path.read_bytes()
        for at in range(0, len(good), max(1, len(good) // 120)):
            bad = bytearray(good)
            bad[at] ^= 1 << chance.randrange(8)
            path.write_bytes(bad)
            try:
                archive.copy(sha256, tmp_path / "copy")
            except errors.VersionMissing:
                assert not archive.check(sha256).whole
            else:
                assert archive.check(sha256).whole
                assert hashlib.sha256((tmp_path / "copy").read_bytes()).hexdigest() == sha256
        path.write_bytes(good)


def test_a_frame_that_claims_to_be_huge_is_damaged(archive: Archive, tmp_path: Path) -> None:
    kept = chain(archive, tmp_path, days(2))
    path = next(path for path in files(tmp_path / "archive") if kept[1] in path.name)
    content = path.read_bytes()
    frame = content.index(b"\x28\xb5\x2f\xfd")
    path.write_bytes(content[:frame] + b"\x28\xb5\x2f\xfd\xe4" + b"\xff" * 8 + content[frame + 13 :])
    assert not archive.check(kept[1]).whole
    with pytest.raises(errors.VersionMissing):
        archive.copy(kept[1], tmp_path / "copy")


def test_nothing_is_removed_while_something_is_damaged(archive: Archive, tmp_path: Path) -> None:
    kept = chain(archive, tmp_path, days(4))
    damaged = next(path for path in files(tmp_path / "archive") if kept[2] in path.name)
    damaged.write_bytes(b"damaged")
    before = archive.hashes()
    with pytest.raises(errors.VersionMissing):
        archive.remove(kept[3:])
    assert archive.hashes() == before


def test_what_killed_writers_left_is_swept_when_nobody_writes(archive: Archive, tmp_path: Path) -> None:
    (kept,) = chain(archive, tmp_path, days(1))
    left = tmp_path / "archive" / "tmp12345.part"
    left.write_bytes(b"half")
    with archive.held():
        archive.sweep()
        assert left.exists()
    archive.sweep()
    assert not left.exists()
    assert archive.check(kept).whole


def test_nothing_leans_on_a_file_too_large_to_hold(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = chain(archive, tmp_path, [bytes(range(256)) * 50])
    monkeypatch.setattr("praya.store.archive.LARGEST", 10_000)
    (tmp_path / "file").write_bytes(bytes(range(256)) * 30)
    assert archive.leans_on(archive.keep(tmp_path / "file", after=first).sha256) == ()


def test_nothing_comes_to_lean_on_itself(archive: Archive, tmp_path: Path) -> None:
    contents = days(3)
    first, second, third = chain(archive, tmp_path, contents)
    archive.again(second, after=third)
    archive.again(first, after=third)
    assert [archive.open(each).read() for each in (first, second, third)] == contents


def test_at_every_moment_of_removing_all_that_is_left_can_be_read(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = chain(archive, tmp_path, days(6))
    unlink = Path.unlink
    seen = []

    def watched(path: Path) -> None:
        unlink(path)
        seen.append([archive.check(each).whole for each in archive.hashes()])

    monkeypatch.setattr(Path, "unlink", watched)
    archive.remove(kept)
    assert len(seen) == 6
    assert all(map(all, seen))


@pytest.mark.parametrize("size", [500, 3_000_000])
@pytest.mark.parametrize("grown", [-1, 0, 1, 2_000_000])
def test_a_file_that_was_written_to_since_it_was_measured_is_not_kept(
    archive: Archive, tmp_path: Path, size: int, grown: int
) -> None:
    path = tmp_path / "growing.csv"
    path.write_bytes(os.urandom(size))
    first = archive.keep(path)
    before = files(tmp_path / "archive")
    path.write_bytes(os.urandom(size))
    known = measure(path)
    path.write_bytes(os.urandom(size + grown))
    os.utime(path, ns=(known.changed + 1, known.changed + 1))
    for after in ("", first.sha256):
        with pytest.raises(errors.FileChanged):
            archive.keep(path, after=after, known=known)
    path.unlink()
    with pytest.raises(errors.FileChanged):
        known.check(path)
    assert files(tmp_path / "archive") == before
