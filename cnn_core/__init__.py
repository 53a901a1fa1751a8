"""The laboratory's core: specs on the left, rows and checkpoints on the right, no screen anywhere."""
