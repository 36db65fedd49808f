"""Where texts for development are kept, outside the repository; tests skip without them."""

from __future__ import annotations

import os
from pathlib import Path

CORPORA = Path(
    os.environ.get("PALABRE_CORPORA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)
