"""Writes what PyTorch gives for a model of two towers, which has three inputs and two outputs.

Usage: python goldens_towers.py ../resources/goldens/towers.safetensors
Inputs: user and item (int64), numbers of the item; outputs: a rating (MSE) and the logit of a click (BCE, weight 0.5).
Trained by Adam, in order, float64. Holds the rows, the state dict before ("start/...") and after ("end/..."), the joint
loss of each step and the outputs in the end. Made with PyTorch 2.13.
"""

import sys

import torch
from safetensors.torch import save_file
from torch import nn

ROWS, USERS, ITEMS, BATCH, EPOCHS = 44, 6, 9, 8, 12
torch.set_default_dtype(torch.float64)
torch.manual_seed(15)


class Towers(nn.Module):
    def __init__(self):
        super().__init__()
        self.users = nn.Embedding(USERS, 4)
        self.items = nn.Embedding(ITEMS, 3, padding_idx=0)
        self.user = nn.Linear(4, 5)
        self.item = nn.Linear(3 + 2, 5)
        self.click = nn.Linear(10, 1)

    def forward(self, user, item, numbers):
        u = torch.relu(self.user(self.users(user)))
        i = torch.tanh(self.item(torch.cat([self.items(item), numbers], 1)))
        return (u * i).sum(1, keepdim=True), self.click(torch.cat([u, i], 1))


user = torch.randint(0, USERS, (ROWS,))
item = torch.randint(0, ITEMS, (ROWS,))
numbers = torch.randn(ROWS, 2)
rating = (user - item).double().unsqueeze(1) / 3 + numbers[:, :1]
clicked = (rating + 0.5 * torch.randn(ROWS, 1) > 0).double()

model = Towers()
out = {"user": user, "item": item, "numbers": numbers, "rating": rating, "clicked": clicked}
out.update({f"start/{k}": v.clone() for k, v in model.state_dict().items()})
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
losses = []
for _ in range(EPOCHS):
    for rows in torch.arange(ROWS).split(BATCH):
        optimizer.zero_grad()
        score, logit = model(user[rows], item[rows], numbers[rows])
        loss = nn.functional.mse_loss(score, rating[rows])
        loss = loss + 0.5 * nn.functional.binary_cross_entropy_with_logits(logit, clicked[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
out.update({f"end/{k}": v.clone() for k, v in model.state_dict().items()})
out["losses"] = torch.tensor(losses)
score, logit = model(user, item, numbers)
out["score"], out["logit"] = score.detach(), logit.detach()
save_file(out, sys.argv[1])
