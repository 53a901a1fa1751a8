import assert from "node:assert/strict";
import { test } from "node:test";

import { LARGEST_FILE, MOST_PIXELS, checkLength, pictureHeader } from "../../ui/components/shared/picture_header.js";

const letters = (text) => [...text].map((letter) => letter.charCodeAt(0));
const big = (value, bytes = 4) => Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256);
const little = (value, bytes = 4) => big(value, bytes).reverse();
const file = (...parts) => Uint8Array.from(parts.flat());
const problem = (code) => (error) => error.code === code;

const SIGNATURE = [0x89, ...letters("PNG\r\n\x1a\n")];
const chunk = (kind, content = []) => [...big(content.length), ...letters(kind), ...content, 0, 0, 0, 0];
const png = (width, height, ...more) =>
  file(SIGNATURE, chunk("IHDR", [...big(width), ...big(height), 8, 0, 0, 0, 0]), ...more, chunk("IDAT", [1, 2, 3]), chunk("IEND"));

test("a PNG says its size in its first chunk", () => {
  assert.deepEqual(pictureHeader(png(640, 480)), { format: "PNG", width: 640, height: 480, animated: false });
  assert.equal(pictureHeader(png(8, 8, chunk("acTL", [0, 0, 0, 2]))).animated, true);
});

test("20,000 × 20,000 is refused by its header, with the numbers for the sentence", () => {
  assert.throws(() => pictureHeader(png(20_000, 20_000)), (error) => {
    assert.equal(error.code, "too_many_pixels");
    assert.deepEqual(error.params, { width: 20_000, height: 20_000, pixels: 4e8, most: MOST_PIXELS });
    return true;
  });
  assert.equal(pictureHeader(png(8000, 5000)).width, 8000, "40 million is the most, not too many");
});

test("sizes that cannot be are refused", () => {
  assert.throws(() => pictureHeader(png(0, 10)), problem("broken"));
  assert.throws(() => pictureHeader(png(2 ** 32 - 1, 2 ** 32 - 1)), problem("too_many_pixels"));
  assert.throws(() => pictureHeader(file(SIGNATURE, big(2 ** 31), letters("IHDR"), big(5), big(5))), problem("broken"));
  assert.throws(() => pictureHeader(file(SIGNATURE, chunk("iCCP", big(0, 13)), chunk("IEND"))), problem("broken"));
});

test("a PNG cut anywhere is told from a whole one", () => {
  const whole = png(64, 64);
  for (let length = 8; length < whole.length - 4; length += 1) {
    assert.throws(() => pictureHeader(whole.slice(0, length)), (error) => ["cut_short", "broken"].includes(error.code));
  }
});

const segment = (marker, content) => [0xff, marker, ...big(content.length + 2, 2), ...content];
const frame = (width, height, marker = 0xc0) => segment(marker, [8, ...big(height, 2), ...big(width, 2), 1, 1, 0x11, 0]);
const jpeg = (...segments) => file([0xff, 0xd8], ...segments, segment(0xda, [1, 1, 0, 0, 63, 0]), [0x12, 0xff, 0xd9]);

test("a JPEG's size is its frame's, not that of the thumbnail in its EXIF", () => {
  const exif = segment(0xe1, [...letters("Exif\0\0"), 0xff, 0xd8, ...frame(160, 120), 0xff, 0xd9]);
  assert.deepEqual(pictureHeader(jpeg(exif, frame(4000, 3000))), {
    format: "JPEG",
    width: 4000,
    height: 3000,
    animated: false,
  });
  assert.equal(pictureHeader(jpeg(segment(0xdb, big(0, 65)), [0xff], frame(20, 10, 0xc2))).width, 20, "progressive, padded");
});

test("a JPEG without a size, or with one too large, is refused", () => {
  assert.throws(() => pictureHeader(jpeg(segment(0xe0, letters("JFIF")))), problem("broken"));
  assert.throws(() => pictureHeader(jpeg(frame(65_535, 65_535))), problem("too_many_pixels"));
  assert.throws(() => pictureHeader(jpeg(frame(100, 0))), problem("broken"));
  assert.throws(() => pictureHeader(file([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 1, 2])), problem("cut_short"));
  assert.throws(() => pictureHeader(file([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 7, 7, 7, 7])), problem("broken"));
});

const riff = (...content) => file(letters("RIFF"), little(content.flat().length + 4), letters("WEBP"), ...content);

