"""How many responses a second the reward server grades, and how long requests take, with wrk on the same machine.

    python -m benches.serve [--seconds 10] [--minutes 10]

Needs the extra `serve` and the program wrk (Debian's package of that name). Requests have 64 responses. Full load is 8
connections that ask without pause; the latency is that of the fewest connections with at least half of its rate. With
--minutes, nothing but memory is measured, once a minute, while two connections ask without pause.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benches import data, machine

ROWS = 64
CONNECTIONS = 8
GOALS = {"responses": 20_000, "p99": 25.0}
#: By how much memory may grow after the first minute.
GROWTH = 1.02


def main() -> None:
    """Start a server, load it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--minutes", type=int, default=0)
    wanted = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: on Debian, apt install wrk")
    rows, what = data.word_problems(ROWS)
    body = json.dumps({"responses": [row.response for row in rows], "ground_truth": [row.truth for row in rows]})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "agent_tunix.rewards.cli", "serve", "check_answer", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    print(machine.summary(machine.describe()))
    print(f"requests of {ROWS} responses ({what}), {len(body) / ROWS:,.0f} bytes each")
    try:
        wait(port)
        if wanted.minutes:
            measure_memory(server.pid, port, body, wanted.minutes)
        else:
            measure_rate(server.pid, port, body, wanted.seconds)
    finally:
        server.terminate()
        server.wait()


def measure_rate(process: int, port: int, body: str, seconds: int) -> None:
    """Print the rate at full load, and the latency at half of it."""
    load(port, body, CONNECTIONS, 2)
    most, _ = load(port, body, CONNECTIONS, seconds)
    for connections in range(1, CONNECTIONS + 1):
        rate, p99 = load(port, body, connections, seconds)
        if rate >= most / 2:
            break
    print(f"{most:,.0f} responses a second with {CONNECTIONS} connections{verdict(most >= GOALS['responses'])}")
    print(f"p99 {p99:.1f} ms at {rate:,.0f} responses a second{verdict(p99 <= GOALS['p99'])}")
    print(f"{resident(process):,.0f} MB in memory at the end")


def measure_memory(process: int, port: int, body: str, minutes: int) -> None:
    """Print what the server holds in memory after each minute."""
    held = []
    responses = 0.0
    for _ in range(minutes):
        rate, _ = load(port, body, 2, 60)
        responses += rate * 60
        held.append(resident(process))
    print(f"MB in memory after each minute, {responses:,.0f} responses: {' '.join(f'{each:.0f}' for each in held)}")
    print(f"grown by {held[-1] - held[0]:.1f} MB{verdict(held[-1] <= held[0] * GROWTH)}")


def verdict(reached: bool) -> str:
    """Return what stands behind a figure that misses its goal."""
    return "" if reached else "  NO"


def load(port: int, body: str, connections: int, seconds: int) -> tuple[float, float]:
    """Return the responses a second and the 99th percentile of the latency in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        (Path(folder) / "body.json").write_text(body)
        script.write_text(
            f'local file = io.open("{folder}/body.json", "rb")\n'
            'wrk.method = "POST"\nwrk.body = file:read("*a")\nfile:close()\n'
            'wrk.headers["Content-Type"] = "application/json"\n'
        )
        address = f"http://127.0.0.1:{port}/score"
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), address]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        sys.exit(f"the server refused requests:\n{told}")
    requests = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    return requests * ROWS, float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


def wait(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not start")


def resident(process: int) -> float:
    """Return the megabytes of memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


if __name__ == "__main__":
    main()
