"""A network in a link: JSON without defaults, compressed with the words that every network uses."""

from cnn_core.architecture import ArchitectureSpec
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.letters import DamagedLettersError, from_letters, to_letters

LARGEST_LINK = 7_600  # characters; usual proxies take addresses of 8 kB
LARGEST_JSON = 100_000  # bytes; two hundred layers that all differ take a third of it

# What a link was packed with unpacks it: a dictionary may never change. A better one gets a new letter.
_DICTIONARY_A = (
    b'"initialization":"he_normal""he_uniform""glorot_normal""glorot_uniform""lecun_normal"'
    b'{"kind":"squeeze_excitation","reduction":{"kind":"inception","transition","dense_block","growth":12,'
    b'{"kind":"inverted_residual","expansion":6,{"kind":"bottleneck","channels":'
    b'{"kind":"repeat","times":2,"layers":[{"kind":"parallel","join":"add","branches":[['
    b'{"kind":"adaptive_avg_pool2d","output_size":{"kind":"upsample","scale_factor":2,"mode":"bilinear"}'
    b'{"kind":"pad","mode":"reflect"}{"kind":"layer_norm"},{"kind":"group_norm","num_groups":8},'
    b'{"kind":"instance_norm2d"},{"kind":"conv_transpose2d","out_channels":,"output_padding":1'
    b'{"kind":"separable_conv2d","out_channels":{"kind":"spatial_dropout","p":0.1},'
    b'"function":"softmax""function":"sigmoid""function":"silu""function":"gelu""function":"elu"'
    b'"function":{"kind":"leaky_relu","negative_slope":0.1}"function":{"kind":"prelu"}'
    b'"affine":false"dilation":2"groups":32"eps":"momentum":'
    b'{"kind":"avg_pool2d"},{"kind":"global_max_pool"},{"kind":"max_pool2d","kernel_size":3,"stride":2,"padding":1},'
    b'{"kind":"residual","shortcut":"projection","layers":[{"kind":"conv2d","out_channels":64,"kernel_size":5},'
    b'{"kind":"activation","function":"tanh"},{"kind":"dropout"},{"kind":"dropout","p":0.25},'
    b'{"name":"LeNet-5","input_shape":[1,28,28],"layers":[{"kind":"conv2d","out_channels":128,'
    b'"kernel_size":1,"stride":2,"padding":1,"bias":false},{"kind":"batch_norm2d"},'
    b'{"name":"","input_shape":[3,32,32],"layers":[{"kind":"conv2d","out_channels":16,"padding":"same"},'
    b'{"kind":"conv2d","out_channels":32,"padding":1,"bias":false},{"kind":"batch_norm2d"},'
    b'{"kind":"activation","function":"relu"},{"kind":"max_pool2d"},{"kind":"flatten"},'
    b'{"kind":"linear","out_features":128},{"kind":"activation","function":"relu"},'
    b'{"kind":"global_avg_pool"},{"kind":"linear","out_features":10}]}'
)
_DICTIONARIES = {"a": _DICTIONARY_A}
_NEWEST = "a"


class DamagedLinkError(CnnCoreError):
    """What a link brings is no network: cut, changed, or of a newer version. Params: characters."""

    code = "damaged_network_link"
    template = "expected a network's link; received {characters} characters that hold none"


class LinkTooLongError(CnnCoreError):
    """A network that needs more letters than an address may have. Params: limit, characters."""

    code = "network_link_too_long"
    template = "expected a link of at most {limit} characters; received a network that needs {characters}"


def to_link(spec: ArchitectureSpec) -> str:
    """The network as letters, digits, "-" and "_"; the same network always gives the same ones.

    Raises:
        LinkTooLongError: take a file instead.

    >>> from cnn_core.presets import PRESETS
    >>> len(to_link(PRESETS["lenet5"].build((1, 28, 28), 10))) < 200
    True
    """
    letters = _NEWEST + to_letters(spec.to_json().encode(), _DICTIONARIES[_NEWEST])
    if len(letters) > LARGEST_LINK:
        raise LinkTooLongError(limit=LARGEST_LINK, characters=len(letters))
    return letters


def from_link(letters: str) -> ArchitectureSpec:
    """The network of a link; whoever made it, reading costs no more than a network may hold.

    Raises:
        DamagedLinkError: it is no link of a network.
    """
    dictionary = _DICTIONARIES.get(letters[:1])
    if dictionary is None or len(letters) > LARGEST_LINK:
        raise DamagedLinkError(characters=len(letters))
    try:
        return ArchitectureSpec.from_json(from_letters(letters[1:], most=LARGEST_JSON, dictionary=dictionary))
    except (DamagedLettersError, InvalidSpecError) as error:
        raise DamagedLinkError(characters=len(letters)) from error
