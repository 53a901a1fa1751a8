// Colour scales as tables of 256 colours, and which value stands at which end. Pure: tested by Node.

/** "#rrggbb" colours -> 256 packed pixels for ImageData (little-endian ABGR). */
export function tableOf(colours) {
  const stops = colours.map(rgb);
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const place = (index / 255) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(place));
    return packed(stops[low].map((part, channel) => Math.round(part + (stops[low + 1][channel] - part) * (place - low))));
  });
}

export const GREY = ["#000000", "#ffffff"];

/** The ends of the scale for these values: 0 to 1 (or the largest) for magnitudes, ±largest for signed ones. */
export function rangeOf(lists, { signed }) {
  let largest = 0;
  let least = 0;
  for (const values of lists) {
    for (const value of values) {
      if (value > largest) largest = value;
      if (value < least) least = value;
    }
  }
  if (signed || least < 0) {
    const reach = Math.max(largest, -least) || 1;
    return { low: -reach, high: reach, signed: true };
  }
  return { low: 0, high: Math.max(largest, 1), signed: false };
}

/** Paint `values` (one a pixel) into `pixels` through a colour table. */
export function paint(pixels, values, table, { low, high }) {
  const scale = 255 / (high - low);
  for (let index = 0; index < values.length; index += 1) {
    const place = (values[index] - low) * scale;
    pixels[index] = table[place > 255 ? 255 : place > 0 ? Math.round(place) : 0];
  }
}

/** The colour of one value as [r, g, b]. */
export function colourOf(value, table, { low, high }) {
  const place = Math.round(((value - low) / (high - low)) * 255);
  const pixel = table[Math.min(255, Math.max(0, place || 0))];
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}

/** Whether dark letters can be read on a colour. */
export function isLight([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
}

/** The colour of letters on a colour. */
export function inkOf(colour) {
  return isLight(colour) ? "#15151a" : "#ffffff";
}

function packed([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function rgb(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
