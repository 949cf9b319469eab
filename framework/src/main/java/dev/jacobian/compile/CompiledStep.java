package dev.jacobian.compile;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.data.Batch;
import dev.jacobian.device.Operand;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A training step as one compiled function: forward, backward and the optimizer's update.
 *
 * <pre>{@code
 * CompiledStep step = CompiledStep.of(model, new MSELoss(), optimizer);
 * for (int i = 0; i < 1000; i++) {
 *   float loss = step.run(x, y);
 * }
 * }</pre>
 *
 * It does what the loop of {@code zeroGrad}, {@code forward}, {@code backward} and {@code step}
 * does, to rounding. Parameters, optimizer state and learning rate may be read and changed between
 * steps. Gradients are not kept: they are null after each step. A replayed step allocates no memory
 * for tensors.
 */
public final class CompiledStep {
  private final Compiled compiled;
  private final BatchLayout layout;
  @Unwatched private final float[] single = new float[1];
  @Unwatched private final double[] exact = new double[1];

  private CompiledStep(Compiled compiled, BatchLayout layout) {
    this.compiled = compiled;
    this.layout = layout;
  }

  /**
   * Returns the step of a model.
   *
   * @param loss gives one number
   * @param optimizer holds the model's parameters
   */
  public static CompiledStep of(Module model, Loss loss, Optimizer optimizer) {
    return of(model, loss, optimizer, parameters -> {});
  }

  /**
   * Returns the step of a model with a change of the gradients before the update, such as {@link
   * dev.jacobian.optim.Clipping}.
   *
   * @param loss gives one number
   * @param optimizer holds the model's parameters
   * @param gradients changes the parameters' gradients in place
   */
  public static CompiledStep of(
      Module model, Loss loss, Optimizer optimizer, Consumer<List<Parameter>> gradients) {
    BatchLayout layout = new BatchLayout();
    Compiled compiled =
        Compiled.functions(
            tensors -> {
              Batch batch = layout.batch(tensors);
              optimizer.zeroGrad();
              List<Tensor> outputs = model.callAll(batch.inputArray());
              Tensor value = loss.forward(outputs, batch.targetList());
              requireScalar(value);
              value.backward();
              gradients.accept(model.parameters());
              optimizer.step();
              optimizer.zeroGrad();
              List<Tensor> results = new ArrayList<>(outputs);
              results.add(0, value);
              return results;
            });
    return new CompiledStep(compiled.reusingOutputs(), layout);
  }

  private static void requireScalar(Tensor loss) {
    if (loss.size() != 1) {
      throw new ShapeException(
          "compiled step: the loss has shape " + loss.shape(),
          "one number",
          "use Reduction.MEAN or Reduction.SUM");
    }
  }

  /**
   * Trains on one batch.
   *
   * @param inputs what the model takes
   * @param targets what the loss compares with
   * @return the loss before the update
   */
  public float run(Tensor inputs, Tensor targets) {
    layout.require(1, 1);
    return number(compiled.runAll(inputs, targets).get(0));
  }

  /**
   * Trains on one batch of any number of inputs and targets.
   *
   * @return the loss before the update
   * @throws dev.jacobian.shape.DataException if the batches before had not as many inputs and
   *     targets
   */
  public float run(Batch batch) {
    return number(compiled.runAll(layout.arguments(batch)).get(0));
  }

  private float number(Tensor loss) {
    Operand value = loss.variable().operand();
    boolean isSingle = loss.dtype() == DType.FLOAT32;
    loss.storage().backend().download(value, isSingle ? single : exact, 0);
    return isSingle ? single[0] : (float) exact[0];
  }

  /** Returns whether a step on such a batch would be a replay. */
  public boolean isCompiled(Tensor inputs, Tensor targets) {
    return compiled.isCompiled(inputs, targets);
  }

  /** Returns whether a step on this batch would be a replay. */
  public boolean isCompiled(Batch batch) {
    return compiled.isCompiled(layout.arguments(batch));
  }

  /** Returns graph, steps, buffers and generated source: see {@link Compiled#explain}. */
  public String explain() {
    return compiled.explain();
  }

  /** Returns the time spent on compiling, in nanoseconds: see {@link Compiled#compileNanos}. */
  public long compileNanos() {
    return compiled.compileNanos();
  }
}
