package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Stage;
import java.util.List;

/**
 * A stage of a kernel: steps over some of its operands.
 *
 * @param stage which operands these are
 * @param steps what is done
 */
record StageSteps(Stage stage, List<HostStep> steps) implements HostStep {
  @Override
  public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
    Operand[] read = read(inputs, outputs);
    Operand[] written = written(outputs);
    for (HostStep step : steps) {
      step.run(read, parameters, written);
    }
  }

  Operand[] read(Operand[] inputs, Operand[] outputs) {
    List<Integer> reduced = stage.reduced();
    Operand[] read = new Operand[inputs.length + reduced.size()];
    System.arraycopy(inputs, 0, read, 0, inputs.length);
    for (int i = 0; i < reduced.size(); i++) {
      read[inputs.length + i] = outputs[reduced.get(i)];
    }
    return read;
  }

  Operand[] written(Operand[] outputs) {
    Operand[] written = new Operand[stage.outputs().size()];
    for (int i = 0; i < written.length; i++) {
      written[i] = outputs[stage.outputs().get(i)];
    }
    return written;
  }

  /**
   * Stages over the same rows, done part by part: what one has read or reduced is in the cache when
   * the next one comes to it.
   *
   * @param engine the threads
   * @param stages each of one pass, all of the same parts
   */
  record RowByRow(HostEngine engine, List<StageSteps> stages) implements HostStep {
    @Override
    public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
      int count = stages.size();
      BlockPass[] passes = new BlockPass[count];
      Operand[][] read = new Operand[count][];
      Operand[][] written = new Operand[count][];
      for (int i = 0; i < count; i++) {
        passes[i] = (BlockPass) stages.get(i).steps().get(0);
        read[i] = stages.get(i).read(inputs, outputs);
        written[i] = stages.get(i).written(outputs);
      }
      engine
          .threads()
          .run(
              passes[0].parts(),
              part -> {
                for (int i = 0; i < count; i++) {
                  passes[i].runPart(part, read[i], parameters, written[i]);
                }
              });
    }
  }
}
