"""The deep model: a small encoder tuned by us, run by onnxruntime.

It is multilingual-e5-small cut to the pieces of our languages. Weights are whole numbers in
blocks of 32 with a scale each. Every text is read by itself, so that its scores do not depend on
what stands beside it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.features import Scores
from palabre.engine.understanding.model import has_model, read_arrays
from palabre.engine.understanding.pieces import Cutter
from palabre.engine.understanding.words import prepare

MOST_PIECES: Final = 128
"""Pieces of a message beyond which the deep model does not read."""

ASKED: Final = "query: "
"""What the encoder was taught to see before a text."""

LENGTH: Final = 20.0
"""The length of a text's vector."""

_MOST_THREADS: Final = 4
_LETTERS: Final = 2_000


class Encoder:
    """Turns texts into vectors of 384 numbers."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], *, threads: int) -> None:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        graph = arrays["graph"].tobytes()
        self._session = InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        pieces = arrays["pieces"].tobytes().decode().split("\n")
        self._cutter = Cutter(pieces, arrays["chances"].tolist())
        self._table = arrays["table"]
        self._places = arrays["places"].astype(np.float32)
        self._threads = ThreadPoolExecutor(threads) if threads > 1 else None

    def embed(self, texts: Sequence[str]) -> Scores:
        """Return one row of 384 numbers a text, of the same length each."""
        read = self._threads.map if self._threads and len(texts) > 1 else map
        vectors = np.array(list(read(self._embed_one, texts)), dtype=np.float32)
        sizes = np.linalg.norm(vectors, axis=1, keepdims=True)
        embedded: Scores = (vectors * (LENGTH / np.maximum(sizes, 1e-9))).astype(np.float32)
        return embedded

    def _embed_one(self, text: str) -> Scores:
        prepared = prepare(text[:_LETTERS])[0]
        numbers = self._cutter.cut(ASKED + prepared, MOST_PIECES)
        entered = open_blocks(self._table[numbers]) + self._places[: len(numbers)]
        vector: Scores = self._session.run(None, {"entered": entered})[0]
        return vector


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
        """Return the deep model, or none when it does not ship."""
        if not has_model("deep"):
            return None
        arrays = read_arrays("deep")
        return cls(Encoder(arrays, threads=min(_MOST_THREADS, os.cpu_count() or 1)), arrays)

    def embed(self, texts: Sequence[str]) -> Scores:
        """Return the texts' vectors alone."""
        return self._encoder.embed(texts)

    def read(self, fast: Scores, texts: Sequence[str]) -> tuple[Scores, Scores]:
        """Return the scores of both models together, in log-odds, and the texts' vectors."""
        vectors = self._encoder.embed(texts)
        deep = vectors @ self._heads + self._bias
        blended: Scores = fast * self._fast_share + deep * self._deep_share
        return blended, vectors


def open_blocks(packed: npt.NDArray[np.uint8]) -> Scores:
    """Return rows of numbers from blocks of 32 in 4 bits: a scale in 16 bits, then two a byte."""
    scale = np.ascontiguousarray(packed[..., :2]).view(np.float16).astype(np.float32)
    levels = np.concatenate([packed[..., 2:] & 15, packed[..., 2:] >> 4], axis=-1)
    rows: Scores = ((levels.astype(np.float32) - 8) * scale).reshape(len(packed), -1)
    return rows
