"""Training as a stream of steps: a spec and data in, one `Step` after another out."""
