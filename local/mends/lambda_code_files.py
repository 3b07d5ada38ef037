"""A Python function's files have the permissions that its package gives them, and are unpacked once.

Gap: ministack unpacks the package anew for every process, which takes half a second of the whole stack's time for a
package with the AWS SDK, and drops the files' permissions on the way: a program in the package cannot be run.

AWS: "Lambda needs global read permissions on your code files and any dependent libraries"; it keeps the package's
permissions, and a function cannot write to its code ("Working with .zip file archives for Python Lambda functions",
https://docs.aws.amazon.com/lambda/latest/dg/python-package.html; "Lambda execution environment",
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). Here root can still write to the files.
"""

import os
import shutil
import tempfile
import threading
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

_WRITABLE = 0o222

_lock = threading.Lock()
_unpacked: dict[bytes, Path] = {}


class _Package(zipfile.ZipFile):
    """A package of which every copy shares its files."""

    def extractall(self, path: Any = None, *_: Any) -> None:
        """Give the folder ``path`` the package's files, as further names of those that were unpacked first."""
        digest = sha256(Path(str(self.filename)).read_bytes()).digest()
        with _lock:
            if digest not in _unpacked:
                _unpacked[digest] = self._unpack()
        shutil.copytree(_unpacked[digest], path, copy_function=os.link, dirs_exist_ok=True)

    def _unpack(self) -> Path:
        from ministack.services import lambda_svc

        folder = Path(tempfile.mkdtemp(prefix="lambda-code-"))
        lambda_svc._extract_zip_preserving_mode(self, str(folder))
        for file in folder.rglob("*"):
            if file.is_file():
                file.chmod(file.stat().st_mode & ~_WRITABLE)
        return folder


class _Zipfile:
    """Stands in for the module ``zipfile`` where ministack starts functions."""

    ZipFile = _Package

    def __getattr__(self, name: str) -> Any:
        return getattr(zipfile, name)


def apply() -> None:
    """Unpack the packages of functions with :class:`_Package`."""
    from ministack.core import lambda_runtime

    lambda_runtime.zipfile = _Zipfile()
