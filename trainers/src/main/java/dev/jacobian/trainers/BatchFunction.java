package dev.jacobian.trainers;

import dev.jacobian.compile.BatchLayout;
import dev.jacobian.compile.CompileSettings;
import dev.jacobian.compile.Compiled;
import dev.jacobian.data.Batch;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.strategy.StepOutcome;
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
  private final OutcomeTensors form;
  private final BatchLayout layout;
  private @Nullable Compiled compiled;
  private Execution execution;
  private boolean hasRun;

  private BatchFunction(
      Function<Batch, StepOutcome> body,
      OutcomeTensors form,
      BatchLayout layout,
      @Nullable Compiled compiled,
      Execution execution) {
    this.body = body;
    this.form = form;
    this.layout = layout;
    this.compiled = compiled;
    this.execution = execution;
  }

  /**
   * Makes a function.
   *
   * @param obstacle why it cannot be compiled, if that is known beforehand
   * @param form what the body's outcomes have
   * @param body what is done; computes with ops on the calling thread, unless there is an obstacle
   * @throws OptionException if there is an obstacle to what must be compiled
   */
  static BatchFunction of(
      CompileMode mode,
      Optional<String> obstacle,
      OutcomeTensors form,
      Function<Batch, StepOutcome> body) {
    if (mode == CompileMode.OFF) {
      return eager("compile is off", form, body);
    }
    if (!CompileSettings.isOn()) {
      return eager("the system property " + CompileSettings.PROPERTY + " is off", form, body);
    }
    if (obstacle.isEmpty()) {
      BatchLayout layout = new BatchLayout();
      Compiled exact =
          Compiled.functions(
              arguments -> {
                Batch batch = layout.batch(arguments);
                return form.of(body.apply(batch), batch);
              });
      return new BatchFunction(
          body,
          form,
          layout,
          mode == CompileMode.ON ? exact : exact.withFallback(),
          Execution.COMPILED);
    }
    if (mode == CompileMode.ON) {
      throw new OptionException(
          "training: compile is on, but " + obstacle.get(),
          "steps that can be compiled",
          "leave that out, or set compile to auto or off");
    }
    LOG.info("training steps are not compiled: {}", obstacle.get());
    return eager(obstacle.get(), form, body);
  }

  private static BatchFunction eager(
      String reason, OutcomeTensors form, Function<Batch, StepOutcome> body) {
    return new BatchFunction(body, form, new BatchLayout(), null, Execution.eager(reason));
  }

  /** Uses a batch; tensors of the outcome belong to the open memory scope. */
  StepOutcome run(Batch batch) {
    Compiled function = compiled;
    if (function == null) {
      return body.apply(batch);
    }
    Tensor[] arguments = layout.arguments(batch);
    List<Tensor> results = function.runAll(arguments);
    if (!hasRun) {
      hasRun = true;
      function.refusal(arguments).ifPresent(this::runEagerly);
    }
    return form.outcome(results, batch);
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
}
