"""Write the tuned encoder as an ONNX graph with weights of 8 bits in blocks of 32.

Products are those of onnxruntime's `MatMulNBits`, which also rounds what it multiplies, row by
row and block by block: the result for a text does not depend on other texts. Layers that did
not learn have 4 bits, as the package has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from training.encoder import BLOCK, FROZEN, EncoderFile, Network

_WHOLE_NUMBERS = 4
"""The level at which onnxruntime multiplies whole numbers."""


@dataclass
class Graph:
    """The nodes and constants gathered so far."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def keep(self, name: str, values: npt.NDArray[np.generic]) -> str:
        """Keep a constant and return its name."""
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **how: object) -> str:
        """Add a node and return the name of its output."""
        domain = "com.microsoft" if kind == "MatMulNBits" else ""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **how))
        return output

    def multiply(self, entered: str, name: str, linear: torch.nn.Linear, bits: int) -> str:
        """Add a product by the weights of a line, in so many bits, and its bias."""
        weights = linear.weight.detach().numpy()
        tall, wide = weights.shape
        levels, scales = pack(weights, bits)
        multiplied = self.add(
            "MatMulNBits",
            [entered, self.keep(f"{name}.levels", levels), self.keep(f"{name}.scales", scales)],
            f"{name}.multiplied",
            K=wide, N=tall, bits=bits, block_size=BLOCK, accuracy_level=_WHOLE_NUMBERS,
        )  # fmt: skip
        bias = self.keep(f"{name}.bias", linear.bias.detach().numpy())
        return self.add("Add", [multiplied, bias], f"{name}.out")

    def normalise(self, entered: str, name: str, norm: torch.nn.LayerNorm) -> str:
        """Add a layer normalisation."""
        weight = self.keep(f"{name}.weight", norm.weight.detach().numpy())
        bias = self.keep(f"{name}.bias", norm.bias.detach().numpy())
        inputs = [entered, weight, bias]
        return self.add("LayerNormalization", inputs, f"{name}.out", epsilon=norm.eps)


def pack(
    weights: npt.NDArray[np.float32], bits: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Return weights as whole numbers, one row a line of blocks, and the scale of each block."""
    tall, wide = weights.shape
    blocks = weights.reshape(tall, wide // BLOCK, BLOCK)
    half = 2 ** (bits - 1)
    if bits == 8:
        scales = np.abs(blocks).max(axis=-1) / (half - 1)
    else:  # The package's own steps: the largest number stands at the end of the scale.
        top = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=-1)[..., None], axis=-1)
        scales = top[..., 0] / -half
    safe = np.where(scales == 0, 1, scales)[..., None]
    levels = (np.clip(np.round(blocks / safe), -half, half - 1) + half).astype(np.uint8)
    if bits == 4:
        levels = levels[..., 0::2] | (levels[..., 1::2] << 4)
    return levels, scales.astype(np.float32).reshape(-1)


def write_graph(network: Network, file: EncoderFile) -> bytes:
    """Return the graph from a text's rows of pieces to the mean of its last layer."""
    graph = Graph()
    width, heads = file.width, file.heads
    graph.keep("heads", np.array([1, -1, heads, width // heads], dtype=np.int64))
    graph.keep("width", np.array([-1, width], dtype=np.int64))
    graph.keep("root", np.array((width // heads) ** -0.5, dtype=np.float32))
    graph.keep("pieces", np.array([0], dtype=np.int64))
    hidden = graph.normalise("entered", "norm", network.norm)
    for number, layer in enumerate(network.layers):
        bits = 4 if number < FROZEN else 8
        hidden = _add_layer(graph, f"layer{number}", layer, hidden, bits)
    graph.add("ReduceMean", [hidden, "pieces"], "mean", keepdims=0)
    entered = helper.make_tensor_value_info("entered", TensorProto.FLOAT, ["pieces", width])
    mean = helper.make_tensor_value_info("mean", TensorProto.FLOAT, [width])
    made = helper.make_graph(graph.nodes, "encoder", [entered], [mean], graph.constants)
    versions = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(made, opset_imports=versions, ir_version=10)
    return bytes(model.SerializeToString())


def _add_layer(graph: Graph, name: str, layer: torch.nn.Module, hidden: str, bits: int) -> str:
    """Add one layer: attention, then two products, each added to what entered."""

    def split(part: str, order: list[int]) -> str:
        line = graph.multiply(hidden, f"{name}.{part}", getattr(layer, part), bits)
        shaped = graph.add("Reshape", [line, "heads"], f"{name}.{part}.shaped")
        return graph.add("Transpose", [shaped], f"{name}.{part}.split", perm=order)

    asked, keys = split("q", [0, 2, 1, 3]), split("k", [0, 2, 3, 1])
    values = split("v", [0, 2, 1, 3])
    scaled = graph.add("Mul", [asked, "root"], f"{name}.scaled")
    alike = graph.add("MatMul", [scaled, keys], f"{name}.alike")
    shares = graph.add("Softmax", [alike], f"{name}.shares", axis=-1)
    attended = graph.add("MatMul", [shares, values], f"{name}.attended")
    turned = graph.add("Transpose", [attended], f"{name}.turned", perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", [turned, "width"], f"{name}.joined")
    line = graph.multiply(joined, f"{name}.ao", layer.get_submodule("ao"), bits)
    added = graph.add("Add", [hidden, line], f"{name}.first")
    middle = graph.normalise(added, f"{name}.aln", layer.get_submodule("aln"))  # type: ignore[arg-type]
    wide = graph.multiply(middle, f"{name}.fi", layer.get_submodule("fi"), bits)
    bent = graph.add("Gelu", [wide], f"{name}.bent")
    narrow = graph.multiply(bent, f"{name}.fo", layer.get_submodule("fo"), bits)
    added = graph.add("Add", [middle, narrow], f"{name}.second")
    return graph.normalise(added, f"{name}.oln", layer.get_submodule("oln"))  # type: ignore[arg-type]
