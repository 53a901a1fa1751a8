"""What PyTorch does not have as a layer and a network may need; each class stands in the source where it is used."""

OWN: dict[str, str] = {
    "Step": '''
class Step(nn.Module):
    """{step}"""

    def forward(self, x):
        return torch.relu(torch.sign(x))
''',
    "ZeroPadded": '''
class ZeroPadded(nn.Module):
    """{zero_padded}"""

    def __init__(self, out_channels, stride):
        super().__init__()
        self.out_channels, self.stride = out_channels, stride

    def forward(self, x):
        rows, columns = self.stride
        return F.pad(x[:, :, ::rows, ::columns], (0, 0, 0, 0, 0, self.out_channels - x.shape[1]))
''',
    "Branches": '''
class Branches(nn.Module):
    """{branches}"""

    def __init__(self, after=None, **branches):
        super().__init__()
        self.names = list(branches)
        for name, branch in branches.items():
            self.add_module(name, branch)
        self.after = after or nn.Identity()

    def forward(self, x):
        outputs = [getattr(self, name)(x) for name in self.names]
        return self.after(self.join(outputs))
''',
    "Add": '''
class Add(Branches):
    """{add}"""

    def join(self, outputs):
        return sum(outputs)
''',
    "Concat": '''
class Concat(Branches):
    """{concat}"""

    def join(self, outputs):
        return torch.cat(outputs, dim=1)
''',
    "Multiply": '''
class Multiply(Branches):
    """{multiply}"""

    def join(self, outputs):
        maps, gates = outputs
        return maps * gates[:, :, None, None]
''',
}
"""In the order in which they must stand; {names} are fields of `Comments`."""
