"""What the machine must give: an account that may run PostgreSQL when we are root, and folders it can reach."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from laborexport.local.words import Trouble, say

ACCOUNT = "laborexport"


def am_root() -> bool:
    return os.geteuid() == 0


def server_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root lends it an account of its own; anybody else is the account."""
    if not am_root():
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return _make_account()


def _make_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise Trouble(
            f"PostgreSQL không chạy bằng tài khoản root: hãy tạo tài khoản hệ thống «{ACCOUNT}» rồi chạy lại.",
            f"PostgreSQL does not run as root: create a system account named {ACCOUNT} and run again.",
        )
    command = [
        useradd,
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        ACCOUNT,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return pwd.getpwnam(ACCOUNT)


def open_way(path: Path) -> None:
    """Let the server's account pass through (not read) the folders above `path`; root's home is usually closed."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            say(
                f"Đã cho phép đi qua thư mục {folder} (chmod o+x) để PostgreSQL đọc được dữ liệu của nó.",
                f"Let PostgreSQL pass through {folder} (chmod o+x) to reach its data.",
            )


def give(path: Path, account: pwd.struct_passwd | None, mode: int = 0o700) -> None:
    """A folder that belongs to the server."""
    path.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(mode)
