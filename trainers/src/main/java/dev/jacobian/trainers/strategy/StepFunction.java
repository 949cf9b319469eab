package dev.jacobian.trainers.strategy;

import dev.jacobian.compile.CompileSettings;
import dev.jacobian.compile.Compiled;
import dev.jacobian.device.Storage;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A function of tensors that is part of a step, compiled where that is possible. */
public final class StepFunction {
  private static final Logger LOG = LoggerFactory.getLogger(StepFunction.class);

  private final Compiled.SeveralResults body;
  private @Nullable Compiled compiled;
  private Execution execution;
  private boolean hasRun;

  private StepFunction(
      Compiled.SeveralResults body, @Nullable Compiled compiled, Execution execution) {
    this.body = body;
    this.compiled = compiled;
    this.execution = execution;
  }

  /**
   * Makes a function.
   *
   * @param obstacle why it cannot be compiled, if that is known beforehand
   * @param body computes with ops on the calling thread, unless there is an obstacle
   * @throws OptionException if there is an obstacle to what must be compiled
   */
  public static StepFunction of(
      CompileMode mode, Optional<String> obstacle, Compiled.SeveralResults body) {
    if (mode == CompileMode.OFF) {
      return eager("compile is off", body);
    }
    if (!CompileSettings.isOn()) {
      return eager("the system property " + CompileSettings.PROPERTY + " is off", body);
    }
    if (obstacle.isEmpty()) {
      Compiled exact = Compiled.functions(body);
      return new StepFunction(
          body, mode == CompileMode.ON ? exact : exact.withFallback(), Execution.COMPILED);
    }
    if (mode == CompileMode.ON) {
      throw new OptionException(
          "training: compile is on, but " + obstacle.get(),
          "steps that can be compiled",
          "leave that out, or set compile to auto or off");
    }
    LOG.info("training steps are not compiled: {}", obstacle.get());
    return eager(obstacle.get(), body);
  }

  private static StepFunction eager(String reason, Compiled.SeveralResults body) {
    return new StepFunction(body, null, Execution.eager(reason));
  }

  /** Runs it; the results belong to the open memory scope. */
  public List<Tensor> run(Tensor... arguments) {
    Compiled function = compiled;
    if (function == null) {
      return body.apply(arguments);
    }
    List<Tensor> results = function.runAll(arguments);
    lookAt(function, arguments);
    return results;
  }

  /** Runs it for each of several lists of arguments: see {@link Compiled#runEach}. */
  public List<List<Tensor>> runEach(List<Tensor[]> arguments, WorkerThreads threads) {
    Compiled function = compiled;
    if (function == null) {
      return arguments.stream().map(body::apply).toList();
    }
    List<List<Tensor>> results = function.runEach(arguments, threads);
    lookAt(function, arguments.get(0));
    return results;
  }

  /** Gives up compiling what could not be captured; the log has said why. */
  private void lookAt(Compiled function, Tensor[] arguments) {
    if (!hasRun) {
      hasRun = true;
      function
          .refusal(arguments)
          .ifPresent(
              reason -> {
                compiled = null;
                execution = Execution.eager(reason);
              });
    }
  }

  /**
   * Returns the tensors from outside that runs with these arguments change: see {@link Compiled}.
   */
  public List<Storage> changed(Tensor... arguments) {
    return compiled == null ? List.of() : compiled.changed(arguments);
  }

  /** Returns how it was run. */
  public Execution execution() {
    return execution;
  }
}
