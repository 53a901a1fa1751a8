"""A network in a link: JSON without defaults, compressed with the words that every network uses."""

from cnn_core.architecture import ArchitectureSpec
from cnn_core.architecture.reading import LONGEST
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.letters import DamagedLettersError, from_letters, to_letters

LARGEST_LINK = 7_600  # characters; usual proxies take addresses of 8 kB

# What a link was packed with unpacks it: a dictionary may never change. A better one gets a new letter.
_DICTIONARY_A = (
    b'"initialization":"lecun_normal"glorot_uniform"glorot_normal"he_uniform"he_normal"'
    b'"negative_slope":0.1"alpha":"approximate":"tanh""eps":"momentum":0.01'
    b'{"kind":"inception","c1":32,"c3_reduce":,"c3":,"c5_reduce":,"c5":,"pool":16},'
    b'{"kind":"instance_norm2d","affine":true},{"kind":"group_norm","num_groups":8},{"kind":"layer_norm"},'
    b'{"kind":"adaptive_max_pool2d"},{"kind":"adaptive_avg_pool2d","output_size":2},'
    b'{"kind":"pad","padding":2,"mode":"replicate"reflect"},'
    b'{"kind":"upsample","scale_factor":3,"mode":"bilinear"},'
    b'{"kind":"conv_transpose2d","out_channels":16,"kernel_size":3,"stride":1,"output_padding":1},'
    b'{"kind":"depthwise_separable","out_channels":64,"dilation":2,"groups":2,'
    b'{"kind":"activation","function":"softmax"},{"kind":"activation","function":"step"},'
    b'{"kind":"activation","function":{"kind":"leaky_relu"}},{"kind":"activation","function":"prelu"},'
    b'{"kind":"activation","function":"elu"},{"kind":"activation","function":"gelu"},'
    b'{"kind":"activation","function":"silu"},{"kind":"activation","function":"sigmoid"},'
    b'{"kind":"bottleneck","channels":32,"expansion":2,"stride":2,"shortcut":"identity"},'
    b'{"kind":"squeeze_excitation","reduction":4},{"kind":"dense_block","growth":16,"times":6,"bottleneck":true},'
    b'{"kind":"transition","compression":1.0},{"kind":"inverted_residual","out_channels":24,"expansion":1},'
    b'{"kind":"inverted_residual","out_channels":32,"kernel_size":5,"stride":2},'
    b'{"kind":"parallel","branches":[[{"kind":"conv2d","out_channels":32,"kernel_size":1},'
    b'{"kind":"activation","function":"relu"}],[{"kind":"conv2d","out_channels":32,"padding":1},'
    b'{"kind":"activation","function":"relu"}]],"join":"add"},{"kind":"dropout2d","p":0.1},'
    b'{"kind":"global_max_pool"},{"kind":"avg_pool2d"},{"kind":"dropout"},{"kind":"dropout","p":0.25},'
    b'{"kind":"repeat","layers":[{"kind":"residual","layers":[{"kind":"conv2d","out_channels":16,"stride":2,"padding":1,'
    b'"bias":false},{"kind":"batch_norm2d"},{"kind":"activation","function":"relu"},'
    b'{"kind":"conv2d","out_channels":64,"padding":1,"bias":false},{"kind":"batch_norm2d"}],"shortcut":"zero_pad"}],'
    b'"times":3},{"kind":"residual","layers":[],"shortcut":"projection","function":null},'
    b'{"name":"LeNet-5","input_shape":[1,28,28],"layers":[{"kind":"conv2d","out_channels":6,"kernel_size":5,"padding":2},'
    b'{"kind":"activation","function":"tanh"},{"kind":"max_pool2d","kernel_size":3,"stride":2},'
    b'{"kind":"conv2d","out_channels":128,"kernel_size":1},'
    b'{"name":"Network","input_shape":[3,32,32],"layers":[{"kind":"conv2d","out_channels":32,"padding":"same"},'
    b'{"kind":"activation","function":"relu"},{"kind":"max_pool2d"},{"kind":"conv2d","out_channels":16,"padding":1,'
    b'"bias":false},{"kind":"batch_norm2d"},{"kind":"activation","function":"relu"},{"kind":"max_pool2d"},'
    b'{"kind":"flatten"},{"kind":"linear","out_features":128},{"kind":"activation","function":"relu"},'
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
        return ArchitectureSpec.from_json(from_letters(letters[1:], most=LONGEST, dictionary=dictionary))
    except (DamagedLettersError, InvalidSpecError) as error:
        raise DamagedLinkError(characters=len(letters)) from error
