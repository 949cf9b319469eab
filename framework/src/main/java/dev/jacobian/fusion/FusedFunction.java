package dev.jacobian.fusion;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Settle;
import dev.jacobian.graph.Simplify;
import dev.jacobian.op.Lowering;
import dev.jacobian.op.Op;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A function of tensors alone as the kernels that its graph fuses to. It holds no memory: each run
 * takes what it needs, so it may be kept for as many shapes as come, and may run on several threads
 * at once.
 */
public final class FusedFunction {
  private static final double[] NO_NUMBERS = {};

  private final Backend backend;
  private final List<Step> steps = new ArrayList<>();
  private final List<TensorSpec> memory = new ArrayList<>();
  private final List<Use> outputs;
  private final boolean[] isRead;
  private final IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();

  /** An array in a run, and the shape in which its elements are meant. */
  private record Use(int place, Shape shape) {}

  private record Step(PreparedKernel kernel, List<Use> reads, List<Use> makes) {}

  private FusedFunction(List<Node> arguments, Graph graph, Backend backend) {
    this.backend = backend;
    this.isRead = new boolean[arguments.size()];
    for (Node argument : arguments) {
      places.put(argument, memory.size());
      memory.add(argument.spec());
    }
    UnitSchedule.of(graph, Fusion.run(graph)).units().forEach(this::add);
    this.outputs = uses(graph.outputs());
  }

  /**
   * Compiles a function of tensors on one device.
   *
   * @param arguments what it reads, in order
   * @param outputs what it gives
   * @return empty if it consists of more than kernels
   */
  public static Optional<FusedFunction> of(
      List<Node> arguments, List<Node> outputs, Backend backend) {
    Graph graph = new Graph(arguments, outputs, List.of(), List.of(), List.of());
    Graph settled = Settle.run(Simplify.run(graph));
    boolean hasKernelsOnly =
        Fusion.run(settled).stream()
            .allMatch(
                unit ->
                    unit instanceof Unit.KernelUnit
                        || (unit instanceof Unit.OpUnit op
                            && lowering(op.result()) instanceof Lowering.OfKernel));
    return hasKernelsOnly
        ? Optional.of(new FusedFunction(arguments, settled, backend))
        : Optional.empty();
  }

  private static Lowering lowering(Node node) {
    Op op = node.op();
    if (op == null) {
      throw new IllegalStateException(node + " is not computed by an op");
    }
    return op.lower(node.operands().stream().map(Node::spec).toList(), node.spec());
  }

  private void add(Unit unit) {
    if (unit instanceof Unit.KernelUnit kernel) {
      List<Use> reads = uses(kernel.inputs());
      steps.add(new Step(backend.prepare(kernel.kernel()), reads, uses(kernel.makes())));
      return;
    }
    Node result = ((Unit.OpUnit) unit).result();
    Lowering.OfKernel lowered = (Lowering.OfKernel) lowering(result);
    List<Use> reads = uses(lowered.reads().stream().map(result::input).toList());
    List<Use> makes = new ArrayList<>();
    for (TensorSpec scratch : lowered.scratch()) {
      makes.add(new Use(memory.size(), scratch.shape()));
      memory.add(scratch);
    }
    makes.add(new Use(use(result).place(), lowered.resultShape(result.spec())));
    steps.add(new Step(lowered.prepare(backend, result.spec()), reads, makes));
  }

  private List<Use> uses(List<Node> nodes) {
    return nodes.stream().map(this::use).toList();
  }

  private Use use(Node node) {
    Node root = node.root();
    Integer known = places.get(root);
    if (known == null) {
      known = memory.size();
      places.put(root, known);
      memory.add(root.spec());
    }
    if (known < isRead.length) {
      isRead[known] = true;
    }
    return new Use(known, node.shape());
  }

  /** Returns what computes it. */
  public Backend backend() {
    return backend;
  }

  /** Returns whether the values of an argument are read. */
  public boolean reads(int argument) {
    return isRead[argument];
  }

  /**
   * Computes the outputs, in new memory.
   *
   * @param arguments packed; those that are not read may be null
   */
  public List<Operand> run(@Nullable Operand... arguments) {
    @Nullable Operand[] values = Arrays.copyOf(arguments, memory.size());
    outputs.forEach(output -> allocate(values, output));
    try (MemoryScope scope = MemoryScope.open()) {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        step.makes().forEach(made -> allocate(values, made));
        step.kernel()
            .run(operands(values, step.reads()), NO_NUMBERS, operands(values, step.makes()));
      }
    }
    return List.of(operands(values, outputs));
  }

  private void allocate(@Nullable Operand[] values, Use made) {
    if (values[made.place()] == null) {
      TensorSpec spec = memory.get(made.place());
      values[made.place()] = new Operand(backend.memory().allocate(spec), spec.shape());
    }
  }

  private static Operand[] operands(@Nullable Operand[] values, List<Use> uses) {
    Operand[] operands = new Operand[uses.size()];
    for (int i = 0; i < operands.length; i++) {
      Use use = uses.get(i);
      Operand value = Objects.requireNonNull(values[use.place()]);
      operands[i] = value.shape().equals(use.shape()) ? value : value.as(use.shape());
    }
    return operands;
  }
}
