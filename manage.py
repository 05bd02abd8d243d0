#!/usr/bin/env python
"""The usual Django entry point: the same commands as ``dengwen``, run from a checkout."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    from dengwen.cli import manage

    manage(sys.argv)
