"""How fast it is, measured: `python -m benchmarks` prints one table.

Only ratios travel from machine to machine. Every loop lives in a process of its own and is measured in turns with the
others, so that whatever else the machine does hits all of them; medians are shown. Nothing here is asserted in tests.
"""
