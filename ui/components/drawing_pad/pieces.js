// Which connected pieces of ink belong to the digit, and which are specks.

const SPECK = 0.06; // of the largest piece's ink

/** The plane without its specks. */
export function largePieces(plane) {
  const found = connected(plane);
  const most = Math.max(0, ...found.map(({ mass }) => mass));
  const values = new Float32Array(plane.values.length);
  for (const piece of found.filter(({ mass }) => mass >= SPECK * most)) {
    for (const at of piece.pixels) values[at] = plane.values[at];
  }
  return { ...plane, values };
}

/** Every connected piece (eight neighbours): its pixels and its mass. */
function connected(plane) {
  const seen = new Uint8Array(plane.values.length);
  const found = [];
  plane.values.forEach((value, start) => {
    if (value > 0 && !seen[start]) found.push(grown(plane, start, seen));
  });
  return found;
}

function grown({ values, width, height }, start, seen) {
  const pixels = [start];
  let mass = 0;
  seen[start] = 1;
  for (let next = 0; next < pixels.length; next += 1) {
    mass += values[pixels[next]];
    for (const near of around(pixels[next], width, height)) {
      if (values[near] === 0 || seen[near]) continue;
      seen[near] = 1;
      pixels.push(near);
    }
  }
  return { pixels, mass };
}

function* around(at, width, height) {
  const [x, y] = [at % width, Math.floor(at / width)];
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) yield row * width + column;
  }
}
