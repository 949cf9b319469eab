"""W14: what `jacobian train` does, as a script for PyTorch. Reads a CSV file with a header whose last
column is the class, or an npz file with x and y; standardizes the features by the training rows, trains an
MLP with Adam, looks at the held-out fifth after each epoch, and saves the weights.

    train_script.py FILE WEIGHTS HIDDEN ACTIVATION LEARNING_RATE EPOCHS BATCH SEED
"""

import csv
import sys

import numpy as np
import torch


def read(file):
    if file.endswith(".npz"):
        arrays = np.load(file)
        return arrays["x"], arrays["y"]
    with open(file, newline="") as text:
        rows = list(csv.reader(text))[1:]
    names = sorted({row[-1] for row in rows})
    x = np.array([row[:-1] for row in rows], dtype="float32")
    return x, np.array([names.index(row[-1]) for row in rows])


def main(file, weights, hidden, activation, learning_rate, epochs, batch, seed):
    torch.manual_seed(int(seed))
    x, y = (torch.from_numpy(array) for array in read(file))
    order = torch.randperm(len(x))
    held, kept = order[: len(x) // 5], order[len(x) // 5 :]
    mean, deviation = x[kept].mean(0), x[kept].std(0, correction=0)
    x = (x - mean) / torch.where(deviation > 0, deviation, 1)

    model = torch.nn.Sequential(
        torch.nn.Linear(x.shape[1], int(hidden)),
        {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[activation](),
        torch.nn.Linear(int(hidden), int(y.max()) + 1),
    )
    loss_fn = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))
    for epoch in range(1, int(epochs) + 1):
        for rows in kept[torch.randperm(len(kept))].split(int(batch)):
            loss = loss_fn(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            prediction = model(x[held])
            loss = loss_fn(prediction, y[held]).item()
            accuracy = (prediction.argmax(1) == y[held]).float().mean().item()
        print(f"epoch {epoch}/{epochs}  val loss {loss:.6f}  val accuracy {accuracy:.5f}")
    torch.save(model.state_dict(), weights)
    print(f"validation  loss {loss:.6f}  accuracy {accuracy:.5f}")


main(*sys.argv[1:])
