package dev.jacobian.device.cuda;

import dev.jacobian.device.Hold;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.kernel.cuda.CudaStructure.Form;
import dev.jacobian.kernel.cuda.Sink;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adds values to elements by index, in the order of the positions: which element a position has is
 * sorted with the position, and one thread adds what goes to an element. Where whole entries are
 * added, only the indices are sorted, not each element.
 *
 * @param keys finds the element of each position that is sorted
 * @param sum adds
 * @param sorted how many positions are sorted
 * @param loads the numbers of the loads' operands
 * @param output the number of the output
 */
@SuppressWarnings("ArrayRecordComponent") // nobody sees it but this package
record ScatterStep(Launch keys, Launch sum, long sorted, int[] loads, int output)
    implements CudaKernel.Step {

  static ScatterStep of(
      Kernel kernel, Expr value, Store.ScatterAdd scatter, int[] loads, int output) {
    Shape space = kernel.space();
    DType dtype = value.dtype();
    Load indices = kernel.loads().get(scatter.gather().load());
    int entries = scatter.gather().entryAxis(scatter.map(), indices, space);
    List<Integer> sorted =
        entries >= 0 ? List.of(entries) : IntStream.range(0, space.rank()).boxed().toList();
    // What the other axes add to the element is not part of the key.
    Shape along = space;
    for (int axis = 0; axis < space.rank(); axis++) {
      along = sorted.contains(axis) ? along : along.withDim(axis, 1);
    }
    Kernel only = new Kernel(along, kernel.loads(), kernel.outputs());
    Launch keys =
        new LaunchBuilder(only, List.of())
            .add(
                value, Sink.Kind.KEY, Reducer.SUM, false, 0, dtype, scatter.map(), scatter.gather())
            .build(Form.THREAD, 1);
    IndexMap kept = IndexMap.of(0, scatter.map().strides().stream().mapToLong(s -> s).toArray());
    Launch sum =
        new LaunchBuilder(kernel, sorted)
            .add(value, Sink.Kind.ADD, Reducer.SUM, false, 0, dtype, kept, null)
            .build(Form.SORTED, 1);
    return new ScatterStep(keys, sum, along.size(), loads, output);
  }

  @Override
  public List<CudaStructure> structures() {
    return List.of(keys.structure(), sum.structure());
  }

  @Override
  public void run(CudaKernel kernel, Operand[] operands, double[] parameters) {
    Engine engine = kernel.engine();
    long size = Long.highestOneBit(Math.max(1, 2 * sorted - 1));
    TensorSpec spec = new TensorSpec(Shape.of(size), DType.INT64);
    try (MemoryScope scope = MemoryScope.open()) {
      List<Operand> pairs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        MemoryPool memory = operands[output].storage().backend().memory();
        pairs.add(new Operand(memory.allocate(spec), spec.shape()));
      }
      Operand[] held = pairs.toArray(Operand[]::new);
      Hold.during(() -> run(kernel, engine, operands, parameters, held, size), held);
    }
  }

  private void run(
      CudaKernel kernel,
      Engine engine,
      Operand[] operands,
      double[] parameters,
      Operand[] pairs,
      long size) {
    long key = CudaBlock.addressOf(pairs[0]);
    long position = CudaBlock.addressOf(pairs[1]);
    long begin = engine.function("sort_begin", CudaSource::sort, "sort_begin");
    long step = engine.function("sort_step", CudaSource::sort, "sort_step");
    Launch.elements(engine, begin, size, new long[] {key, position, size, 0, 0});
    long[] addresses = CudaKernel.addresses(operands, loads);
    kernel.launch(
        keys.structure(),
        operands,
        loads,
        () -> keys.run(engine, addresses, parameters, new long[] {key}));
    for (long run = 2; run <= size; run *= 2) {
      for (long distance = run / 2; distance > 0; distance /= 2) {
        Launch.elements(engine, step, size, new long[] {key, position, size, run, distance});
      }
    }
    long[] target = {CudaBlock.addressOf(operands[output])};
    kernel.launch(
        sum.structure(),
        operands,
        loads,
        () -> sum.run(engine, addresses, parameters, target, key, position, sorted));
  }
}
