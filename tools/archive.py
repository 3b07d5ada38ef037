"""Zip files whose bytes depend on their contents alone."""

import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

# The oldest date that the format can hold.
_DATE = (1980, 1, 1, 0, 0, 0)
_COMPRESSION_LEVEL = 6
_UNIX = 3


def write_archive(path: Path, files: Mapping[str, Path]) -> None:
    """Write the zip ``path`` with ``files`` (name in the archive → file on disk), replacing an older one at once.

    Names are sorted, dates and permissions fixed: equal contents give equal bytes.
    """
    unfinished = path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name].read_bytes(), zipfile.ZIP_DEFLATED, _COMPRESSION_LEVEL)
    unfinished.replace(path)
