"""The runner as it is, on a machine of so many cores: `python -m benchmarks.runner CORES --home DIR …`."""

import sys

if __name__ == "__main__":
    from cnn_core.runs import cores
    from cnn_core.runs.__main__ import main

    given = int(sys.argv[1])
    cores.count = lambda: given
    sys.exit(main(sys.argv[2:]))
