import math
import sys
from pathlib import Path

import torch
import torch.nn as nn


class Corpus:
    def __init__(self, file):
        lines = Path(file).read_text().splitlines()
        words = " <eos> ".join(lines).split()
        self.words = sorted(set(words))
        index = {word: i for i, word in enumerate(self.words)}
        self.ids = torch.tensor([index[word] for word in words])


class RNNModel(nn.Module):
    def __init__(self, ntoken, ninp, nhid, nlayers, dropout):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.LSTM(ninp, nhid, nlayers, dropout=dropout)
        self.decoder = nn.Linear(nhid, ntoken)
        nn.init.uniform_(self.encoder.weight, -0.1, 0.1)
        nn.init.uniform_(self.decoder.weight, -0.1, 0.1)
        nn.init.zeros_(self.decoder.bias)

    def forward(self, input, hidden):
        emb = self.drop(self.encoder(input))
        output, hidden = self.rnn(emb, hidden)
        return self.decoder(self.drop(output)), hidden


def batchify(ids, batch_size):
    steps = ids.numel() // batch_size
    ids = ids.narrow(0, 0, steps * batch_size)
    return ids.view(batch_size, steps).t().contiguous()


def get_batch(source, i, bptt):
    length = min(bptt, len(source) - 1 - i)
    data = source[i : i + length]
    return data, source[i + 1 : i + 1 + length]


def repackage_hidden(hidden):
    return tuple(h.detach() for h in hidden)


def train(model, criterion, optimizer, source, bptt):
    model.train()
    hidden = None
    for i in range(0, len(source) - 1, bptt):
        data, targets = get_batch(source, i, bptt)
        if hidden is not None:
            hidden = repackage_hidden(hidden)
        output, hidden = model(data, hidden)
        loss = criterion(output.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        optimizer.step()
        print(f"step {i // bptt} loss {loss.item():.5f}")


def evaluate(model, criterion, source, bptt):
    model.eval()
    total, hidden = 0, None
    with torch.no_grad():
        for i in range(0, len(source) - 1, bptt):
            data, targets = get_batch(source, i, bptt)
            output, hidden = model(data, hidden)
            loss = criterion(output.flatten(0, 1), targets.flatten())
            total += len(data) * loss.item()
    return total / (len(source) - 1)


def main(file, weights):
    torch.manual_seed(1)
    corpus = Corpus(file)
    source = batchify(corpus.ids, 8)
    model = RNNModel(len(corpus.words), 32, 32, 2, 0.1)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    best = None
    for epoch in range(1, 9):
        train(model, criterion, optimizer, source, 10)
        loss = evaluate(model, criterion, source, 10)
        print(f"epoch {epoch} perplexity {math.exp(loss):.3f}")
        if best is None or loss < best:
            torch.save(model.state_dict(), weights)
            best = loss
        else:
            for group in optimizer.param_groups:
                group["lr"] /= 2


if __name__ == "__main__":
    main(*sys.argv[1:])
