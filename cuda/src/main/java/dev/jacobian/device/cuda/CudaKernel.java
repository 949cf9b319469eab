package dev.jacobian.device.cuda;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Hold;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.kernel.cuda.Access;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kernel as launches that are put into the stream one after the other. All operands have a
 * number: the inputs' come first, then the outputs', then those of temporary memory.
 */
final class CudaKernel implements PreparedKernel {
  private final Engine engine;
  private final Kernel kernel;
  private final List<Step> steps;
  private final List<TensorSpec> temporaries;

  CudaKernel(Engine engine, Plan plan) {
    this.engine = engine;
    this.kernel = plan.kernel;
    this.steps = Stream.concat(plan.steps.stream(), plan.last.stream()).toList();
    this.temporaries = List.copyOf(plan.temporaries);
  }

  /** One thing that a kernel does. */
  interface Step {
    void run(CudaKernel kernel, Operand[] operands, double[] parameters);

    /** Returns the structures of the launches. */
    default List<CudaStructure> structures() {
      return List.of();
    }
  }

  /** Collects steps. */
  static final class Plan {
    private final Kernel kernel;
    private final List<Step> steps = new ArrayList<>();
    private final List<Step> last = new ArrayList<>();
    private final List<TensorSpec> temporaries = new ArrayList<>();

    Plan(Kernel kernel) {
      this.kernel = kernel;
    }

    void add(Step step) {
      steps.add(step);
    }

    /** Adds a step that comes when nothing is read any more. */
    void addLast(Step step) {
      last.add(step);
    }

    List<CudaStructure> structures() {
      return steps.stream().flatMap(step -> step.structures().stream()).toList();
    }

    List<CudaStructure> packs() {
      List<CudaStructure> packs = new ArrayList<>();
      for (Step step : steps) {
        CudaStructure packed = step instanceof Run run ? run.launch.packed() : null;
        if (packed != null) {
          packs.add(packed);
        }
      }
      return packs;
    }

    /** Returns the number of an output. */
    int output(int index) {
      return kernel.loads().size() + index;
    }

    /** Returns the number of new memory. */
    int temporary(TensorSpec spec) {
      temporaries.add(spec);
      return kernel.loads().size() + kernel.outputs().size() + temporaries.size() - 1;
    }
  }

  /** A launch. */
  @SuppressWarnings("ArrayRecordComponent") // nobody sees it but this package
  record Run(Launch launch, int[] loads, int[] sinks) implements Step {
    @Override
    public List<CudaStructure> structures() {
      return List.of(launch.structure());
    }

    @Override
    public void run(CudaKernel kernel, Operand[] operands, double[] parameters) {
      kernel.launch(
          launch.structure(),
          operands,
          loads,
          () ->
              launch.run(
                  kernel.engine,
                  addresses(operands, loads),
                  parameters,
                  addresses(operands, sinks)));
    }
  }

  /** A copy of whole operands. */
  record Copy(int from, int to, long bytes) implements Step {
    @Override
    public void run(CudaKernel kernel, Operand[] operands, double[] parameters) {
      long source = CudaBlock.addressOf(operands[from]);
      kernel.engine.put(new Work.Copy(CudaBlock.addressOf(operands[to]), source, bytes));
    }
  }

  static long[] addresses(Operand[] operands, int[] numbers) {
    return Arrays.stream(numbers).mapToLong(i -> CudaBlock.addressOf(operands[i])).toArray();
  }

  Engine engine() {
    return engine;
  }

  /** Returns whether one block does all of it in about the time that lies between two launches. */
  boolean isSmall() {
    return steps.stream().allMatch(step -> step instanceof Run run && run.launch.isSmall());
  }

