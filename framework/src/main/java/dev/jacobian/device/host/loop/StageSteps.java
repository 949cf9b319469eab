package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.c.NativeNumbers;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A stage of a kernel: steps over some of its operands. */
final class StageSteps implements HostStep {
  private final Stage stage;
  private final HostStep[] steps;

  /** The arrays of operands of the last run, for the next one to use again. */
  private final AtomicReference<@Nullable Operands> spare = new AtomicReference<>();

  /**
   * Makes a stage.
   *
   * @param stage which operands these are
   * @param steps what is done
   */
  StageSteps(Stage stage, List<HostStep> steps) {
    this.stage = stage;
    this.steps = steps.toArray(new HostStep[0]);
  }

  /** What a stage reads and writes. */
  @SuppressWarnings("ArrayRecordComponent") // filled anew for each run
  record Operands(Operand[] read, Operand[] written) {}

  @Override
  public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
    Operands operands = take(inputs, outputs);
    for (HostStep step : steps) {
      step.run(operands.read, parameters, operands.written);
    }
    spare.set(operands);
  }

  /** Returns whether this is one pass along the positions. */
  boolean isOnePass() {
    return steps.length == 1 && steps[0] instanceof BlockPass pass && !pass.isDown();
  }

  private Operands take(Operand[] inputs, Operand[] outputs) {
    List<Integer> reduced = stage.reduced();
    List<Integer> made = stage.outputs();
    Operands operands = spare.getAndSet(null);
    if (operands == null) {
      operands =
          new Operands(new Operand[inputs.length + reduced.size()], new Operand[made.size()]);
    }
    System.arraycopy(inputs, 0, operands.read, 0, inputs.length);
    for (int i = 0; i < reduced.size(); i++) {
      operands.read[inputs.length + i] = outputs[reduced.get(i)];
    }
    for (int i = 0; i < made.size(); i++) {
      operands.written[i] = outputs[made.get(i)];
    }
    return operands;
  }

  /**
   * Stages over the same rows, done part by part: what one has read or reduced is in the cache when
   * the next one comes to it.
   */
  static final class RowByRow implements HostStep {
    private final HostEngine engine;
    private final List<StageSteps> stages;
    private final BlockPass[] passes;

    /**
     * Makes a step.
     *
     * @param stages each of one pass, all of the same parts
     */
    RowByRow(HostEngine engine, List<StageSteps> stages) {
      this.engine = engine;
      this.stages = stages;
      this.passes =
          stages.stream().map(stage -> (BlockPass) stage.steps[0]).toArray(BlockPass[]::new);
    }

    @Override
    public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
      if (passes[0].parts() == 1) {
        for (int i = 0; i < passes.length; i++) {
          stages.get(i).run(inputs, parameters, outputs);
        }
        return;
      }
      int count = passes.length;
      Run run = new Run(new Operands[count], new Sink.Carried[count][], new NativePass[count]);
      for (int i = 0; i < count; i++) {
        run.operands[i] = stages.get(i).take(inputs, outputs);
        run.carried[i] = passes[i].takeCarried();
        run.natives[i] = passes[i].ready();
      }
      int size = run.numbers();
      NativeNumbers numbers = size == 0 ? null : engine.frame().numbers(size);
      int[] places = numbers == null ? new int[count] : run.put(numbers, parameters);
      engine
          .threads()
          .run(passes[0].parts(), part -> runPart(part, run, numbers, places, parameters));
      for (int i = 0; i < count; i++) {
        NativePass natively = run.natives[i];
        if (natively != null && numbers != null) {
          natively.collect(numbers, places[i], run.carried[i]);
        }
        passes[i].finish(run.operands[i].written, run.carried[i]);
        stages.get(i).spare.set(run.operands[i]);
      }
    }

    private void runPart(
        int part, Run run, @Nullable NativeNumbers numbers, int[] places, double[] parameters) {
      for (int i = 0; i < passes.length; i++) {
        NativePass natively = run.natives[i];
        if (natively == null || numbers == null) {
          Operands operands = run.operands[i];
          passes[i].runPart(part, operands.read, parameters, operands.written, run.carried[i]);
        } else {
          natively.runPart(numbers, places[i], part);
        }
      }
    }
  }

  /** What the stages of one run work on, and the passes that are in C, others null. */
  @SuppressWarnings("ArrayRecordComponent") // filled where it is made
  private record Run(
      Operands[] operands, Sink.Carried[][] carried, @Nullable NativePass[] natives) {
    int numbers() {
      int count = 0;
      for (int i = 0; i < natives.length; i++) {
        NativePass natively = natives[i];
        count += natively == null ? 0 : natively.count(carried[i]);
      }
      return count;
    }

    /** Writes what the functions in C are given, and returns where. */
    int[] put(NativeNumbers all, double[] parameters) {
      int[] places = new int[natives.length];
      int at = 0;
      for (int i = 0; i < natives.length; i++) {
        NativePass natively = natives[i];
        if (natively != null) {
          places[i] = at;
          natively.put(all, at, operands[i].read, parameters, operands[i].written, carried[i]);
          at += natively.count(carried[i]);
        }
      }
      return places;
    }
  }
}
