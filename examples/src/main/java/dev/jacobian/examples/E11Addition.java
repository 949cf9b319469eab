package dev.jacobian.examples;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.models.language.GenerationOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.schedule.LRScheduler;
import dev.jacobian.optim.schedule.OneCycleLR;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A small GPT that learns to add: it reads {@code 27+85=} and writes the sum, a digit at a time,
 * for pairs that it has never seen. As on paper, the last digit comes first, {@code 27+85=211}: a
 * digit depends on the carry of those before, and what the model has written it can read.
 */
public final class E11Addition implements Example {
  private static final int NUMBERS = 100;
  private static final int LINES = 6;
  private static final int SHOWN = 5;

  /** Every character is a token; its place here is its id. */
  private static final String TOKENS = "0123456789+=";

  private static final int PROMPT = "27+85=".length();
  private static final int LENGTH = "27+85=211".length();

  private final int steps;
  private final int batchSize;
  private final int heldOutSums;

  /** Makes the program. */
  public E11Addition() {
    this(1500, 256, 1000);
  }

  /**
   * Makes a shorter one.
   *
   * @param steps a multiple of 6
   * @param batchSize sums of a step
   * @param heldOutSums how many sums it is asked for
   */
  E11Addition(int steps, int batchSize, int heldOutSums) {
    this.steps = steps;
    this.batchSize = batchSize;
    this.heldOutSums = heldOutSums;
  }

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E11Addition());
  }

  @Override
  public String title() {
    return "A small GPT that learns to add";
  }

  /** A model's logits of the digits of the sums, classes on axis 1, as the loss takes them. */
  private static final class Digits extends Module {
    private final GPT2 model;

    Digits(GPT2 model) {
      this.model = register("model", model);
    }

    @Override
    public Tensor forward(Tensor ids) {
      return model.forward(ids).slice(1, PROMPT - 1, LENGTH - 1).transpose(1, 2);
    }
  }

  @Override
  public Outcome run(PrintStream out) {
    List<long[]> sums = sums();
    List<long[]> heldOut = sums.subList(0, heldOutSums);
    List<long[]> training = sums.subList(heldOutSums, sums.size());
    out.println("one of " + training.size() + " sums to learn from: " + text(training.get(0)));

    GPT2 model =
        new GPT2(
            GPT2Options.of(TOKENS.length(), LENGTH, 64, 2, 4).withDropout(0), new Generator(1));
    AdamW optimizer = new AdamW(model.parameters(), 1e-3);
    LRScheduler scheduler = new LRScheduler(optimizer, OneCycleLR.of(2e-3, steps));
    CompiledStep step = CompiledStep.of(new Digits(model), new CrossEntropyLoss(), optimizer);
    Random random = new Random(2);
    for (int i = 1; i <= steps; i++) {
      List<long[]> batch =
          random.ints(batchSize, 0, training.size()).mapToObj(training::get).toList();
      float loss = step.run(part(batch, 0, LENGTH - 1), part(batch, PROMPT, LENGTH));
      scheduler.step();
      if (i % (steps / LINES) == 0) {
        out.printf(Locale.ROOT, "step %4d  loss %.4f%n", i, loss);
      }
    }
    model.eval();
    return Outcome.atLeast(
        "part of " + heldOutSums + " held-out sums that are right",
        right(model, heldOut, out),
        0.99);
  }

  /** Returns all sums of two numbers below 100 as ids, in a random order. */
  private static List<long[]> sums() {
    List<long[]> sums = new ArrayList<>();
    for (int a = 0; a < NUMBERS; a++) {
      for (int b = 0; b < NUMBERS; b++) {
        String sum = String.format(Locale.ROOT, "%03d", a + b);
        String reversed = new StringBuilder(sum).reverse().toString();
        String text = String.format(Locale.ROOT, "%02d+%02d=%s", a, b, reversed);
        sums.add(text.chars().mapToLong(TOKENS::indexOf).toArray());
      }
    }
    Collections.shuffle(sums, new Random(1));
    return sums;
  }

  /** Returns some columns of rows of ids. */
  private static Tensor part(List<long[]> rows, int from, int to) {
    long[] ids = rows.stream().flatMapToLong(row -> Arrays.stream(row, from, to)).toArray();
    return Tensor.of(ids, rows.size(), to - from);
  }

  /** Lets the model write the sums, and returns which part of them is right. */
  private static double right(GPT2 model, List<long[]> sums, PrintStream out) {
    List<long[]> prompts = sums.stream().map(sum -> Arrays.copyOf(sum, PROMPT)).toList();
    List<long[]> written =
        model.generate(
            prompts,
            GenerationOptions.greedy(LENGTH - PROMPT),
            new Generator(0),
            (text, token) -> {});
    int right = 0;
    for (int i = 0; i < sums.size(); i++) {
      boolean isRight = Arrays.equals(sums.get(i), written.get(i));
      right += isRight ? 1 : 0;
      if (i < SHOWN) {
        out.println(text(written.get(i)) + (isRight ? "" : ", which is wrong"));
      }
    }
    return (double) right / sums.size();
  }

  /** Returns a sum as one reads it, its digits from the first on. */
  private static String text(long[] ids) {
    String text =
        Arrays.stream(ids)
            .mapToObj(id -> TOKENS.substring((int) id, (int) id + 1))
            .collect(Collectors.joining());
    String sum = new StringBuilder(text.substring(PROMPT)).reverse().toString();
    return text.substring(0, PROMPT) + Integer.parseInt(sum);
  }
}
