"""Makes the source distribution, whose README has absolute links, and unpacks it: wheels are built from it.

python -m release.source
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from release.project import ROOT, make_absolute, read_urls, read_version

BUILD = ROOT / "build"
#: What is uploaded; `make build` has its wheel for this machine elsewhere.
UPLOAD = BUILD / "upload"
NAME = f"agent_tunix_rewards-{read_version()}"
#: Where the source distribution is unpacked.
UNPACKED = BUILD / "sdist" / NAME


def copy_tree() -> None:
    """Copy the files that git knows, or would take, into build/tree, and make the links of the README absolute."""
    tree = BUILD / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in listed.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    readme = tree / "README.md"
    readme.write_text(make_absolute(readme.read_text("utf-8"), read_urls()["Source"]), encoding="utf-8")


def main() -> int:
    """Copy, pack and unpack."""
    copy_tree()
    UPLOAD.mkdir(parents=True, exist_ok=True)
    for old in UPLOAD.glob("*.tar.gz"):
        old.unlink()
    subprocess.run([sys.executable, "-m", "maturin", "sdist", "--out", str(UPLOAD)], cwd=BUILD / "tree", check=True)
    archive = UPLOAD / f"{NAME}.tar.gz"
    shutil.rmtree(UNPACKED.parent, ignore_errors=True)
    shutil.unpack_archive(archive, UNPACKED.parent)
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
