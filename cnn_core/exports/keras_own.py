"""What Keras does not have and a network may need: small layers, and the way for PyTorch's weights."""

OWN: dict[str, str] = {
    "PadMinusInfinity": '''
class PadMinusInfinity(layers.Layer):
    """{pad_minus_infinity}"""

    def __init__(self, padding, **more):
        super().__init__(**more)
        self.padding = (padding, padding) if isinstance(padding, int) else padding

    def call(self, x):
        rows, columns = self.padding
        return ops.pad(x, [[0, 0], [0, 0], [rows, rows], [columns, columns]], constant_values=-np.inf)
''',
    "PadFromMap": '''
class PadFromMap(layers.Layer):
    """{pad_from_map}"""

    def __init__(self, padding, mode, **more):
        super().__init__(**more)
        self.padding, self.mode = (padding, padding) if isinstance(padding, int) else padding, mode

    def call(self, x):
        for axis, padding in zip((2, 3), self.padding):
            places = np.pad(np.arange(x.shape[axis]), padding, mode=self.mode)
            x = ops.take(x, places, axis=axis)
        return x
''',
    "AdaptivePool": '''
class AdaptivePool(layers.Layer):
    """{adaptive_pool}"""

    def __init__(self, rows, columns, kind, **more):
        super().__init__(**more)
        self.rows, self.columns, self.kind = rows, columns, kind

    def call(self, x):
        join = ops.mean if self.kind == "mean" else ops.max
        for axis, side in ((2, self.rows), (3, self.columns)):
            px = x.shape[axis]
            windows = [np.arange(at * px // side, -(-(at + 1) * px // side)) for at in range(side)]
            x = ops.stack([join(ops.take(x, window, axis=axis), axis=axis) for window in windows], axis=axis)
        return x
''',
    "MoreMaps": '''
class MoreMaps(layers.Layer):
    """{more_maps}"""

    def __init__(self, added, **more):
        super().__init__(**more)
        self.added = added

    def call(self, x):
        return ops.pad(x, [[0, 0], [0, self.added], [0, 0], [0, 0]])
''',
    "ConvTranspose": '''
class ConvTranspose(layers.Layer):
    """{transposed}"""

    def __init__(self, filters, kernel, stride, padding=0, output_padding=0, dilation=1, groups=1, bias=True, **more):
        super().__init__(**more)
        both = [each if isinstance(each, tuple) else (each, each) for each in (padding, output_padding, dilation)]
        self.padding, self.output_padding, self.dilation = both
        self.filters, self.kernel, self.stride, self.groups, self.use_bias = filters, kernel, stride, groups, bias

    def build(self, shape):
        weight = (shape[1], self.filters // self.groups, *self.kernel)
        self.weight = self.add_weight(shape=weight, name="weight")
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias") if self.use_bias else None

    def call(self, x):
        for axis in (2, 3):
            x = self.spread(x, axis)
        y = ops.conv(x, self.turned(), padding="valid", dilation_rate=self.dilation, data_format="channels_first")
        return y if self.bias is None else y + ops.reshape(self.bias, (1, -1, 1, 1))

    def spread(self, x, axis):
        place, size, step = axis - 2, x.shape[axis], self.stride[axis - 2]
        before = self.dilation[place] * (self.kernel[place] - 1) - self.padding[place]
        length = (size - 1) * step + 1 + 2 * before + self.output_padding[place]
        places = np.arange(length) - before
        inside = (places % step == 0) & (places >= 0) & (places <= (size - 1) * step)
        kept = ops.take(x, np.clip(places // step, 0, size - 1), axis=axis)
        return kept * inside.reshape((-1, 1) if axis == 2 else (-1,)).astype("float32")

    def turned(self):
        inputs, outputs = self.weight.shape[0] // self.groups, self.filters // self.groups
        grouped = ops.reshape(self.weight, (self.groups, inputs, outputs, *self.kernel))
        ordered = ops.transpose(ops.flip(grouped, axis=(3, 4)), (3, 4, 1, 0, 2))
        return ops.reshape(ordered, (*self.kernel, inputs, self.filters))
''',
    "Gelu": '''
class Gelu(layers.Layer):
    """{gelu_tanh}"""

    def call(self, x):
        return keras.activations.gelu(x, approximate=True)
''',
    "Step": '''
class Step(layers.Layer):
    """{step}"""

    def call(self, x):
        return ops.relu(ops.sign(x))
''',
}
"""Keras layers, each in the source where it is needed; {names} are fields of `Comments`."""

LOADING = '''
PYTORCH = {{
    "kernel": "weight",
    "weight": "weight",
    "gamma": "weight",
    "alpha": "weight",
    "bias": "bias",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}}


def load_weights(model, tensors):
    """{load_weights}

    from safetensors.numpy import load_file
    load_weights(model, load_file("weights.safetensors"))
    """
    for layer in model.layers:
        for variable in layer.weights:
            tensor = tensors[layer.name.replace("__", ".") + "." + PYTORCH[variable.name]]
            # {kernel_order}
            if variable.name == "kernel":
                tensor = np.transpose(tensor, (2, 3, 1, 0) if tensor.ndim == 4 else (1, 0))
            variable.assign(np.reshape(tensor, variable.shape))
'''
"""The function that every exported source has."""
