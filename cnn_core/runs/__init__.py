"""Trainings as records: who asked for them, how far they are, and the processes that carry them out.

The web process and the runner process share this store and one folder of checkpoints, and nothing else.
"""
