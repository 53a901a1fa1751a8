// What an operation of each kind is before anything has been chosen, and how far its numbers go. The same defaults and
// bounds as cnn_core/stepping/operations; a test compares them. Pure.

const sliding = { kernel_size: [2, 2], stride: [2, 2], padding: [0, 0] };

export const DEFAULTS = {
  convolution: {
    kind: "convolution",
    out_channels: 1,
    kernel_size: [3, 3],
    stride: [1, 1],
    padding: [0, 0],
    padding_mode: "zeros",
    dilation: [1, 1],
    groups: 1,
    bias: true,
    flipped: false,
  },
  transposed_convolution: {
    kind: "transposed_convolution",
    out_channels: 1,
    kernel_size: [3, 3],
    stride: [2, 2],
    padding: [0, 0],
    output_padding: [0, 0],
    dilation: [1, 1],
    groups: 1,
    bias: true,
  },
  separable: {
    kind: "separable",
    out_channels: 1,
    kernel_size: [3, 3],
    stride: [1, 1],
    padding: [0, 0],
    dilation: [1, 1],
    bias: true,
  },
  max_pool: { kind: "max_pool", ...sliding },
  avg_pool: { kind: "avg_pool", ...sliding },
  adaptive_max_pool: { kind: "adaptive_max_pool", output_size: [1, 1] },
  adaptive_avg_pool: { kind: "adaptive_avg_pool", output_size: [1, 1] },
  activation: { kind: "activation", function: { kind: "relu" }, temperature: 1 },
  batch_norm: { kind: "batch_norm", training: true, eps: 1e-5, momentum: 0.1 },
  dropout: { kind: "dropout", p: 0.5, training: true, seed: 0 },
  linear: { kind: "linear", out_features: 1, bias: true },
};

/** The parameters of the activations that have one: default, bounds, and the step of an arrow key. */
export const PARAMETERS = {
  leaky_relu: { name: "negative_slope", usual: 0.01, bounds: [0, 1], step: 0.01 },
  prelu: { name: "init", usual: 0.25, bounds: [0, 1], step: 0.05 },
  elu: { name: "alpha", usual: 1, bounds: [0.01, 4], step: 0.1 },
};

/** An activation of a kind with nothing chosen yet, whole, as the scene writes it. */
export function activationOf(kind) {
  if (kind === "gelu") return { kind, approximate: "none" };
  const parameter = PARAMETERS[kind];
  return parameter ? { kind, [parameter.name]: parameter.usual } : { kind };
}

/** A chosen activation, whole; null where there is none. */
export function wholeActivation(spec) {
  return spec && { ...activationOf(spec.kind), ...spec };
}

/** An operation whose missing fields have their defaults; of a kind that the lens does not show, the first of all. */
export function wholeOperation(operation) {
  if (!DEFAULTS[operation.kind]) return DEFAULTS.convolution;
  const whole = { ...DEFAULTS[operation.kind], ...operation };
  return whole.function ? { ...whole, function: wholeActivation(whole.function) } : whole;
}

/** The same operation as another kind: what both have goes along. */
export function asKind(operation, kind) {
  const fields = Object.entries(DEFAULTS[kind]).map(([name, usual]) => [name, operation[name] ?? usual]);
  return { ...Object.fromEntries(fields), kind };
}
