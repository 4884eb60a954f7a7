"""Changes where the project lives, in every document that has it written out: `make address REPOSITORY=https://…`.

python -m release.address REPOSITORY [DOCUMENTATION]
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from release.project import ROOT, WRITTEN_OUT, read_urls


def main() -> int:
    """Replace both addresses; the guide's is that of GitHub's pages unless another one is given."""
    addresses = [address.rstrip("/") for address in sys.argv[1:]]
    if len(addresses) not in (1, 2) or not all(address.startswith("https://") for address in addresses):
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    owner, _, name = urlsplit(addresses[0]).path.strip("/").partition("/")
    source, documentation = addresses if len(addresses) > 1 else (addresses[0], f"https://{owner}.github.io/{name}")
    urls = read_urls()
    for file in WRITTEN_OUT:
        path = ROOT / file
        text = path.read_text("utf-8")
        path.write_text(
            text.replace(urls["Documentation"], documentation).replace(urls["Source"], source), encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
