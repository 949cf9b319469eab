package dev.jacobian.trainers;

import dev.jacobian.compile.BatchLayout;
import dev.jacobian.data.Batch;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.Execution;
import dev.jacobian.trainers.strategy.StepFunction;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.Optional;
import java.util.function.Function;

/** What is done with every batch of a phase, compiled where that is possible. */
final class BatchFunction {
  private final OutcomeTensors form;
  private final BatchLayout layout = new BatchLayout();
  private final StepFunction function;

  /**
   * Makes a function.
   *
   * @param obstacle why it cannot be compiled, if that is known beforehand
   * @param form what the body's outcomes have
   * @param body what is done with a batch on the model's device
   */
  BatchFunction(
      CompileMode mode,
      Optional<String> obstacle,
      OutcomeTensors form,
      Function<Batch, StepOutcome> body) {
    this.form = form;
    BatchLayout arguments = layout;
    this.function =
        StepFunction.of(mode, obstacle, tensors -> form.of(body.apply(arguments.batch(tensors))));
  }

  /** Uses a batch; tensors of the outcome belong to the open memory scope. */
  StepOutcome run(Batch batch) {
    return form.outcome(function.run(layout.arguments(batch)), batch);
  }

  /** Returns how the batches were computed. */
  Execution execution() {
    return function.execution();
  }
}
