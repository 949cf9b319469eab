package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.GenerationTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.models.language.GenerationOptions;

/** W13. */
final class Generating implements Program {
  private static final GenerationOptions OPTIONS =
      GenerationOptions.greedy(GenerationTask.NEW_TOKENS);

  private final GPT2 model = new GPT2(GPT2Options.defaults());
  private long[] text = {};

  Generating() {
    FirstWeights.fill(model, GenerationTask.FIRST_WEIGHT_SEED);
    model.eval();
  }

  @Override
  public void run() {
    text = model.generate(GenerationTask.prompt(), OPTIONS);
  }

  @Override
  public double[] results() {
    return GenerationTask.summary(text);
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
