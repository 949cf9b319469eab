"""Writes folders of tiny GPT-2 models with what transformers computes with them, for the tests of GPT2.

    python3 goldens_gpt2.py write ../resources/goldens/gpt2
    python3 goldens_gpt2.py open FOLDER IDS.safetensors LOGITS.safetensors

The second form opens a folder that was written elsewhere, says what did not fit, and writes the logits of ids. Made with
transformers 5.18 and PyTorch 2.13.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import GPT2Config, GPT2LMHeadModel
from transformers.generation import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

FORMS = {
    "tiny": dict(),
    "forms": dict(activation_function="relu", n_inner=24, layer_norm_epsilon=1e-3, tie_word_embeddings=False),
}


def generator(seed):
    return torch.Generator().manual_seed(seed)


def model(**options):
    torch.manual_seed(11)
    config = GPT2Config(
        vocab_size=13, n_positions=24, n_embd=16, n_layer=2, n_head=2, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        bos_token_id=0, eos_token_id=0, **options)
    made = GPT2LMHeadModel(config)
    with torch.no_grad():
        # As large as trained weights are, so that no two logits are nearly the same.
        for seed, parameter in enumerate(made.parameters()):
            parameter.add_(torch.randn(parameter.shape, generator=generator(seed)) * 0.3)
    return made.eval()


def losses(made, batches):
    """The losses of training with the model's own loss, which is of each next token."""
    optimizer = torch.optim.AdamW(made.parameters(), lr=1e-3)
    made.train()
    history = []
    for ids in batches:
        optimizer.zero_grad()
        loss = made(ids, labels=ids).loss
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return torch.tensor(history)


def write(folder):
    for name, options in FORMS.items():
        made = model(**options)
        sharded = {"max_shard_size": "12KB"} if name == "forms" else {}
        made.save_pretrained(folder / name, **sharded)
        (folder / name / "generation_config.json").unlink(missing_ok=True)
        ids = torch.randint(0, 13, (3, 9), generator=generator(5))
        batches = torch.randint(0, 13, (50, 4, 12), generator=generator(6))
        with torch.no_grad():
            tensors = {
                "ids": ids,
                "logits": made(ids).logits,
                "greedy": made.generate(
                    ids, attention_mask=torch.ones_like(ids), max_new_tokens=15, do_sample=False, eos_token_id=None,
                    pad_token_id=0),
            }
        tensors["batches"] = batches
        tensors["losses"] = losses(made, batches)
        if name == "tiny":
            tensors.update(choices(torch.randn(4, 13, generator=generator(7)) * 2))
        save_file({key: value.contiguous() for key, value in tensors.items()}, folder / f"{name}.safetensors")


def choices(logits):
    """Probabilities of the next token under the ways to choose it."""
    def of(*warpers):
        scores = logits
        for warper in warpers:
            scores = warper(None, scores)
        return scores.softmax(-1)

    return {
        "choice/logits": logits,
        "choice/temperature": of(TemperatureLogitsWarper(0.7)),
        "choice/topK": of(TopKLogitsWarper(4)),
        "choice/topP": of(TopPLogitsWarper(0.8)),
        "choice/all": of(TemperatureLogitsWarper(1.5), TopKLogitsWarper(7), TopPLogitsWarper(0.6)),
    }


def open_folder(folder, ids, logits):
    made, report = GPT2LMHeadModel.from_pretrained(folder, output_loading_info=True)
    print({key: sorted(map(str, value)) for key, value in report.items() if value})
    with torch.no_grad():
        save_file({"logits": made.eval()(load_file(ids)["ids"]).logits.contiguous()}, logits)


if sys.argv[1] == "write":
    write(Path(sys.argv[2]))
else:
    open_folder(*sys.argv[2:])
