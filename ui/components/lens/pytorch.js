// The line of PyTorch that makes the same layer. cnn_core/stepping writes the same; a test compares them.

/** `nn.Conv2d(1, 8, 3, padding=1)`: only what is not torch's default. */
export function pytorchLine(op, inChannels) {
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

function pair([vertical, horizontal]) {
  return vertical === horizontal ? String(vertical) : `(${vertical}, ${horizontal})`;
}

function differs(values, usual) {
  return values.some((value) => value !== usual);
}
