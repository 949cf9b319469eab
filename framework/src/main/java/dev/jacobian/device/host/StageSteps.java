package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.c.NativeNumbers;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A stage of a kernel: steps over some of its operands. */
final class StageSteps implements HostStep {
  private final Stage stage;
  private final List<HostStep> steps;

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
    this.steps = steps;
  }

  /** What a stage reads and writes. */
  record Operands(Operand[] read, Operand[] written) {}

  @Override
  public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
    Operands operands = take(inputs, outputs);
    for (HostStep step : steps) {
      step.run(operands.read, parameters, operands.written);
    }
    spare.set(operands);
  }

  /** Returns whether this is one pass of which each part finishes its results. */
  boolean finishesParts() {
    return steps.size() == 1 && steps.get(0) instanceof BlockPass pass && pass.finishesParts();
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
          stages.stream().map(stage -> (BlockPass) stage.steps.get(0)).toArray(BlockPass[]::new);
    }

    @Override
    public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
      if (passes[0].parts() == 1) {
        for (int i = 0; i < passes.length; i++) {
          stages.get(i).run(inputs, parameters, outputs);
        }
        return;
      }
      Operands[] operands = new Operands[passes.length];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = stages.get(i).take(inputs, outputs);
      }
      @Nullable NativePass[] natives = new NativePass[passes.length];
      int[] places = new int[passes.length];
      NativeNumbers all = place(natives, places, operands, parameters);
      engine
          .threads()
          .run(
              passes[0].parts(),
              part -> {
                for (int i = 0; i < passes.length; i++) {
                  NativePass natively = natives[i];
                  if (natively == null || all == null) {
                    passes[i].runPart(part, operands[i].read, parameters, operands[i].written);
                  } else {
                    natively.runPart(all, places[i], part);
                  }
                }
              });
      for (int i = 0; i < operands.length; i++) {
        stages.get(i).spare.set(operands[i]);
      }
    }

    /**
     * Finds the passes that are in C, and returns what they are given, or null if there are none.
     *
     * @param places is set to where the numbers of each begin
     */
    private @Nullable NativeNumbers place(
        @Nullable NativePass[] natives, int[] places, Operands[] operands, double[] parameters) {
      int count = 0;
      for (int i = 0; i < natives.length; i++) {
        NativePass natively = passes[i].ready();
        natives[i] = natively;
        places[i] = count;
        count += natively == null ? 0 : natively.count();
      }
      if (count == 0) {
        return null;
      }
      NativeNumbers all = engine.frame().numbers(count);
      for (int i = 0; i < natives.length; i++) {
        NativePass natively = natives[i];
        if (natively != null) {
          natively.put(all, places[i], operands[i].read, parameters, operands[i].written);
        }
      }
      return all;
    }
  }
}
