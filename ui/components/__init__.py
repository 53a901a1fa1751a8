"""Pictures that answer the pointer: one folder a component, plain ES modules and CSS beside a Python function."""