test("the three kinds of WEBP", () => {
  const extended = (flags, width, height) => riff(letters("VP8X"), little(10), [flags, 0, 0, 0], little(width - 1, 3), little(height - 1, 3));
  assert.deepEqual(pictureHeader(extended(2, 700, 500)), { format: "WEBP", width: 700, height: 500, animated: true });
  assert.throws(() => pictureHeader(extended(0, 2 ** 24, 2 ** 24)), problem("too_many_pixels"));
  const lossy = riff(letters("VP8 "), little(20), [0, 0, 0, 0x9d, 1, 0x2a], little(300 + 0x4000, 2), little(200, 2), big(0, 10));
  assert.deepEqual([pictureHeader(lossy).width, pictureHeader(lossy).height], [300, 200]);
  const lossless = riff(letters("VP8L"), little(20), [0x2f], little((300 - 1) + (200 - 1) * 2 ** 14), big(0, 10));
  assert.deepEqual([pictureHeader(lossless).width, pictureHeader(lossless).height], [300, 200]);
  assert.throws(() => pictureHeader(riff(letters("ABCD"), little(20), big(0, 20))), problem("broken"));
  assert.throws(() => pictureHeader(lossless.slice(0, 24)), problem("cut_short"));
});

test("BMP, old and new, bottom up and top down", () => {
  const bitmap = (...header) => file(letters("BM"), little(0), little(0), little(54), ...header, big(0, 40));
  const sizes = (bytes) => [pictureHeader(bytes).width, pictureHeader(bytes).height];
  assert.deepEqual(sizes(bitmap(little(40), little(33), little(22))), [33, 22]);
  assert.deepEqual(sizes(bitmap(little(40), little(33), little(2 ** 32 - 22))), [33, 22]);
  assert.deepEqual(sizes(bitmap(little(12), little(33, 2), little(22, 2))), [33, 22]);
  assert.throws(() => pictureHeader(bitmap(little(40), little(2 ** 32 - 33), little(22))), problem("broken"));
  assert.throws(() => pictureHeader(bitmap(little(9999), little(1), little(1))), problem("broken"));
  assert.throws(() => pictureHeader(file(letters("BM"), little(0))), problem("cut_short"));
});

const screen = (width, height) => [...letters("GIF89a"), ...little(width, 2), ...little(height, 2), 0x80, 0, 0, ...big(0, 6)];
const picture = (width, height) => [0x2c, 0, 0, 0, 0, ...little(width, 2), ...little(height, 2), 0, 2, 2, 0x4c, 1, 0];
const remark = [0x21, 0xfe, 2, 65, 66, 0];

test("a GIF is its first frame, and says when there are more", () => {
  const still = file(screen(12, 10), remark, picture(12, 10), [0x3b]);
  assert.deepEqual(pictureHeader(still), { format: "GIF", width: 12, height: 10, animated: false });
  assert.equal(pictureHeader(file(screen(12, 10), picture(12, 10), remark, picture(12, 10), [0x3b])).animated, true);
  assert.equal(pictureHeader(file(screen(12, 10), picture(12, 10))).animated, false, "many end without their last byte");
});

test("a GIF whose frame is larger than its screen is judged by the frame", () => {
  assert.throws(() => pictureHeader(file(screen(1, 1), picture(20_000, 20_000), [0x3b])), problem("too_many_pixels"));
  assert.throws(() => pictureHeader(file(screen(9, 9), [0x3b])), problem("broken"));
  assert.throws(() => pictureHeader(file(screen(9, 9), [7])), problem("broken"));
  assert.throws(() => pictureHeader(file(screen(9, 9), picture(9, 9).slice(0, 12))), problem("cut_short"));
});

test("what is no picture, or a telephone's, is named", () => {
  assert.throws(() => pictureHeader(file(letters("<svg xmlns='http://www.w3.org/2000/svg'/>"))), problem("svg"));
  assert.throws(() => pictureHeader(file(letters("<?xml version='1.0'?>\n<!-- drawn --><svg>"))), problem("svg"));
  assert.throws(() => pictureHeader(file(letters("<html><svg></svg></html>"))), problem("unknown_format"));
  assert.throws(() => pictureHeader(file(letters("%PDF-1.7"))), problem("unknown_format"));
  assert.throws(() => pictureHeader(file([0x89])), problem("unknown_format"));
  assert.throws(() => pictureHeader(file(big(24), letters("ftypheic"), big(0, 8))), problem("heic"));
});

test("empty and too long files are refused before they are read", () => {
  assert.throws(() => checkLength(0), problem("empty"));
  assert.throws(() => pictureHeader(new Uint8Array(0)), problem("empty"));
  assert.throws(() => checkLength(LARGEST_FILE + 1), problem("too_many_bytes"));
  checkLength(LARGEST_FILE);
});

test("no bytes of any kind do more than be refused", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) >> 8;
  const starts = [png(9, 9), jpeg(frame(9, 9)), file(screen(9, 9), picture(9, 9), [0x3b]), riff(letters("VP8L"), big(0, 20))];
  for (let turn = 0; turn < 4000; turn += 1) {
    const bytes = starts[turn % starts.length].slice();
    for (let change = 0; change < 3; change += 1) bytes[6 + (random() % (bytes.length - 6))] = random() % 256;
    try {
      const { width, height } = pictureHeader(bytes);
      assert.ok(width * height <= MOST_PIXELS && width > 0 && height > 0);
    } catch (error) {
      assert.equal(typeof error.code, "string", String(error));
    }
  }
});
