"""Writes examples/data/letters.jsonl: 800 short letters to a shop, put together by a rule with a fixed seed, and of which kind
each is. What makes the kind is the order of words ("not good" is a complaint, "not bad" is praise), not the words alone."""

import json
import pathlib
import random

draw = random.Random(3)
THINGS = "lamp chair table kettle clock stool mirror carpet teapot basket candle drawer".split()
GOOD = "good lovely solid handsome useful splendid".split()
BAD = "bad poor ugly wobbly useless dull".split()
VERY = ["", "very ", "really ", "quite "]
TIMES = "on Monday,in May,last week,two days ago,this morning,before Easter".split(",")
PLACES = "in the kitchen,by the window,in the hall,upstairs,next to the door".split(",")
NUMBERS = "two three four five six".split()


def verdict(thing, is_good):
    """Says what is thought of a thing, half of the time by what it is not."""
    if draw.random() < 0.5:
        return f"The {thing} is {draw.choice(VERY)}{draw.choice(GOOD if is_good else BAD)}"
    return f"The {thing} is not {draw.choice(VERY)}{draw.choice(BAD if is_good else GOOD)}"


def aside(thing):
    """Says something that makes no letter one of a kind."""
    return draw.choice([
        f"I bought the {thing} {draw.choice(TIMES)}",
        f"It stands {draw.choice(PLACES)}",
        f"The parcel came {draw.choice(TIMES)}",
        f"My neighbour has a {draw.choice(THINGS)} from you",
        f"We looked at the {draw.choice(THINGS)} too",
    ])


def letter(kind):
    thing = draw.choice(THINGS)
    count = draw.choice(NUMBERS)
    if kind == "praise":
        core = verdict(thing, True)
    elif kind == "complaint":
        core = draw.choice([verdict(thing, False), verdict(thing, False), f"The {thing} did not arrive {draw.choice(TIMES)}"])
    elif kind == "question":
        core = draw.choice([
            f"When will the {thing} arrive?",
            f"Is the {thing} {draw.choice(GOOD + BAD)}?",
            f"Do you send {count} {thing}s {draw.choice(TIMES)}?",
            f"What does the {thing} {draw.choice(PLACES)} cost?",
        ])
    else:
        core = draw.choice([
            f"Please send {count} {thing}s",
            f"I want the {draw.choice(GOOD)} {thing}, and {count} {draw.choice(THINGS)}s",
            f"We order {count} {thing}s again",
        ])
    sentences = [aside(thing) for _ in range(draw.choice([0, 0, 1, 2, 4]))]
    sentences.insert(draw.randrange(len(sentences) + 1), core)
    return " ".join(s if s.endswith("?") else s + "." for s in sentences)


lines = []
for _ in range(800):
    kind = draw.choice(["complaint", "order", "praise", "question"])
    lines.append(json.dumps({"text": letter(kind), "kind": kind}) + "\n")
(pathlib.Path(__file__).parents[3] / "data" / "letters.jsonl").write_text("".join(lines), newline="\n")
