"""``make bench``: runs every benchmark, each in a process of its own; every figure is a ratio within one run.

``python -m benchmarks infrastructure`` runs one of them.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ORDER = ("infrastructure", "runtime", "templates", "gateway", "user_suite")


def main(names: list[str]) -> int:
    chosen = names or [name for name in ORDER if (HERE / f"{name}.py").exists()]
    failed = 0
    for name in chosen:
        print(f"\n== {name}", flush=True)
        failed += subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False).returncode != 0
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
