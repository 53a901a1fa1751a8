"""Pictures of a network for slides, as SVG that stands alone: no page, no style sheet, no font of ours."""

from ui.drawing.blocks import block_diagram
from ui.drawing.volumes import volume_row

__all__ = ["block_diagram", "volume_row"]
