package dev.jacobian.trainers;

import dev.jacobian.compile.CompileSettings;
import dev.jacobian.compile.Compiled;
import dev.jacobian.data.Batch;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Output;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with every batch of a phase, compiled where that is possible. */
final class BatchFunction {
  private static final Logger LOG = LoggerFactory.getLogger(BatchFunction.class);

  private final Function<Batch, StepOutcome> body;
  private final Extras extras;
  private @Nullable Compiled compiled;
  private Execution execution;
  private boolean hasRun;

  /**
   * What outcomes have beside loss and outputs.
   *
   * @param norm whether the norm of a gradient
   * @param weight whether the weight of the loss
   */
  record Extras(boolean norm, boolean weight) {}

  private BatchFunction(
      Function<Batch, StepOutcome> body,
      Extras extras,
      @Nullable Compiled compiled,
      Execution execution) {
    this.body = body;
    this.extras = extras;
    this.compiled = compiled;
    this.execution = execution;
  }

  /**
   * Makes a function.
   *
   * @param obstacle why it cannot be compiled, if that is known beforehand
   * @param extras what the body's outcomes have
   * @param body what is done; computes with ops on the calling thread, unless there is an obstacle
   * @throws OptionException if there is an obstacle to what must be compiled
   */
  static BatchFunction of(
      CompileMode mode,
      Optional<String> obstacle,
      Extras extras,
      Function<Batch, StepOutcome> body) {
    if (mode == CompileMode.OFF) {
      return eager("compile is off", extras, body);
    }
    if (!CompileSettings.isOn()) {
      return eager("the system property " + CompileSettings.PROPERTY + " is off", extras, body);
    }
    if (obstacle.isEmpty()) {
      Compiled exact = Compiled.functions(arguments -> tensors(body, arguments));
      return new BatchFunction(
          body, extras, mode == CompileMode.ON ? exact : exact.withFallback(), Execution.COMPILED);
    }
    if (mode == CompileMode.ON) {
      throw new OptionException(
          "training: compile is on, but " + obstacle.get(),
          "steps that can be compiled",
          "leave that out, or set compile to auto or off");
    }
    LOG.info("training steps are not compiled: {}", obstacle.get());
    return eager(obstacle.get(), extras, body);
  }

  private static BatchFunction eager(
      String reason, Extras extras, Function<Batch, StepOutcome> body) {
    return new BatchFunction(body, extras, null, Execution.eager(reason));
  }

  /** Uses a batch; tensors of the outcome belong to the open memory scope. */
  StepOutcome run(Batch batch) {
    Compiled function = compiled;
    if (function == null) {
      return body.apply(batch);
    }
    List<Tensor> results = function.runAll(batch.inputs(), batch.targets());
    if (!hasRun) {
      hasRun = true;
      function.refusal(batch.inputs(), batch.targets()).ifPresent(this::runEagerly);
    }
    return outcome(results, batch);
  }

  /** Gives up compiling; the log has said why. */
  private void runEagerly(String reason) {
    compiled = null;
    execution = Execution.eager(reason);
  }

  /** Returns how the batches were computed. */
  Execution execution() {
    return execution;
  }

  /**
   * Returns the tensors of an outcome: the loss, prediction and target of each output, and last the
   * loss's weight and the gradient's norm if there are any. A lone target that is the batch's own
   * is left out.
   */
  private static List<Tensor> tensors(Function<Batch, StepOutcome> body, Tensor... arguments) {
    Batch batch = new Batch(arguments[0], arguments[1]);
    StepOutcome outcome = body.apply(batch);
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(outcome.loss());
    for (Output output : outcome.outputs()) {
      tensors.add(output.prediction());
      tensors.add(output.target());
    }
    if (outcome.outputs().size() == 1 && outcome.outputs().get(0).target() == batch.targets()) {
      tensors.remove(2);
    }
    outcome.lossWeight().ifPresent(tensors::add);
    outcome.gradientNorm().ifPresent(tensors::add);
    return tensors;
  }

  private StepOutcome outcome(List<Tensor> tensors, Batch batch) {
    int end = tensors.size() - (extras.norm() ? 1 : 0) - (extras.weight() ? 1 : 0);
    Optional<Tensor> weight = extras.weight() ? Optional.of(tensors.get(end)) : Optional.empty();
    List<Output> outputs = new ArrayList<>();
    if (end == 2) {
      outputs.add(new Output(tensors.get(1), batch.targets()));
    }
    for (int i = 1; i + 1 < end; i += 2) {
      outputs.add(new Output(tensors.get(i), tensors.get(i + 1)));
    }
    StepOutcome outcome = new StepOutcome(tensors.get(0), weight, batch.size(), outputs);
    return extras.norm() ? outcome.withGradientNorm(tensors.get(tensors.size() - 1)) : outcome;
  }
}
