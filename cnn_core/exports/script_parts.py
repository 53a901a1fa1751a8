"""The parts of a training script, as text: $names are sentences of `Comments` and numbers of the run."""

_GREY = '''
def load_data():
    """$data"""
    train, test = (datasets.$name("data", train=part, download=True) for part in (True, False))
    images, labels = train.data[:, None], train.targets
    rest, held = hold_out(labels.numpy(), $validation, seed=$data_seed)
    return (images[rest], labels[rest]), (images[held], labels[held]), (test.data[:, None], test.targets)
'''

_COLOUR = '''
def load_data():
    """$data"""
    both = [datasets.$name("data", train=part, download=True) for part in (True, False)]
    parts = [(torch.tensor(part.data).permute(0, 3, 1, 2), torch.tensor(part.targets)) for part in both]
    (images, labels), test = parts
    rest, held = hold_out(labels.numpy(), $validation, seed=$data_seed)
    return (images[rest], labels[rest]), (images[held], labels[held]), test
'''

_DIGITS = '''
def load_data():
    """$data"""
    digits = load_digits()
    ink = (digits.images.astype(np.uint16) * 255 // 16).astype(np.uint8)
    images = torch.from_numpy(np.stack([as_mnist(each) for each in ink])[:, None])
    labels = torch.from_numpy(digits.target.astype(np.int64))
    rest, test = hold_out(digits.target, $test, seed=0)
    train, validation = (rest[part] for part in hold_out(digits.target[rest], $validation, seed=$data_seed))
    return [(images[part], labels[part]) for part in (train, validation, test)]


def as_mnist(ink):
    """$as_mnist"""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    size = [max(1, round(side * 20 / max(ink.shape))) for side in (ink.shape[1], ink.shape[0])]
    ink = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BICUBIC))
    top, left = offset(ink.sum(axis=1)), offset(ink.sum(axis=0))
    field = np.zeros((28, 28), dtype=np.uint8)
    field[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return field


def offset(mass):
    centre = float((mass * np.arange(len(mass))).sum() / mass.sum())
    return min(max(round(14 - centre), 0), 28 - len(mass))
'''

_SHAPES = '''
def load_data():
    """$data"""
    drawn = ShapesSpec(seed=$data_seed).load()  # $drawn_here
    return [(part.images, part.labels) for part in (drawn.train, drawn.validation, drawn.test)]
'''

_HOLD_OUT = '''

def hold_out(labels, count, seed):
    """$hold_out"""
    shuffled = np.random.RandomState(seed).permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    chosen = np.zeros(len(labels), dtype=bool)
    chosen[by_class[np.arange(count) * len(labels) // count]] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
'''

_TORCHVISION = ("from torchvision import datasets",)

DATA: dict[str, tuple[tuple[str, ...], str, str]] = {
    "mnist": (_TORCHVISION, "torchvision", _GREY.replace("$name", "MNIST") + _HOLD_OUT),
    "fashion_mnist": (_TORCHVISION, "torchvision", _GREY.replace("$name", "FashionMNIST") + _HOLD_OUT),
    "cifar10": (_TORCHVISION, "torchvision", _COLOUR.replace("$name", "CIFAR10") + _HOLD_OUT),
    "digits": (
        ("from PIL import Image", "from sklearn.datasets import load_digits"),
        "pillow, scikit-learn",
        _DIGITS + _HOLD_OUT,
    ),
    "shapes": (("from cnn_core.datasets import ShapesSpec",), "convolab", _SHAPES),
}
"""For each data set what it imports, the packages for that, and `load_data`.

It gives three pairs of images (N, C, H, W), uint8, and labels (N,).
"""

SCHEDULES: dict[str, str] = {
    "constant": '''
def learning_rate(step, steps):
    """$schedule"""
    return LEARNING_RATE
''',
    "one_cycle": '''
def learning_rate(step, steps):
    """$schedule"""
    peak = $warm_up * steps - 1
    if step <= peak:
        return LEARNING_RATE * half_cosine($start, 1.0, step / peak if peak > 0 else 1.0)
    return LEARNING_RATE * half_cosine(1.0, $end, (step - peak) / (steps - 1 - peak))


def half_cosine(start, end, progress):
    return end + (start - end) * (1 + math.cos(math.pi * min(progress, 1.0))) / 2
''',
}
"""For each schedule the function `learning_rate`; $names are also the schedule's own fields."""

NORMALISER = '''
def normaliser(images):
    """$normalise"""
    levels = np.arange(256) / 255
    counts = [np.bincount(maps.flatten(), minlength=256) for maps in images.swapaxes(0, 1)]
    means = [(count * levels).sum() / count.sum() for count in counts]
    stds = [np.sqrt((count * (levels - mean) ** 2).sum() / count.sum()) for count, mean in zip(counts, means)]
    scale = spread([float(1 / (255 * std)) for std in stds], images.shape[1:])
    shift = spread([float(-mean / std) for mean, std in zip(means, stds)], images.shape[1:])
    return lambda batch: torch.addcmul(shift, batch.flatten(1).float(), scale).view(batch.shape)


def spread(numbers, shape):
    return torch.tensor(numbers).view(-1, 1, 1).expand(*shape).flatten().to(DEVICE)
'''

TRAINING = '''
def stream(purpose, number):
    """$stream"""
    return zlib.crc32(f"{SEED} {purpose} {number}".encode())


@torch.inference_mode()
def accuracy(images, labels, normalise):
    """$accuracy"""
    model.eval()
    right = 0
    for start in range(0, len(labels), 100):
        with torch.autocast(DEVICE.type, torch.bfloat16, enabled=BFLOAT16):
            answers = model(normalise(images[start : start + 100])).argmax(1)
        right += int((answers == labels[start : start + 100]).sum())
    model.train()
    return right / len(labels)


def train():
    """$train"""
    torch.set_flush_denormal(True)  # $denormal
    parts = load_data()
    normalise = normaliser(parts[0][0].numpy())
    (images, labels), validation, test = ((images.to(DEVICE), labels.to(DEVICE)) for images, labels in parts)
    optimizer = $optimizer
    loss_function = $loss
    epoch_steps, losses = max(1, len(labels) // BATCH_SIZE), []
    for step in range(EPOCHS * epoch_steps):
        epoch, place = divmod(step, epoch_steps)
        if place == 0:  # $order
            order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(stream("order", epoch)))
        batch = order[place * BATCH_SIZE : (place + 1) * BATCH_SIZE].to(DEVICE)
        x = normalise(images[batch]).contiguous(memory_format=torch.channels_last)
        torch.manual_seed(stream("dropout", step))  # $dropout

        with torch.autocast(DEVICE.type, torch.bfloat16, enabled=BFLOAT16):
            loss = loss_function(model(x), labels[batch])
        model.zero_grad()
        loss.backward()
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, EPOCHS * epoch_steps)
        optimizer.step()

        losses.append(loss.item())
        if place == epoch_steps - 1:
            right = accuracy(*validation, normalise)
            print(f"$epoch {epoch + 1}: $loss_word {losses[-1]:.4f}, $validation_word {right:.1%}")
    print(f"$test_word {accuracy(*test, normalise):.1%}")
    return losses


if __name__ == "__main__":
    train()
'''
"""Everything that does not depend on the choices, but for the optimiser and the loss."""
