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
            if variable.name == "kernel":  # {kernel_order}
                tensor = np.transpose(tensor, (2, 3, 1, 0) if tensor.ndim == 4 else (1, 0))
            variable.assign(np.reshape(tensor, variable.shape))
'''
"""The function that every exported source has."""
