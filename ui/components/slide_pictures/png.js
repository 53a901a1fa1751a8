// An SVG as PNG, drawn by the browser.

const SHARP = 3; // px for each px of the picture
const LARGEST = 16384; // px a side that every browser's canvas takes
const MOST = 64_000_000; // px altogether

/** How many px for each px of a picture of this size, so that a canvas can hold it. */
export function sharpness(width, height) {
  return Math.min(SHARP, LARGEST / Math.max(width, height), Math.sqrt(MOST / (width * height)));
}

/** The picture as a PNG blob, `sharpness` times as large. */
export async function asPng(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = sharpness(image.naturalWidth, image.naturalHeight);
    const canvas = new OffscreenCanvas(Math.round(image.naturalWidth * scale), Math.round(image.naturalHeight * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/png" });
  } finally {
    URL.revokeObjectURL(address);
  }
}
