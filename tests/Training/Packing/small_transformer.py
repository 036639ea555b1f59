"""Exports a small causal transformer as a PyTorch user would, and what it gives for some histories.

usage: small_transformer.py FOLDER
Items are numbered from 1; 0 is padding, on the left. Writes encoder.onnx, items.npy, ids.txt and expected.txt: one line a history, the rows of its
items (from 0), a bar, and the query.
"""
import math
import sys

import numpy
import torch

ITEMS, WIDTH, LENGTH, HEADS = 40, 16, 12, 2


class SmallTransformer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.items = torch.nn.Embedding(ITEMS + 1, WIDTH, padding_idx=0)
        self.places = torch.nn.Embedding(LENGTH, WIDTH)
        self.query_key_value = torch.nn.Linear(WIDTH, 3 * WIDTH)
        self.mixed = torch.nn.Linear(WIDTH, WIDTH)
        self.inner = torch.nn.Linear(WIDTH, 4 * WIDTH)
        self.outer = torch.nn.Linear(4 * WIDTH, WIDTH)
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(WIDTH) for _ in range(3))

    def forward(self, input_ids):
        x = self.items(input_ids) + self.places.weight
        filled = (input_ids != 0).unsqueeze(1).unsqueeze(1)
        causal = torch.ones(LENGTH, LENGTH, dtype=torch.bool).tril()
        q, k, v = (
            part.reshape(-1, LENGTH, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in self.query_key_value(self.norms[0](x)).chunk(3, dim=-1))
        scores = q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)
        attention = scores.masked_fill(~(filled & causal), -1e9).softmax(-1)
        x = x + self.mixed((attention @ v).transpose(1, 2).reshape(-1, LENGTH, WIDTH))
        x = x + self.outer(torch.nn.functional.gelu(self.inner(self.norms[1](x))))
        return self.norms[2](x)[:, -1]


folder = sys.argv[1]
torch.manual_seed(7)
model = SmallTransformer().eval()
torch.onnx.export(
    model, (torch.zeros(2, LENGTH, dtype=torch.int64),), f"{folder}/encoder.onnx", opset_version=14,
    input_names=["input_ids"], output_names=["last_hidden"], dynamic_axes={"input_ids": {0: "batch"}, "last_hidden": {0: "batch"}},
    **({"dynamo": False} if torch.__version__ >= "2.5" else {}))
numpy.save(f"{folder}/items.npy", model.items.weight[1:].detach().numpy())
with open(f"{folder}/ids.txt", "w") as ids:
    ids.writelines(f"item-{row}\n" for row in range(ITEMS))
with open(f"{folder}/expected.txt", "w") as expected:
    for length in (1, 2, 5, LENGTH, LENGTH + 4):
        rows = torch.randint(0, ITEMS, (length,)).tolist()
        window = [row + 1 for row in rows][-LENGTH:]
        window = [0] * (LENGTH - len(window)) + window
        with torch.no_grad():
            query = model(torch.tensor([window]))[0].tolist()
        expected.write(" ".join(map(str, rows)) + " | " + " ".join(map(repr, query)) + "\n")
