"""How the tables came to be, one revision a file; run by `cnn_core.runs.store.migrate`."""
