"""Writes what a classifier of PyTorch's layers gives for padded texts, for LSTMClassifierTest.

    python3 goldens_classifier.py > ../resources/goldens/classifier.txt

A line is a name and numbers, row after row; the name has the form in front, "plain" or "both". There are the weights by their
names, the logits "y" of texts of 3, 7, 1 and 5 tokens, the loss, and its gradients "d.NAME". Made with PyTorch 2.13.
"""

import torch
from torch.nn.utils.rnn import pack_padded_sequence

torch.set_default_dtype(torch.float64)
VOCAB, FEATURES, HIDDEN, CLASSES = 9, 4, 3, 3
LENGTHS = [3, 7, 1, 5]


class Classifier(torch.nn.Module):
    def __init__(self, layers, bidirectional):
        super().__init__()
        self.embedding = torch.nn.Embedding(VOCAB, FEATURES, padding_idx=0)
        self.rnn = torch.nn.LSTM(FEATURES, HIDDEN, layers, batch_first=True, bidirectional=bidirectional)
        self.head = torch.nn.Linear(HIDDEN * (2 if bidirectional else 1), CLASSES)

    def forward(self, ids, lengths):
        packed = pack_padded_sequence(self.embedding(ids), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.rnn(packed)
        last = torch.cat((h[-2], h[-1]), 1) if self.rnn.bidirectional else h[-1]
        return self.head(last)


def line(name, tensor):
    print(name, " ".join("%.12g" % v for v in tensor.detach().flatten().tolist()))


torch.manual_seed(7)
ids = torch.zeros(4, 7, dtype=torch.int64)
for row, length in enumerate(LENGTHS):
    ids[row, :length] = torch.randint(1, VOCAB, (length,))
line("ids", ids)
line("lengths", torch.tensor(LENGTHS))
for form, layers, bidirectional in ("plain", 1, False), ("both", 2, True):
    model = Classifier(layers, bidirectional)
    y = model(ids, LENGTHS)
    loss = torch.nn.functional.cross_entropy(y, torch.tensor([2, 0, 1, 1]))
    loss.backward()
    for name, parameter in model.named_parameters():
        line(form + "." + name, parameter)
    line(form + ".y", y)
    line(form + ".loss", loss)
    for name, parameter in model.named_parameters():
        line(form + ".d." + name, parameter.grad)
