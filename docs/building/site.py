"""Makes a site of the guide of this version and of older ones: `make docs` calls it behind Sphinx.

python docs/building/site.py SITE VERSION GUIDES

SITE has a folder for each version and for `main`, the list for the switch, a page that leads to the newest version, and
llms.txt. GUIDES is a folder of packed guides of older versions, as releases have them.
"""

from __future__ import annotations

import json
import re
import runpy
import shutil
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PROJECT = runpy.run_path(str(ROOT / "release" / "project.py"))
LEAD = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>agent-tunix-rewards</title>
<meta http-equiv="refresh" content="0; url={newest}/index.html">
<link rel="canonical" href="{newest}/index.html">
<h1>agent-tunix-rewards</h1>
<p><a href="{newest}/index.html">The guide of version {newest}</a></p>
</html>
"""


def sort_key(version: str) -> list[tuple[bool, int, str]]:
    """Return what orders versions: numbers as numbers, 1.0 after 1.0rc1, and `main` before all numbers."""
    parts = re.findall(r"\d+|[a-z]+", version)
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts] + [(True, -1, "")]


def unpack_older(site: Path, guides: Path) -> None:
    """Unpack the guides of older versions beside this one."""
    for archive in sorted(guides.glob("guide-*.tar.gz")):
        version = archive.name.removeprefix("guide-").removesuffix(".tar.gz")
        if not (site / version).exists():
            shutil.unpack_archive(archive, site)


def read_pages() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the sections of the index: what the reader wants, and the page for it."""
    sections = re.split(r"^## ", (DOCS / "index.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [
        (text.partition("\n")[0], re.findall(r"^\| (.+?) \| .*\]\((\w+)\.md\)", text, re.MULTILINE))
        for text in sections
    ]


def write_llms(site: Path, version: str) -> None:
    """Write an index for language models, and the whole guide as one text."""
    home = f"{PROJECT['read_urls']()['Documentation']}/{version}"
    index = (DOCS / "index.md").read_text("utf-8")
    lines = ["# agent-tunix-rewards", "", f"> {index.split(chr(10) * 2)[1]}", ""]
    whole = [index.partition("```{toctree}")[0].strip()]
    for title, rows in read_pages():
        lines += [f"## {title}", ""]
        for want, page in rows:
            text = (DOCS / f"{page}.md").read_text("utf-8")
            lines.append(f"- [{text.partition(chr(10))[0].lstrip('# ')}]({home}/{page}.html): {want}")
            whole.append(re.sub(r"^```\{\w+\}.*?^```\n?", "", text, flags=re.MULTILINE | re.DOTALL).strip())
        lines.append("")
    lines += ["## Optional", "", f"- [The whole guide as one text]({home}/llms-full.txt)", ""]
    (site / version / "llms.txt").write_text("\n".join(lines), encoding="utf-8")
    (site / version / "llms-full.txt").write_text("\n\n\n".join(whole) + "\n", encoding="utf-8")


def make_site(site: Path, version: str, guides: Path) -> int:
    """Put the site together and pack this version's guide for its release."""
    unpack_older(site, guides)
    write_llms(site, version)
    versions = sorted((path.name for path in site.iterdir() if path.is_dir()), key=sort_key, reverse=True)
    (site / "versions.js").write_text(f"window.guideVersions = {json.dumps(versions)};\n", encoding="utf-8")
    (site / "index.html").write_text(LEAD.format(newest=versions[0]), encoding="utf-8")
    for name in ("llms.txt", "llms-full.txt"):
        shutil.copy(site / versions[0] / name, site)
    with tarfile.open(site.parent / f"guide-{version}.tar.gz", "w:gz") as packed:
        packed.add(site / version, arcname=version)
    return 0


if __name__ == "__main__":
    sys.exit(make_site(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
