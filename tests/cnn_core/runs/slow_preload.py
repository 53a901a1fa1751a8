"""What a forkserver needs its time to load, as it does for torch."""

import sys
import time

SECONDS = 2.0

if "pytest" not in sys.modules:  # the tests import it, too, for the number
    time.sleep(SECONDS)
