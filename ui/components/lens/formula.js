// The output size's formula with its numbers, as parts to write down. Pure: tested by Node.

/** [{text, key?}]: a part with a key is a number that can change; `dilates`: the layer has a dilation. Only one line where both axes agree. */
export function formulaLines({ height, width }, dilates = true) {
  const [vertical, horizontal] = [axisParts(height, dilates), axisParts(width, dilates)];
  const alike = plainText(vertical) === plainText(horizontal);
  return alike ? [{ name: "H′ = W′", parts: vertical }] : [{ name: "H′", parts: vertical }, { name: "W′", parts: horizontal }];
}

/** ⌊(28 + 2·1 − 2·(3 − 1) − 1) / 2⌋ + 1 = 13; without dilation ⌊(28 + 2·0 − 2) / 2⌋ + 1 = 14. */
function axisParts(numbers, dilates) {
  const { size, added, extent, stride, result } = numbers;
  if (!extent) return [number("result", result)]; // given, or as large as the input
  if ("output_padding" in numbers) return spreadParts(numbers);
  const padding = added % 2 === 0 ? [text(" + 2·"), number("padding", added / 2)] : [text(" + "), number("padding", added)];
  return [
    text("⌊("), number("size", size), ...padding,
    text(" − "), ...(dilates ? dilated(extent) : [number("kernel", extent.kernel)]), text(") / "),
    number("stride", stride), text("⌋ + 1 = "), number("result", result),
  ];
}

/** (28 − 1)·2 − 2·0 + 1·(3 − 1) + 0 + 1 = 57: a transposed convolution. */
function spreadParts({ size, added, extent, stride, output_padding, result }) {
  return [
    text("("), number("size", size), text(" − 1)·"), number("stride", stride), text(" − 2·"), number("padding", added / 2),
    text(" + "), number("dilation", extent.dilation), text("·("), number("kernel", extent.kernel), text(" − 1) + "),
    number("output_padding", output_padding), text(" + 1 = "), number("result", result),
  ];
}

function dilated({ dilation, kernel }) {
  return [number("dilation", dilation), text("·("), number("kernel", kernel), text(" − 1) − 1")];
}

export function plainText(parts) {
  return parts.map((part) => part.text).join("");
}

/** The keys whose numbers differ from those of an earlier line. */
export function changedKeys(parts, before) {
  const old = new Map((before ?? parts).filter(({ key }) => key).map(({ key, text: value }) => [key, value]));
  return parts.filter(({ key, text: value }) => key && old.get(key) !== value).map(({ key }) => key);
}

const text = (value) => ({ text: value });
const number = (key, value) => ({ key, text: String(value) });
