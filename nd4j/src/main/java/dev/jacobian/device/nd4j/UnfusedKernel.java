package dev.jacobian.device.nd4j;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs a kernel by ND4J's single calls: one for each output, and others for what is read or stored
 * through maps. What the backend has no call for (bounds, gathers, scans, sums into elements by
 * index) goes through arrays of the JVM.
 */
final class UnfusedKernel implements PreparedKernel {
  private final Nd4jBackend backend;
  private final List<Stage> stages;

  UnfusedKernel(Nd4jBackend backend, Kernel kernel) {
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
      if (wanted.size() == 1) {
        runOne(kernel, inputs, parameters, outputs[0]);
        return;
      }
      Operand[] loaded = load(kernel, inputs);
      List<Operand> values = new ArrayList<>();
      for (Output output : wanted) {
        values.add(value(output.value(), parameters, loaded, space));
      }
      // All inputs have been read: an output may be one of them.
      for (int i = 0; i < outputs.length; i++) {
        finish(kernel, wanted.get(i).store(), values.get(i), inputs, outputs[i]);
      }
    }
  }

  private void runOne(Kernel kernel, Operand[] inputs, double[] parameters, Operand output) {
    Shape space = kernel.space();
    Output wanted = kernel.outputs().get(0);
    Expr value = wanted.value();
    boolean isWhole = wanted.isWhole(space) && output.shape().size() == space.size();
    if (isWhole
        && value instanceof Expr.Input input
        && select(kernel, input.index(), inputs, output.as(space))) {
      return;
    }
    Operand[] loaded = load(kernel, inputs);
    if (isWhole) {
      backend.elementwise(Leaves.bind(value, parameters), loaded, output.as(space));
      return;
    }
    boolean isWidened =
        value instanceof Expr.Convert
            && wanted.store() instanceof Store.Reduce reduce
            && reduce.reduction() == Reducer.SUM;
    Expr source = isWidened ? value.operands().get(0) : value;
    boolean isInput =
        source instanceof Expr.Input input && loaded[input.index()].shape().equals(space);
    Operand values =
        isInput ? loaded[((Expr.Input) source).index()] : value(value, parameters, loaded, space);
    finish(kernel, wanted.store(), values, inputs, output);
  }

  private Operand value(Expr value, double[] parameters, Operand[] loaded, Shape space) {
    Operand target = allocate(new TensorSpec(space, value.dtype()));
    backend.elementwise(Leaves.bind(value, parameters), loaded, target);
    return target;
  }

  /** Sets outputs that no position has a value for. */
  private void fillNeutral(List<Output> wanted, Operand[] outputs) {
    for (int i = 0; i < outputs.length; i++) {
      if (wanted.get(i).store() instanceof Store.Reduce reduce) {
        // Maxima and minima of nothing have been refused.
        backend.fill(outputs[i], reduce.reduction().neutral());
      }
    }
  }

  /** Returns what the loads read that expressions refer to; the others are as they are. */
  private Operand[] load(Kernel kernel, Operand[] inputs) {
    Set<Integer> read = new TreeSet<>();
    for (Output output : kernel.outputs()) {
      Leaves.inputs(output.value()).forEach(input -> read.add(input.index()));
    }
    Operand[] loaded = inputs.clone();
    read.forEach(index -> loaded[index] = load(kernel, index, inputs));
    return loaded;
  }

  /** Picks whole entries of an axis, if that is what a load does. */
  private boolean select(Kernel kernel, int index, Operand[] inputs, Operand target) {
    Shape space = kernel.space();
    List<Load> loads = kernel.loads();
    Gather gather = loads.get(index).gather();
    int axis =
        gather == null
            ? -1
            : gather.entryAxis(loads.get(index).map(), loads.get(gather.load()), space);
    if (gather == null || axis < 0) {
      return false;
    }
    Operand entries = inputs[index].as(space.withDim(axis, gather.size()));
    Operand indices = inputs[gather.load()].as(Shape.of(space.dim(axis)));
    backend.indexSelect(entries, axis, indices, target);
    return true;
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
    Operand loaded = allocate(new TensorSpec(space, load.dtype()));
    if (select(kernel, index, inputs, loaded)) {
      return loaded;
    }
    MappedArray elements = MappedArray.of(input);
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
    } else if (store instanceof Store.ScatterAdd scatter
        && add(kernel, scatter, value, inputs, output)) {
      return;
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

  /** Adds whole entries of an axis, if that is what a store does. */
  private boolean add(
      Kernel kernel, Store.ScatterAdd scatter, Operand value, Operand[] inputs, Operand output) {
    Shape space = kernel.space();
    Gather gather = scatter.gather();
    int axis = gather.entryAxis(scatter.map(), kernel.loads().get(gather.load()), space);
    if (axis < 0) {
      return false;
    }
    Operand entries = output.as(space.withDim(axis, gather.size()));
    Operand indices = inputs[gather.load()].as(Shape.of(space.dim(axis)));
    backend.indexAdd(value, axis, indices, entries);
    return true;
  }

  private static Operand at(Operand operand, IndexMap map, Shape space) {
    long[] strides = map.strides().stream().mapToLong(Long::longValue).toArray();
    return operand.at(Layout.of(space, operand.offset() + map.offset(), strides));
  }

  private Operand allocate(TensorSpec spec) {
    return new Operand(backend.memory().allocate(spec), spec.shape());
  }
}
