"""A network taken away (as source, as ONNX, as a file of weights, as a link) and brought back.

The core has no language: what an export says to people comes in as `Comments`.
"""
