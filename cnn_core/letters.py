"""Bytes as a few letters that stand in an address as they are, and back; nobody's letters unpack to more than asked."""

import base64
import binascii
import zlib

_RAW = -zlib.MAX_WBITS  # without zlib's header and checksum: six bytes less, and JSON tells damage itself


class DamagedLettersError(Exception):
    """They are cut, changed, or hold more than was asked for."""


def to_letters(content: bytes, dictionary: bytes = b"") -> str:
    """Compressed, as letters, digits, "-" and "_".

    Args:
        content: any bytes.
        dictionary: what is likely to occur in it, the likeliest last; `from_letters` needs the very same.

    >>> from_letters(to_letters(b"convolution"), most=100)
    b'convolution'
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zlib.Z_DEFAULT_STRATEGY, dictionary)
    return base64.urlsafe_b64encode(packer.compress(content) + packer.flush()).rstrip(b"=").decode()


def from_letters(letters: str, *, most: int, dictionary: bytes = b"") -> bytes:
    """What `to_letters` packed, never more than `most` bytes, whatever the letters claim to be.

    Raises:
        DamagedLettersError: they are none of ours, or hold more.
    """
    try:
        packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(_RAW, dictionary)
        content = unpacker.decompress(packed, most)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise DamagedLettersError(type(error).__name__) from error
    if not unpacker.eof or unpacker.unused_data:
        raise DamagedLettersError("more than was asked for, or less")
    return content
