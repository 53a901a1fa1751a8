"""The server around the pages: who may come in, who they are, what the browser may ask, and the runner beside it."""
