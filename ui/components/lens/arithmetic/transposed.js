// A transposed convolution: each input value stamps the kernel, weighted, into a larger output, and the stamps add up.
//
// That is how the gradient of an ordinary convolution spreads back over its input, and so it is computed here: the
// ordinary convolution `mirrored` leads from our output to our input, and our forward pass is its backward pass.

import { convolve } from "./convolution.js";
import { biasGradient, inputGradient, weightGradient } from "./convolution_backward.js";
import { outputShape } from "./geometry.js";
import { slidingWindow } from "./padded.js";
import { biasOf } from "./terms.js";

export { explain } from "./terms.js";
export { explainBackward } from "./totals.js";

/** All output maps. `weight` has shape [channels, maps / groups, kernel height, kernel width], as in torch. */
export function transposed(x, weight, bias, op) {
  const shape = outputShape(op, x.shape);
  const y = inputGradient(shape, weight, mirrored(op, x.shape), x, windowBack(op, x.shape));
  const px = shape[1] * shape[2];
  return { data: y.data.map((value, at) => value + biasOf(op, bias, Math.floor(at / px))), shape };
}

/** The gradients of input, weights and biases, given that of the output. */
export function transposedBackward(x, weight, op, upstream) {
  const back = mirrored(op, x.shape);
  const window = windowBack(op, x.shape);
  return {
    dx: convolve(upstream, weight, null, back, window),
    dw: weightGradient(upstream, weight.shape, back, x, window),
    db: biasGradient(op, upstream),
  };
}

/** The ordinary convolution that leads back, from the maps this one gives to those it takes. */
export function mirrored({ kernel_size, stride, padding, dilation, groups }, [channels]) {
  return { kind: "convolution", out_channels: channels, kernel_size, stride, padding, dilation, groups, bias: false };
}

/** Its window has as many places as we have inputs; the output padding lies behind the last of them. */
function windowBack(op, shape) {
  return { ...slidingWindow(mirrored(op, shape), outputShape(op, shape)), rows: shape[1], cols: shape[2] };
}
