"""Writes what a classifier of PyTorch's encoder gives for padded texts, for TransformerClassifierTest.

    python3 goldens_transformer.py > ../resources/goldens/transformer.txt

A line is a name and numbers, row after row; the name has the form in front, "one" (a block of one head) or "deep" (three blocks of
two heads). There are the weights by their names, the logits "y" of texts of 3, 7, 1 and 5 tokens, the loss, and its gradients
"d.NAME". Made with PyTorch 2.13.
"""

import torch

torch.set_default_dtype(torch.float64)
VOCAB, FEATURES, BETWEEN, CLASSES, LONGEST = 9, 4, 6, 3, 8
LENGTHS = [3, 7, 1, 5]


def sinusoids():
    """Sines at even features and cosines at odd ones, rounded to float32 as the table of a model is."""
    place = torch.arange(LONGEST).double()[:, None]
    angle = place / 10_000 ** (torch.arange(0, FEATURES, 2).double() / FEATURES)
    table = torch.zeros(LONGEST, FEATURES)
    table[:, 0::2], table[:, 1::2] = angle.sin(), angle.cos()
    return table.float().double()


class Classifier(torch.nn.Module):
    def __init__(self, layers, heads):
        super().__init__()
        self.embedding = torch.nn.Embedding(VOCAB, FEATURES, padding_idx=0)
        layer = torch.nn.TransformerEncoderLayer(FEATURES, heads, BETWEEN, dropout=0.0, batch_first=True, norm_first=True)
        self.encoder = torch.nn.TransformerEncoder(layer, layers, torch.nn.LayerNorm(FEATURES), enable_nested_tensor=False)
        self.head = torch.nn.Linear(FEATURES, CLASSES)

    def forward(self, ids, padding):
        x = self.embedding(ids) + sinusoids()[: ids.size(1)]
        x = self.encoder(x, src_key_padding_mask=padding).masked_fill(padding[:, :, None], 0)
        return self.head(x.sum(1) / (~padding).sum(1, keepdim=True))


def line(name, tensor):
    print(name, " ".join("%.12g" % v for v in tensor.detach().flatten().tolist()))


torch.manual_seed(7)
ids = torch.zeros(4, 7, dtype=torch.int64)
for row, length in enumerate(LENGTHS):
    ids[row, :length] = torch.randint(1, VOCAB, (length,))
line("ids", ids)
line("lengths", torch.tensor(LENGTHS))
for form, layers, heads in ("one", 1, 1), ("deep", 3, 2):
    model = Classifier(layers, heads)
    for parameter in model.parameters():
        # The copies of a block begin alike, and its biases and norms with 0 and 1, which would hide what is mixed up.
        parameter.data += 0.3 * torch.randn_like(parameter)
    y = model(ids, ids == 0)
    loss = torch.nn.functional.cross_entropy(y, torch.tensor([2, 0, 1, 1]))
    loss.backward()
    for name, parameter in model.named_parameters():
        line(form + "." + name, parameter)
    line(form + ".y", y)
    line(form + ".loss", loss)
    for name, parameter in model.named_parameters():
        line(form + ".d." + name, parameter.grad)