  @Override
  public void runHeld(Operand[] inputs, double[] parameters, Operand[] outputs) {
    Operand[] operands = Arrays.copyOf(inputs, inputs.length + outputs.length);
    System.arraycopy(outputs, 0, operands, inputs.length, outputs.length);
    if (temporaries.isEmpty()) {
      steps.forEach(step -> step.run(this, operands, parameters));
      return;
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Operand[] own =
          temporaries.stream()
              .map(
                  spec ->
                      new Operand(
                          outputs[0].storage().backend().memory().allocate(spec), spec.shape()))
              .toArray(Operand[]::new);
      Operand[] all = Stream.of(operands, own).flatMap(Arrays::stream).toArray(Operand[]::new);
      Hold.during(() -> steps.forEach(step -> step.run(this, all, parameters)), own);
    }
  }

  /** Runs a launch, which is looked after if it may find an error. */
  void launch(CudaStructure structure, Operand[] operands, int[] loads, Runnable launch) {
    if (mayFail(structure)) {
      engine.checked(launch, structure.isFar(), noted -> fail(structure, operands, loads, noted));
    } else {
      launch.run();
    }
  }

  private void fail(CudaStructure structure, Operand[] operands, int[] loads, int noted) {
    throw noted == CudaStructure.DIVISION_BY_ZERO
        ? DataChecks.divisionByZero(divided(structure.structure()))
        : outside(structure, noted - CudaStructure.OUTSIDE, operands, loads);
  }

  private static boolean mayFail(CudaStructure structure) {
    return Stream.concat(
                structure.loads().stream(), structure.sinks().stream().map(sink -> sink.access()))
            .anyMatch(Access::isGathered)
        || structure.structure().values().stream()
            .anyMatch(value -> isDivision(structure.structure(), value));
  }

  private static boolean isDivision(Structure structure, NumberedValue value) {
    return value instanceof NumberedValue.Binary binary
        && binary.function().dividesIntegers()
        && !structure.value(binary.left()).dtype().isFloating();
  }

  private static DType divided(Structure structure) {
    return structure.values().stream()
        .filter(value -> isDivision(structure, value))
        .map(value -> structure.value(((NumberedValue.Binary) value).left()).dtype())
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the error of an index.
   *
   * @param load the load that it moves, or one more than there are, of what is stored
   */
  private DataException outside(
      CudaStructure structure, int load, Operand[] operands, int[] loads) {
    boolean isStored = load == structure.loads().size();
    Access access = isStored ? structure.sinks().get(0).access() : structure.loads().get(load);
    Operand indices = operands[loads[access.indices()]];
    long[] read = new long[Math.toIntExact(indices.shape().size())];
    indices.storage().backend().download(indices, read, 0);
    Shape space = kernel.space();
    for (Output output : kernel.outputs()) {
      if (isStored
          && output.store() instanceof Store.ScatterAdd scatter
          && scatter.gather().load() == access.indices()) {
        Load along = kernel.loads().get(access.indices());
        int axis = scatter.gather().entryAxis(scatter.map(), along, space);
        return firstOutside("indexAdd", axis, read, scatter.gather());
      }
    }
    Load moved = kernel.loads().get(load);
    Gather gather = moved.gather();
    if (gather == null) {
      throw new IllegalStateException("load " + load + " is moved by no index");
    }
    int axis = gather.entryAxis(moved.map(), kernel.loads().get(gather.load()), space);
    boolean isSelection =
        kernel.outputs().stream()
            .allMatch(output -> output.isWhole(space) && output.value().isLeaf());
    return firstOutside("indexSelect", isSelection ? axis : -1, read, gather);
  }

  private static DataException firstOutside(String name, int axis, long[] indices, Gather gather) {
    if (axis >= 0) {
      try {
        DataChecks.requireInside(name, indices, indices.length, axis, gather.size());
      } catch (DataException e) {
        return e;
      }
    }
    long first =
        Arrays.stream(indices)
            .filter(index -> index < 0 || index >= gather.size())
            .findFirst()
            .orElseThrow();
    return DataChecks.outside(first, gather.size());
  }
}
