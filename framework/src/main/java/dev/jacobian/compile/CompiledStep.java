package dev.jacobian.compile;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.Operand;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
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
  @Unwatched private final float[] single = new float[1];
  @Unwatched private final double[] exact = new double[1];

  private CompiledStep(Compiled compiled) {
    this.compiled = compiled;
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
    Compiled compiled =
        Compiled.functions(
            tensors -> {
              optimizer.zeroGrad();
              Tensor prediction = model.forward(tensors[0]);
              Tensor value = loss.forward(prediction, tensors[1]);
              requireScalar(value);
              value.backward();
              gradients.accept(model.parameters());
              optimizer.step();
              optimizer.zeroGrad();
              return List.of(value, prediction);
            });
    return new CompiledStep(compiled.reusingOutputs());
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
    Tensor loss = compiled.runAll(inputs, targets).get(0);
    Operand value = loss.variable().operand();
    boolean isSingle = loss.dtype() == DType.FLOAT32;
    loss.storage().backend().download(value, isSingle ? single : exact, 0);
    return isSingle ? single[0] : (float) exact[0];
  }

  /** Returns whether a step on such a batch would be a replay. */
  public boolean isCompiled(Tensor inputs, Tensor targets) {
    return compiled.isCompiled(inputs, targets);
  }

  /** Returns graph, steps, buffers and generated source: see {@link Compiled#explain}. */
  public String explain() {
    return compiled.explain();
  }

  /** Returns the time spent on compiling kernels, in nanoseconds. */
  public long compileNanos() {
    return compiled.compileNanos();
  }
}
