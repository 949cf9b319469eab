package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.c.NativeNumbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
      @Nullable NativePass[] natives = new NativePass[count];
      long[] addresses = place(passes, natives, read, parameters, written);
      engine
          .threads()
          .run(
              passes[0].parts(),
              part -> {
                for (int i = 0; i < count; i++) {
                  NativePass natively = natives[i];
                  if (natively == null) {
                    passes[i].runPart(part, read[i], parameters, written[i]);
                  } else {
                    natively.runPart(addresses[i], part);
                  }
                }
              });
    }

    /** Finds the passes that are in C, and returns where the numbers of each are. */
    private long[] place(
        BlockPass[] passes,
        @Nullable NativePass[] natives,
        Operand[][] read,
        double[] parameters,
        Operand[][] written) {
      int count = 0;
      for (int i = 0; i < natives.length; i++) {
        NativePass natively = passes[i].ready();
        natives[i] = natively;
        count += natively == null ? 0 : natively.count();
      }
      long[] addresses = new long[natives.length];
      if (count == 0) {
        return addresses;
      }
      NativeNumbers all = engine.frame().numbers(count);
      int at = 0;
      for (int i = 0; i < natives.length; i++) {
        NativePass natively = natives[i];
        if (natively != null) {
          natively.put(all, at, read[i], parameters, written[i]);
          addresses[i] = all.address(at);
          at += natively.count();
        }
      }
      return addresses;
    }
  }
}
