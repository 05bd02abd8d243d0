"""``python -m dengwen.machine COMMAND``: what ``./dev`` runs once the environment stands."""

from __future__ import annotations

import sys

from dengwen.machine.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
