"""Write every vector file anew from fixed seeds: ``python -m tests.vectors.generate``.

The files are committed; a change in one of them is a change of the formats, and is reviewed as that.
"""

import json
import sys
from pathlib import Path

from tests.vectors.make_disclosure import disclosure
from tests.vectors.make_envelopes import envelopes, letters
from tests.vectors.make_keys import fingerprints, join_codes, padding, reporter_words
from tests.vectors.make_proofs import proofs
from tests.vectors.make_rings import rings
from tests.vectors.make_rosters import rosters
from tests.vectors.make_shares import device_files, shares
from tests.vectors.make_statements import statements

FOLDER = Path(__file__).parent
MAKERS = (
    *(statements, rosters, rings, letters, envelopes, shares),
    *(device_files, proofs, join_codes, reporter_words, fingerprints, padding, disclosure),
)


def rendered() -> dict[str, str]:
    """The text of each file by its name."""
    return {f"{make.__name__}.json": json.dumps(make(), indent=1) + "\n" for make in MAKERS}


def main() -> int:
    """Write the files beside this one."""
    for name, text in rendered().items():
        (FOLDER / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
