// The line of PyTorch that makes the same layer. cnn_core/stepping writes the same; a test compares them.

import { depthwiseOf, pointwiseOf } from "./arithmetic/separable.js";

/** `nn.Conv2d(1, 8, 3, padding=1)`: only what is not torch's default. */
export function pytorchLine(op, inChannels, shape = [inChannels, 1, 1]) {
  return LINES[op.kind](op, inChannels, shape);
}

/** The line of a layer {op, x}; above it, one each, what stands before it: the convolution and its activation. */
export function pytorchLines({ op, x, first }) {
  const line = (each, { shape }) => pytorchLine(each, shape[0], shape);
  const between = first?.then ? [activation({ function: first.then, temperature: 1 })] : [];
  return [...(first ? [line(first.op, first.x)] : []), ...between, line(op, x)];
}

const LINES = {
  convolution,
  transposed_convolution: transposed,
  separable: (op, inChannels) => `nn.Sequential(${convolution(depthwiseOf(op, inChannels), inChannels)}, ${convolution(pointwiseOf(op), inChannels)})`,
  max_pool: (op) => pooling("nn.MaxPool2d", op),
  avg_pool: (op) => pooling("nn.AvgPool2d", op),
  adaptive_max_pool: ({ output_size }) => `nn.AdaptiveMaxPool2d(${pair(output_size)})`,
  adaptive_avg_pool: ({ output_size }) => `nn.AdaptiveAvgPool2d(${pair(output_size)})`,
  activation,
  batch_norm: ({ eps, momentum }) => `nn.BatchNorm2d(${["1", option("eps", eps, 1e-5), option("momentum", momentum, 0.1)].filter(Boolean).join(", ")})`,
  dropout: ({ p }) => `nn.Dropout(${option("p", p, 0.5)})`,
  linear: ({ out_features, bias }, _, shape) => {
    const inputs = shape.reduce((product, side) => product * side, 1);
    return `nn.Sequential(nn.Flatten(), nn.Linear(${inputs}, ${out_features}${bias ? "" : ", bias=False"}))`;
  },
};

/** PyTorch's own stride, where none is given, is the kernel. */
function pooling(name, { kernel_size, stride, padding }) {
  const options = [
    stride.join() !== kernel_size.join() && `stride=${pair(stride)}`,
    differs(padding, 0) && `padding=${pair(padding)}`,
  ];
  return `${name}(${[pair(kernel_size), ...options.filter(Boolean)].join(", ")})`;
}

const ACTIVATIONS = {
  relu: () => "nn.ReLU()",
  leaky_relu: ({ negative_slope }) => `nn.LeakyReLU(${option("negative_slope", negative_slope, 0.01)})`,
  prelu: ({ init }) => `nn.PReLU(${option("init", init, 0.25)})`,
  elu: ({ alpha }) => `nn.ELU(${option("alpha", alpha, 1)})`,
  silu: () => "nn.SiLU()",
  gelu: ({ approximate }) => `nn.GELU(${approximate === "none" ? "" : `approximate='${approximate}'`})`,
  sigmoid: () => "nn.Sigmoid()",
  tanh: () => "nn.Tanh()",
  step: () => "lambda x: (x > 0).float()",
};

function activation({ function: spec, temperature }) {
  if (spec.kind !== "softmax") return ACTIVATIONS[spec.kind](spec);
  return temperature === 1 ? "nn.Softmax(dim=1)" : `lambda x: torch.softmax(x / ${decimal(temperature)}, dim=1)`;
}

function option(name, value, usual) {
  return value === usual ? "" : `${name}=${decimal(value)}`;
}

/** A float as Python writes it: 2.0, not 2, and 2e-05 rather than 0.00002. */
function decimal(value) {
  if (Number.isInteger(value)) return `${value}.0`;
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, "e-0$1");
}

function convolution(op, inChannels) {
  const options = [
    differs(op.stride, 1) && `stride=${pair(op.stride)}`,
    op.padding === "same" ? "padding='same'" : differs(op.padding, 0) && `padding=${pair(op.padding)}`,
    differs(op.dilation, 1) && `dilation=${pair(op.dilation)}`,
    op.groups !== 1 && `groups=${op.groups}`,
    !op.bias && "bias=False",
    op.padding_mode !== "zeros" && `padding_mode='${op.padding_mode}'`,
  ];
  const call = `nn.Conv2d(${[inChannels, op.out_channels, pair(op.kernel_size), ...options.filter(Boolean)].join(", ")})`;
  // PyTorch knows no flipped kernel: its owner turns it before handing it over.
  return op.flipped ? `${call}  # weight = kernel.flip(-2, -1)` : call;
}

function transposed(op, inChannels) {
  const options = [
    differs(op.stride, 1) && `stride=${pair(op.stride)}`,
    differs(op.padding, 0) && `padding=${pair(op.padding)}`,
    differs(op.output_padding, 0) && `output_padding=${pair(op.output_padding)}`,
    op.groups !== 1 && `groups=${op.groups}`,
    !op.bias && "bias=False",
    differs(op.dilation, 1) && `dilation=${pair(op.dilation)}`,
  ];
  return `nn.ConvTranspose2d(${[inChannels, op.out_channels, pair(op.kernel_size), ...options.filter(Boolean)].join(", ")})`;
}

function pair([vertical, horizontal]) {
  return vertical === horizontal ? String(vertical) : `(${vertical}, ${horizontal})`;
}

function differs(values, usual) {
  return values.some((value) => value !== usual);
}
