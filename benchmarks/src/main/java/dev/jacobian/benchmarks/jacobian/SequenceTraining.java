package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.benchmarks.work.Numbers;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.SequenceTask;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.AttentionMasks;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.LSTM;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.RecurrentOptions;
import dev.jacobian.nn.TransformerEncoder;
import dev.jacobian.nn.TransformerEncoderLayer;
import dev.jacobian.nn.TransformerOptions;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** W10 and W16, op by op or compiled. */
final class SequenceTraining implements Program {
  private final Module model;
  private final Loss lossFn;
  private final Optimizer optimizer;
  private final Tensor x;
  private final Tensor y;
  private final @Nullable CompiledStep step;

  private SequenceTraining(
      Module model, Loss lossFn, Optimizer optimizer, Tensor x, Tensor y, boolean compiles) {
    this.model = model;
    this.lossFn = lossFn;
    this.optimizer = optimizer;
    this.x = x.to(Placement.DEVICE);
    this.y = y.to(Placement.DEVICE);
    this.step = compiles ? CompiledStep.of(model, lossFn, optimizer) : null;
  }

  /** Returns W10. */
  static SequenceTraining gpt(boolean compiles) {
    Module model = new Gpt();
    fill(model);
    model.to(Placement.DEVICE);
    return new SequenceTraining(
        model,
        SequenceTraining::crossEntropy,
        new AdamW(model.parameters(), SequenceTask.GPT_LEARNING_RATE),
        Tensor.of(SequenceTask.tokens(1), SequenceTask.GPT_BATCH, SequenceTask.LENGTH),
        Tensor.of(SequenceTask.tokens(2), SequenceTask.GPT_BATCH, SequenceTask.LENGTH),
        compiles);
  }

  private static Tensor crossEntropy(Tensor logits, Tensor tokens) {
    return new CrossEntropyLoss()
        .forward(logits.reshape(-1, SequenceTask.TOKENS), tokens.flatten());
  }

  /** Returns W16. */
  static SequenceTraining lstm(boolean compiles) {
    int width = SequenceTask.LSTM_WIDTH;
    RecurrentOptions options = RecurrentOptions.defaults().withLayers(SequenceTask.LSTM_LAYERS);
    Module model = new LSTM(width, width, options);
    fill(model);
    model.to(Placement.DEVICE);
    long[] shape = {SequenceTask.LENGTH, SequenceTask.LSTM_BATCH, width};
    return new SequenceTraining(
        model,
        new MSELoss(),
        new SGD(model.parameters(), SequenceTask.LSTM_LEARNING_RATE),
        Tensor.of(SequenceTask.sequences(1), shape),
        Tensor.of(SequenceTask.sequences(2), shape),
        compiles);
  }

  /** Gives matrices their first weights and other parameters, which are not of norms, zeros. */
  private static void fill(Module model) {
    int seed = SequenceTask.FIRST_WEIGHT_SEED;
    try (Autograd.Guard guard = Autograd.noGrad()) {
      for (Parameter parameter : model.parameters()) {
        Tensor tensor = parameter.tensor();
        if (tensor.shape().rank() == 2) {
          int rows = (int) tensor.size(0);
          int columns = (int) tensor.size(1);
          float[] weights = Numbers.weights(seed++, rows, columns);
          tensor.copyInPlace(Tensor.of(weights, rows, columns));
        } else if (!parameter.name().matches(".*norm\\d?\\.weight")) {
          tensor.fillInPlace(0);
        }
      }
    }
  }

  @Override
  public void run() {
    if (step != null) {
      step.run(x, y);
      return;
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor loss = lossFn.forward(model.forward(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
    }
  }

  @Override
  public double[] results() {
    try (MemoryScope scope = MemoryScope.open();
        Autograd.Guard guard = Autograd.noGrad()) {
      return new double[] {lossFn.forward(model.forward(x), y).item()};
    }
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }

  /** Blocks with norms first between tokens and the same tokens' logits. */
  private static final class Gpt extends Module {
    private final Embedding tokens =
        register("tokens", new Embedding(SequenceTask.TOKENS, SequenceTask.GPT_WIDTH));
    private final Parameter places =
        registerParameter("places", Tensor.zeros(SequenceTask.LENGTH, SequenceTask.GPT_WIDTH));
    private final TransformerEncoder blocks =
        register(
            "blocks",
            new TransformerEncoder(
                SequenceTask.BLOCKS, Gpt::block, new LayerNorm(SequenceTask.GPT_WIDTH)));

    private static TransformerEncoderLayer block() {
      TransformerOptions options =
          TransformerOptions.defaults()
              .withFeedforwardDim(4 * SequenceTask.GPT_WIDTH)
              .withDropout(0)
              .withActivation(Tensor::gelu)
              .withBatchFirst(true)
              .withNormFirst(true);
      return new TransformerEncoderLayer(SequenceTask.GPT_WIDTH, SequenceTask.HEADS, options);
    }

    @Override
    public Tensor forward(Tensor input) {
      Tensor x = tokens.forward(input).add(places.tensor());
      Tensor y = blocks.forward(x, AttentionMasks.none().withCausal(true));
      return y.matmulTransposed(tokens.weight().tensor());
    }
  }
}
