"""The sentences that stand in exported source; whoever exports brings them, in the learner's language."""

from dataclasses import dataclass

from cnn_core.layers import Shape


@dataclass(frozen=True, slots=True)
class Comments:
    """Sentences for exported source, without quotes and line breaks, the names in braces to be filled.

    Attributes:
        made: where the file comes from.
        needs: {packages} that have to be installed.
        network: {name}, {input} (a shape in words), {parameters}.
        maps: {channels}, {height}, {width}: the shape of an image.
        one_map: {height}, {width}.
        vector: {count}: the shape of a vector.
        one_number: a vector of length 1.
        add: what joining by addition does.
        concat: what joining one behind another does.
        multiply: what joining by multiplication does.
        branches: what all branches of a block get.
        zero_padded: what a shortcut without parameters does.
        more_maps: the half of it that adds maps.
        adaptive_pool: how a pooling whose output's size is given cuts the map.
        transposed: what a transposed convolution does that Keras' own cannot.
        step: what the step activation does.
        pad_minus_infinity: why a max pooling is padded so.
        pad_from_map: what padding by mirror or by edge adds.
        gelu_tanh: which of the two formulas of GELU it is.
        load_weights: what the function for PyTorch's weights does.
        kernel_order: that the two libraries order the axes of a kernel differently.
        weights: what the first weights are drawn by, {rule}.
        highest: that the schedule's highest learning rate stands here.
        precision: when bfloat16 is taken.
        seeded: that the first weights follow from the seed.
        data: what `load_data` gives.
        as_mnist: how a digit is brought to MNIST's size.
        drawn_here: that these pictures are drawn by the laboratory.
        hold_out: how images are held out.
        schedule: how the learning rate moves.
        normalise: what normalising does.
        stream: that every draw has a seed of its own.
        accuracy: what accuracy is.
        train: what `train` does.
        denormal: why very small numbers are taken for zero.
        order: that every epoch has its own order.
        dropout: that dropout's draws follow from the step.
        epoch: one word.
        loss_word: one word.
        validation_word: a few words before a percentage.
        test_word: likewise.
    """

    made: str
    needs: str
    network: str
    maps: str
    one_map: str
    vector: str
    one_number: str
    add: str
    concat: str
    multiply: str
    branches: str
    zero_padded: str
    more_maps: str
    adaptive_pool: str
    transposed: str
    step: str
    weights: str
    pad_minus_infinity: str
    pad_from_map: str
    gelu_tanh: str
    load_weights: str
    kernel_order: str
    highest: str
    precision: str
    seeded: str
    data: str
    as_mnist: str
    drawn_here: str
    hold_out: str
    schedule: str
    normalise: str
    stream: str
    accuracy: str
    train: str
    denormal: str
    order: str
    dropout: str
    epoch: str
    loss_word: str
    validation_word: str
    test_word: str

    def shape(self, shape: Shape) -> str:
        """A shape in words: "6 maps of 28×28"."""
        if len(shape) == 1:
            return self.vector.format(count=shape[0]) if shape[0] > 1 else self.one_number
        words = self.maps if shape[0] > 1 else self.one_map
        return words.format(channels=shape[0], height=shape[1], width=shape[2])
