"""Writes what the PyTorch scripts of docs/porting.md print in a short training, and the weights that they begin with.

    python3 goldens_porting.py ../resources/goldens/porting ../../../data

Nothing is drawn at random: without dropout, rows in their order, and a text in which a block can begin at one place only. Of the 200
rows of the graph none has two rows of equal distance as its sixth and seventh neighbour.
Made with PyTorch 2.13.
"""

import contextlib
import sys
from pathlib import Path

import torch
import torch.nn as nn
from safetensors.torch import save_file
from torch.utils.data import DataLoader, Subset

import porting_cnn
import porting_gnn
import porting_gpt
import porting_lstm
import porting_maml

target, data = Path(sys.argv[1]), Path(sys.argv[2])


@contextlib.contextmanager
def golden(name, model):
    save_file({key: value.clone() for key, value in model.state_dict().items()}, target / f"{name}.safetensors")
    with open(target / f"{name}.txt", "w") as out, contextlib.redirect_stdout(out):
        yield


torch.manual_seed(1)
model = porting_cnn.Net(0.0)
loader = DataLoader(Subset(porting_cnn.digits(data / "digits.csv"), range(640)), batch_size=64)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
with golden("cnn", model):
    for epoch in range(1, 3):
        porting_cnn.train(model, "cpu", loader, optimizer, epoch)
        porting_cnn.test(model, "cpu", loader)

corpus = porting_lstm.Corpus(data / "mill.txt")
source = porting_lstm.batchify(corpus.ids, 8)
model = porting_lstm.RNNModel(len(corpus.words), 16, 16, 2, 0.0)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
with golden("lstm", model):
    for epoch in range(5):
        porting_lstm.train(model, nn.CrossEntropyLoss(), optimizer, source, 10)
    loss = porting_lstm.evaluate(model, nn.CrossEntropyLoss(), source, 10)
    print(f"loss {loss:.5f}")

text = (data / "mill.txt").read_text()
chars = sorted(set(text))
config = porting_gpt.GPTConfig(vocab_size=len(chars), n_head=2, n_embd=16)
ids = torch.tensor([chars.index(c) for c in text[: config.block_size + 1]])
model = porting_gpt.GPT(config)
optimizer = porting_gpt.configure_optimizer(model, 4e-3, 0.1)
with golden("gpt", model):
    porting_gpt.train(model, optimizer, ids, 31)
    print("tokens", *model.generate(ids[None, :4], 40)[0].tolist())

x, y = porting_cnn.digits(data / "digits.csv").tensors
x, y = x.flatten(1), y
model = porting_gnn.GAT(64, 4, 10, 0.0)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
edge_index, known = porting_gnn.neighbours(x[:200], 6), torch.arange(200) < 50
with golden("gnn", model):
    porting_gnn.train(model, optimizer, x[:200], y[:200], edge_index, known)
    porting_gnn.test(model, x[:200], y[:200], edge_index, known)

model = porting_maml.Net(16)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
with golden("maml", model):
    porting_maml.train(model, optimizer, x, y, 21)
    porting_maml.test(model, x, y)
