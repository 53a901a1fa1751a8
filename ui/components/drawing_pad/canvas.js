// Ink on a canvas: strokes as round lines, at any size.

import { BRUSH, SIDE, inkOf, pixelsOf } from "./ink.js";

/** Draw the whole drawing onto a canvas in one colour (a CSS colour and its parts). */
export function paint(canvas, drawing, colour) {
  const side = canvas.width;
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, side, side);
  if (drawing.base) {
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture(drawing.base, SIDE, colour), 0, 0, side, side);
  }
  pen.strokeStyle = pen.fillStyle = `rgb(${colour.join(",")})`;
  pen.lineCap = pen.lineJoin = "round";
  pen.lineWidth = BRUSH * side;
  for (const stroke of drawing.strokes) line(pen, stroke, side);
}

function line(pen, stroke, side) {
  pen.beginPath();
  pen.moveTo(stroke[0][0] * side, stroke[0][1] * side);
  // A line to its own start draws a dot.
  for (const [x, y] of stroke.length > 1 ? stroke.slice(1) : stroke) pen.lineTo(x * side, y * side);
  pen.stroke();
}

/** The drawing's ink as side × side grey bytes, 0 paper, 255 ink. */
export function ink(drawing) {
  const canvas = square(SIDE);
  paint(canvas, drawing, [255, 255, 255]);
  return inkOf(canvas.getContext("2d").getImageData(0, 0, SIDE, SIDE).data);
}

/** Grey bytes as a canvas of that many pixels a side. */
export function picture(bytes, side, colour) {
  const canvas = square(side);
  canvas.getContext("2d").putImageData(new ImageData(pixelsOf(bytes, colour), side, side), 0, 0);
  return canvas;
}

function square(side) {
  return Object.assign(document.createElement("canvas"), { width: side, height: side });
}
