package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a kernel by a backend's single calls: one for each output, and others for what is read or
 * stored through maps. What the backend has no call for (bounds, gathers, scans, sums into elements
 * by index) goes through arrays of the JVM.
 */
final class UnfusedKernel implements PreparedKernel {
  private final Backend backend;
  private final List<Stage> stages;

  UnfusedKernel(Backend backend, Kernel kernel) {
    this.backend = backend;
    this.stages = Stage.of(kernel);
  }

  @Override
  public void runHeld(Operand[] inputs, double[] parameters, Operand[] outputs) {
    for (Stage stage : stages) {
      Operand[] read = new Operand[stage.kernel().loads().size()];
      System.arraycopy(inputs, 0, read, 0, inputs.length);
      for (int i = 0; i < stage.reduced().size(); i++) {
        read[inputs.length + i] = outputs[stage.reduced().get(i)];
      }
      Operand[] written = stage.outputs().stream().map(i -> outputs[i]).toArray(Operand[]::new);
      run(stage.kernel(), read, parameters, written);
    }
  }

  private void run(Kernel kernel, Operand[] inputs, double[] parameters, Operand[] outputs) {
    List<Output> wanted = kernel.outputs();
    Shape space = kernel.space();
    if (space.size() == 0) {
      fillNeutral(wanted, outputs);
      return;
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Operand[] loaded = new Operand[inputs.length];
      for (int i = 0; i < loaded.length; i++) {
        loaded[i] = load(kernel, i, inputs);
      }
      if (wanted.size() == 1 && wanted.get(0).isWhole(space)) {
        Expr value = Leaves.bind(wanted.get(0).value(), parameters);
        backend.elementwise(value, loaded, outputs[0].as(space));
        return;
      }
      List<Operand> values = new ArrayList<>();
      for (Output output : wanted) {
        Expr value = Leaves.bind(output.value(), parameters);
        Operand target = allocate(new TensorSpec(space, value.dtype()));
        backend.elementwise(value, loaded, target);
        values.add(target);
      }
      // All inputs have been read: an output may be one of them.
      for (int i = 0; i < outputs.length; i++) {
        finish(kernel, wanted.get(i).store(), values.get(i), inputs, outputs[i]);
      }
    }
  }

  /** Sets outputs that no position has a value for. */
  private void fillNeutral(List<Output> wanted, Operand[] outputs) {
    for (int i = 0; i < outputs.length; i++) {
      if (wanted.get(i).store() instanceof Store.Reduce reduce) {
        // Maxima and minima of nothing have been refused.
        backend.fill(outputs[i], reduce.reduction() == Reduction.PRODUCT ? 1 : 0);
      }
    }
  }

  /** Returns what a load reads as an array that the backend can stretch to the space. */
  private Operand load(Kernel kernel, int index, Operand[] inputs) {
    Shape space = kernel.space();
    Load load = kernel.loads().get(index);
    Operand input = inputs[index];
    if (load.isWhole(space)) {
      return input.as(space);
    }
    IndexMap map = load.map();
    if (load.gather() == null && map.bounds().isEmpty()) {
      boolean isStretched =
          input.isPacked()
              && Broadcasting.isBroadcastable(input.shape(), space)
              && IndexMap.broadcast(input.shape(), space).equals(map);
      return isStretched ? input : at(input, map, space).packed();
    }
    MappedArray elements = MappedArray.of(input);
    Operand loaded = allocate(new TensorSpec(space, load.dtype()));
    long[] entries = load.gather() == null ? null : entries(kernel, load.gather().load(), inputs);
    elements.read(map, load.gather(), entries, space).putInto(loaded);
    return loaded;
  }

  private long[] entries(Kernel kernel, int index, Operand[] inputs) {
    Operand loaded = load(kernel, index, inputs);
    Operand whole = loaded.at(loaded.layout().expand(kernel.space())).packed();
    return (long[]) MappedArray.of(whole).elements();
  }

  private void finish(Kernel kernel, Store store, Operand value, Operand[] inputs, Operand output) {
    Shape space = kernel.space();
    if (store instanceof Store.Reduce reduce) {
      int[] axes = reduce.axes().stream().mapToInt(Integer::intValue).toArray();
      backend.reduce(reduce.reduction(), value, axes, output);
    } else if (store instanceof Store.ArgMax search) {
      backend.argmax(value, search.axis(), output);
    } else if (store instanceof Store.Map map && map.map().bounds().isEmpty()) {
      backend.copy(value, at(output, map.map(), space));
    } else if (store instanceof Store.Scan scan) {
      MappedArray elements = MappedArray.of(value);
      elements.scan(scan, space);
      elements.putInto(output);
    } else {
      MappedArray elements = MappedArray.of(output);
      if (store instanceof Store.Map map) {
        elements.write(map.map(), MappedArray.of(value), space);
      } else {
        Store.ScatterAdd scatter = (Store.ScatterAdd) store;
        long[] entries = entries(kernel, scatter.gather().load(), inputs);
        elements.add(scatter, entries, MappedArray.of(value), space);
      }
      elements.putInto(output);
    }
  }

  private static Operand at(Operand operand, IndexMap map, Shape space) {
    long[] strides = map.strides().stream().mapToLong(Long::longValue).toArray();
    return operand.at(Layout.of(space, operand.offset() + map.offset(), strides));
  }

  private Operand allocate(TensorSpec spec) {
    return new Operand(backend.memory().allocate(spec), spec.shape());
  }
}
