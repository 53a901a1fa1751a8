// A depthwise separable convolution: one kernel for each channel, then a 1×1 convolution that mixes the channels.

import { convolve } from "./convolution.js";
import { backward } from "./convolution_backward.js";
import { outputShape } from "./geometry.js";
import { explain } from "./terms.js";

/** The first half: as many groups as channels; its weights have shape [channels, 1, height, width]. */
export function depthwiseOf({ kernel_size, stride, padding, dilation }, inChannels) {
  return {
    kind: "convolution", out_channels: inChannels, kernel_size, stride, padding, padding_mode: "zeros", dilation,
    groups: inChannels, bias: false, flipped: false,
  };
}

/** The second half; its weights have shape [maps, channels, 1, 1]. */
export function pointwiseOf({ out_channels, bias }) {
  return {
    kind: "convolution", out_channels, kernel_size: [1, 1], stride: [1, 1], padding: [0, 0], padding_mode: "zeros",
    dilation: [1, 1], groups: 1, bias, flipped: false,
  };
}

/** Both halves: the maps between them, `middle`, and the output. */
export function separable(x, { depthwise, pointwise }, bias, op) {
  const middle = convolve(x, depthwise, null, depthwiseOf(op, x.shape[0]));
  return { middle, y: convolve(middle, pointwise, bias, pointwiseOf(op)) };
}

/** One output value taken apart: the mixing of the channels, and for each channel the window behind its number. */
export function explainSeparable(x, middle, { depthwise, pointwise }, bias, op, [o, row, col]) {
  const first = depthwiseOf(op, x.shape[0]);
  return {
    mixing: explain(middle, pointwise, bias, pointwiseOf(op), [o, row, col]),
    windows: Array.from({ length: x.shape[0] }, (_, c) => explain(x, depthwise, null, first, [c, row, col])),
  };
}

/**
 * The gradients: back through the mixing, then through the depthwise kernels, for which `middle`, the gradient of the
 * maps between, is the upstream one.
 */
export function separableBackward(x, middle, { depthwise, pointwise }, op, upstream) {
  const mixing = backward(middle, pointwise, pointwiseOf(op), upstream);
  const { dx, dw } = backward(x, depthwise, depthwiseOf(op, x.shape[0]), mixing.dx);
  return { dx, middle: mixing.dx, dw: { depthwise: dw, pointwise: mixing.dw }, db: mixing.db };
}

/** Weights and products of the two halves together, and of the one convolution they stand for; without biases. */
export function costs(op, shape) {
  const [channels] = shape;
  const [, rows, cols] = outputShape(op, shape);
  const kernel = op.kernel_size[0] * op.kernel_size[1];
  const separate = channels * kernel + channels * op.out_channels;
  const together = channels * kernel * op.out_channels;
  const cost = (weights) => ({ weights, products: weights * rows * cols });
  return { separable: cost(separate), ordinary: cost(together) };
}
