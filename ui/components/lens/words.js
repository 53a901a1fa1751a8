// The sentences that need numbers of the moment: names of planes, cells and weights. Pure: tested by Node.

import { fill } from "../shared/format.js";
import { lowered } from "./map_sentences.js";

/** Numbers without a place, one a channel: none of them is a colour. */
const isVector = ([, rows, columns]) => rows * columns === 1;

/** Writers of every sentence with numbers in it, for one language and its texts. */
export function words(texts, language = "en") {
  const size = (shape) => shape.slice(-2).join(" × ");
  const channel = (index, count) => (count === 3 ? texts.colours[index] : fill(texts.channel, { number: index + 1 }));
  const named = (name, shape) => `${name} · ${size(shape)}`;
  const counted = new Intl.NumberFormat(language);
  const wholeNumber = (number) => counted.format(number);
  return {
    ...texts,
    wholeNumber,
    dense: {
      ...texts.dense,
      outputName: (o) => fill(texts.dense.output, { number: o + 1 }),
      count: wholeNumber,
    },
    separable: { ...texts.separable, count: (number) => counted.format(number) },
    middleName: (index, shape) => named(`z${lowered(index + 1)}`, shape),
    mixingName: (index, map) => fill(texts.separable.weight, { channel: index + 1, map: map + 1 }),
    channelNames: (count) => (count > 1 ? Array.from({ length: count }, (_, index) => channel(index, count)) : null),
    inputName: (index, shape) => named(shape[0] > 1 ? `${texts.input}, ${channel(index, shape[0])}` : texts.input, shape),
    kernelName: (map, { out_channels, kernel_size }) => named(out_channels > 1 ? fill(texts.kernel_of, { map: map + 1 }) : texts.kernel, kernel_size),
    outputName: (map, shape) => named(shape[0] > 1 ? fill(texts.output_map, { map: map + 1, maps: shape[0] }) : texts.output, shape),
    upstreamName: (map, shape) => named(shape[0] > 1 ? `dL/dy · ${fill(texts.map, { map: map + 1 })}` : "dL/dy", shape),
    dxName: "dL/dX",
    dwName: "dL/dW",
    mapName: (map) => fill(texts.map, { map: map + 1 }),
    weightName: (index, i, j) => fill(texts.weight, { row: i + 1, column: j + 1, channel: index + 1 }),
    biasName: (map) => fill(texts.bias_of, { map: map + 1 }),
    /** The input of a layer without weights: the picture, or what the convolution before it gives. */
    inputOf: ({ x: { shape }, weight }, map) => {
      if (!weight) return named(shape[0] > 1 ? `${texts.input}, ${channel(map, isVector(shape) ? 0 : shape[0])}` : texts.input, shape);
      return named(shape[0] > 1 ? `${texts.on.convolved}, ${fill(texts.map, { map: map + 1 })}` : texts.on.convolved, shape);
    },
    curveOf: (spec, { activations = [] }) => fill(texts.activation.curve, { name: activations.find(({ kind }) => kind === spec.kind)?.label ?? spec.kind }),
    quiet: ({ dead, flat, count, least }, write) => {
      const share = (part) => write.plain(Math.round((100 * part) / count));
      const said = { dead, flat, count, dead_percent: share(dead), flat_percent: share(flat), least: write.plain(least) };
      return fill(texts.activation.quiet, said);
    },
    outputLabel: texts.output_help,
    inputHelp: texts.input_help,
    maps: texts.maps,
    place: ([map, row, column], shape) =>
      fill(shape[0] > 1 ? texts.place_of_map : texts.place, { map: map + 1, row: row + 1, column: column + 1 }),
    feeds: ({ source, cells, value = null }, write) => {
      if (value !== null) return fill(texts.stamps, { row: source[0] + 1, column: source[1] + 1, value: write.plain(value), count: cells.length });
      const values = source && { row: source[0] + 1, column: source[1] + 1 };
      const count = cells.length;
      const [one, several] = source ? [texts.feeds_one, texts.feeds] : [texts.padding_feeds_one, texts.padding_feeds];
      return fill(count === 1 ? one : several, { ...values, count });
    },
    applied: ([, i, j], count) => fill(count === 1 ? texts.applied_one : texts.applied, { row: i + 1, column: j + 1, count }),
  };
}
