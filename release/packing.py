"""Packs a wheel anew, by a denser way of the same method: what a wheel has stays the same, and any installer reads it.

The module is most of a wheel. libdeflate's highest level makes it 6 % smaller than maturin's packing, in two seconds.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

#: The parts of a zip archive by its specification (APPNOTE 4.3): what stands before each file, what the list at the end
#: says of it, and the end itself.
BEFORE = struct.Struct("<4s5H3L2H")
LISTED = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
#: The version that a reader needs (2.0), and the one that wrote it: the same, on Unix, whose modes of files are kept.
NEEDED, WRITER = 20, 3 << 8 | 20
#: The names are UTF-8.
FLAGS = 1 << 11


def compress(content: bytes) -> bytes:
    """Compress by libdeflate, as densely as it can."""
    import deflate

    return bytes(deflate.deflate_compress(content, 12))


def pack(wheel: Path, compress: Callable[[bytes], bytes] = compress) -> None:
    """Pack a wheel anew in its place.

    Args:
        wheel: The file.
        compress: Compresses a file's content to a bare deflate stream.

    Raises:
        SystemExit: The new archive does not have what the old one has. The old one stays.
        zipfile.BadZipFile: The new archive can't be read. The old one stays.
    """
    with zipfile.ZipFile(wheel) as archive:
        files = [(info, archive.read(info)) for info in archive.infolist()]
    packed = write(files, compress)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        found = [(describe(info), archive.read(info)) for info in archive.infolist()]
    if found != [(describe(info), content) for info, content in files]:
        raise SystemExit(f"{wheel.name}, packed anew, has not the same files")
    wheel.write_bytes(packed)


def describe(info: zipfile.ZipInfo) -> tuple[str, tuple[int, ...], int]:
    """Return what packing keeps of a file beside its content: name, time, mode."""
    return info.filename, info.date_time, info.external_attr


def write(files: list[tuple[zipfile.ZipInfo, bytes]], compress: Callable[[bytes], bytes]) -> bytes:
    """Write an archive of these files; a file that compressing does not make smaller is stored."""
    body, listed = bytearray(), bytearray()
    for info, content in files:
        name = info.filename.encode()
        data = compress(content)
        method = zipfile.ZIP_DEFLATED if len(data) < len(content) else zipfile.ZIP_STORED
        data = data if method == zipfile.ZIP_DEFLATED else content
        year, month, day, hour, minute, second = info.date_time
        time, date = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
        about = NEEDED, FLAGS, method, time, date, info.CRC, len(data), len(content), len(name), 0
        listed += LISTED.pack(b"PK\1\2", WRITER, *about, 0, 0, 0, info.external_attr, len(body)) + name
        body += BEFORE.pack(b"PK\3\4", *about) + name + data
    count = len(files)
    return bytes(body + listed + END.pack(b"PK\5\6", 0, 0, count, count, len(listed), len(body), 0))
