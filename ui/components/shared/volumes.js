// Where each volume of the picture stands: arithmetic only, no document (tests/components/builder_volumes.test.mjs).

const TALLEST = 132; // px, the height of the largest map
const SLANT = 0.34; // how far the depth of a map leans to the right and up
const GAP = 30;
const LABEL = 46; // px below a volume for its name and shape
const NARROWEST = 78; // px, so that "128 × 16 × 16" fits below

/** Families that draw a volume of their own; the others (activation, dropout …) become marks on the one before. */
const DRAWN = new Set(["input", "convolution", "pooling", "dense", "shaping", "block"]);

/** The pixels of a volume: `face` (height of the map), `lean` (its width, slanted), `thick` (its channels). */
export function volumeSize(shape, largestSide) {
  if (shape.length === 1) {
    return { face: Math.min(TALLEST, 18 + 15 * Math.log2(1 + shape[0])), lean: 7, thick: 9 };
  }
  const [channels, height, width] = shape;
  const unit = TALLEST / largestSide;
  return {
    face: Math.max(6, height * unit),
    lean: Math.max(3, width * unit * SLANT),
    thick: Math.min(58, 4 + 3.4 * Math.sqrt(channels)),
  };
}

/** Group rows into stages: each volume with the marks that follow it. `rows[0]` is the input. */
export function stages(rows) {
  const grouped = [];
  rows.forEach((row, index) => {
    if (isDrawn(rows, index)) grouped.push({ index, row, family: row.family, marks: [] });
    else grouped[grouped.length - 1].marks.push({ index, row });
  });
  return grouped;
}

/** A reshaping is drawn where it leaves an image: as a vector it is the same as the layer behind it shows. */
function isDrawn(rows, index) {
  const { family, shape } = rows[index];
  if (family === "shaping" && shape.length === 1) return index === 0;
  return index === 0 || DRAWN.has(family);
}

/** Place the stages from left to right, on as many lines as `width` (px) asks for. */
export function place(rows, width) {
  const grouped = stages(rows);
  const largest = Math.max(...grouped.flatMap((stage) => (stage.row.shape.length === 3 ? stage.row.shape.slice(1) : [1])));
  const sized = grouped.map((stage) => ({ ...stage, ...volumeSize(stage.row.shape, largest) }));
  const lines = breakLines(sized.map((stage) => columnWidth(stage)), width);
  let top = 0;
  const volumes = [];
  for (const line of lines) {
    const members = sized.slice(line.start, line.end);
    const tall = Math.max(...members.map((stage) => stage.face + stage.lean));
    const spread = Math.max(0, (width - line.width) / Math.max(members.length, 1));
    const step = Math.min(spread, 40);
    let left = (width - line.width - step * members.length) / 2;
    for (const stage of members) {
      const column = columnWidth(stage) + step;
      volumes.push({ ...stage, x: left + (column - stage.thick - stage.lean) / 2, centre: left + column / 2, base: top + tall });
      left += column;
    }
    top += tall + LABEL + marksHeight(members);
  }
  return { volumes, height: top };
}

function columnWidth(stage) {
  return Math.max(NARROWEST, stage.thick + stage.lean + GAP);
}

function marksHeight(members) {
  return 17 * Math.max(0, ...members.map((stage) => stage.marks.length)) + 14;
}

function breakLines(widths, available) {
  const lines = [];
  let start = 0;
  let sum = 0;
  widths.forEach((width, index) => {
    if (index > start && sum + width > available) {
      lines.push({ start, end: index, width: sum });
      start = index;
      sum = 0;
    }
    sum += width;
  });
  lines.push({ start, end: widths.length, width: sum });
  return lines;
}

/** The three faces of a box whose front stands on `base` at `x`: points for SVG polygons. */
export function faces({ x, base, face, lean, thick }) {
  const top = base - face;
  const points = (list) => list.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ");
  return {
    front: points([[x, base], [x + thick, base], [x + thick, top], [x, top]]),
    side: points([[x + thick, base], [x + thick + lean, base - lean], [x + thick + lean, top - lean], [x + thick, top]]),
    top: points([[x, top], [x + thick, top], [x + thick + lean, top - lean], [x + lean, top - lean]]),
  };
}

/** The index a key moves to, or null when the key is not ours. */
export function moved(key, index, count) {
  const target = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[key];
  return target === undefined ? null : Math.min(count - 1, Math.max(0, target));
}
