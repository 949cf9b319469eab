"""The work of Hugging Face's transformers."""

import tasks
import torch
import transformers
import with_torch


def about(contender):
    return f"transformers {transformers.__version__}, {with_torch.about(contender)}"


def program(contender, workload, file):
    return Generating()


class Generating:
    """W13."""

    def __init__(self):
        self.model = transformers.GPT2LMHeadModel(transformers.GPT2Config()).eval()
        with_torch.fill(self.model, tasks.GENERATION_WEIGHT)
        self.prompt = torch.from_numpy(tasks.below(1, tasks.PROMPT, tasks.VOCABULARY))[None]

    def run(self):
        self.text = self.model.generate(
            self.prompt,
            attention_mask=torch.ones_like(self.prompt),
            max_new_tokens=tasks.NEW_TOKENS,
            do_sample=False,
            eos_token_id=None,
            pad_token_id=0,
        )

    def results(self):
        text = self.text[0].double()
        return [text.mean().item(), text[-16:].mean().item()]
