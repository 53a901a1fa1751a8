// How large everything of a depthwise separable convolution is on the stage. Px and cells only: tested by Node.

import { cellIn } from "./arrangement.js";

const NARROW = 680;
const SIGN = 24; // px of each sign between the parts
const WEIGHT = { usual: 60, projected: 90 }; // px of a 1×1 weight
const BIAS = 64;
const TITLE = { usual: 38, projected: 48 }; // px of a plane's title, and of the gap to the next row
const SCALE = { usual: 16, projected: 26 }; // px of the scale below the last row
const KERNEL = { least: 22, most: 64, projected: 110 };

/** The px of a cell of the input, the kernels, the maps between, the output and the 1×1 weights, for so many channels. */
export function arrangeSeparable({ width, height, channels, input, kernel, output, projected = false, close = false }) {
  const mode = projected ? "projected" : "usual";
  const largest = projected ? 150 : close ? 90 : 48;
  const most = projected ? KERNEL.projected : KERNEL.most;
  if (width < NARROW) return stacked({ width, input, kernel, output, largest });
  const tall = (height - SCALE[mode]) / channels - TITLE[mode];
  const room = width - 5 * SIGN - WEIGHT[mode] - BIAS;
  const fitting = Math.floor(Math.min(tall / kernel[0], (0.24 * room) / kernel[1], most));
  const kernelCell = Math.max(KERNEL.least, fitting);
  const rest = room - kernelCell * kernel[1];
  const box = { width: 0.29 * rest, height: tall };
  const inputCell = cellIn(box, input, largest);
  return {
    stacked: false,
    input: inputCell,
    kernel: kernelCell,
    middle: Math.min(inputCell, cellIn(box, output, largest)),
    output: cellIn({ width: 0.4 * rest, height: height - TITLE[mode] - SCALE[mode] }, output, largest),
    weight: WEIGHT[mode],
  };
}

/** On a narrow screen the picture stands beside its map, the kernel below them, the output below all. */
function stacked({ width, input, kernel, output, largest }) {
  const weight = 44;
  const box = { width: (width - weight - 2 * SIGN) / 2, height: 200 };
  const inputCell = cellIn(box, input, largest);
  return {
    stacked: true,
    input: inputCell,
    kernel: Math.floor(Math.min(KERNEL.most, (width - 20) / kernel[1])),
    middle: Math.min(inputCell, cellIn(box, output, largest)),
    output: cellIn({ width, height: 250 }, output, largest),
    weight,
  };
}
