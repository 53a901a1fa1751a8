"""Sentences for exported source, as short as they can be: the core brings none."""

from dataclasses import fields

from cnn_core.exports.comments import Comments

SHAPES = {
    "maps": "{channels} maps of {height}×{width}",
    "one_map": "1 map of {height}×{width}",
    "vector": "{count} numbers",
    "one_number": "1 number",
}
COMMENTS = Comments(**{each.name: SHAPES.get(each.name, f"{each.name}!") for each in fields(Comments)})
