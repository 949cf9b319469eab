import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class GraphAttention(nn.Module):
    def __init__(self, in_features, out_features, heads):
        super().__init__()
        self.heads = heads
        self.lin = nn.Linear(in_features, heads * out_features, bias=False)
        self.att_src = nn.Parameter(torch.empty(heads, out_features))
        self.att_dst = nn.Parameter(torch.empty(heads, out_features))
        self.bias = nn.Parameter(torch.zeros(heads * out_features))
        nn.init.xavier_uniform_(self.att_src)
        nn.init.xavier_uniform_(self.att_dst)

    def forward(self, x, edge_index):
        src, dst = edge_index
        h = self.lin(x).view(x.size(0), self.heads, -1)
        score = (h * self.att_src).sum(-1)[src]
        score = score + (h * self.att_dst).sum(-1)[dst]
        score = F.leaky_relu(score, 0.2)
        none = torch.zeros(x.size(0), self.heads)
        place = dst.unsqueeze(1).expand_as(score)
        largest = none.scatter_reduce(
            0, place, score, "amax", include_self=False)
        weight = (score - largest[dst]).exp()
        total = none.index_add(0, dst, weight)
        message = h[src] * (weight / total[dst]).unsqueeze(-1)
        out = torch.zeros_like(h).index_add(0, dst, message)
        return out.flatten(1) + self.bias


class GAT(nn.Module):
    def __init__(self, in_features, hidden, classes, dropout=0.2):
        super().__init__()
        self.conv1 = GraphAttention(in_features, hidden, 4)
        self.conv2 = GraphAttention(4 * hidden, classes, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, edge_index):
        x = F.elu(self.conv1(self.dropout(x), edge_index))
        return self.conv2(self.dropout(x), edge_index)


def neighbours(x, k):
    near = torch.cdist(x, x).topk(k, dim=1, largest=False)[1]
    dst = torch.arange(len(x)).repeat_interleave(k)
    return torch.stack([near.flatten(), dst])


def train(model, optimizer, x, y, edge_index, known):
    model.train()
    for epoch in range(60):
        optimizer.zero_grad()
        out = model(x, edge_index)
        loss = F.cross_entropy(out[known], y[known])
        loss.backward()
        optimizer.step()
        if epoch % 10 == 0:
            print(f"epoch {epoch} loss {loss.item():.5f}")


def test(model, x, y, edge_index, known):
    model.eval()
    with torch.no_grad():
        right = model(x, edge_index).argmax(1) == y
    print(f"test accuracy {right[~known].float().mean().item():.4f}")


def main(file, weights):
    torch.manual_seed(1)
    rows = np.loadtxt(file, np.float32, delimiter=",", skiprows=1)
    x = torch.from_numpy(rows[:200, :-1]) / 16
    y = torch.from_numpy(rows[:200, -1]).long()
    edge_index = neighbours(x, 6)
    known = torch.arange(len(x)) < 50

    model = GAT(64, 8, 10)
    optimizer = torch.optim.Adam(
        model.parameters(), lr=0.01, weight_decay=5e-4)
    train(model, optimizer, x, y, edge_index, known)
    test(model, x, y, edge_index, known)
    torch.save(model.state_dict(), weights)


if __name__ == "__main__":
    main(*sys.argv[1:])
