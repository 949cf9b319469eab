package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Sequence;
import dev.jacobian.device.Storage;
import dev.jacobian.fusion.Fusion;
import dev.jacobian.fusion.Placed;
import dev.jacobian.fusion.Unit;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Settle;
import dev.jacobian.graph.Simplify;
import dev.jacobian.graph.Source;
import dev.jacobian.op.Lowering;
import dev.jacobian.op.Op;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives the units of a schedule their memory and makes instructions of them. */
final class ProgramBuilder {
  private final CapturedGraph bound;
  private final Graph graph;
  private final List<Layout> layouts;
  private final UnitSchedule schedule;
  private final BufferPlan plan;

  /** The units that do something: a view of memory as it lies is there already. */
  private final List<Unit> units;

  private final IdentityHashMap<Node, Slot> slots = new IdentityHashMap<>();
  private final List<Storage> buffers = new ArrayList<>();
  private final List<Slot> arguments = new ArrayList<>();
  private final List<Program.BoundState> states = new ArrayList<>();

  private ProgramBuilder(
      CapturedGraph bound, List<Layout> layouts, UnitSchedule schedule, BufferPlan plan) {
    this.bound = bound;
    this.layouts = layouts;
    this.graph = bound.graph();
    this.schedule = schedule;
    this.plan = plan;
    this.units = schedule.units().stream().filter(unit -> plan.wholeOf(unit) == null).toList();
  }

  /**
   * Compiles a captured function.
   *
   * @param argumentCount how many tensors are passed to it
   * @param reusesOutputs whether each run overwrites the results of the one before
   */
  static Program build(CapturedGraph captured, int argumentCount, boolean reusesOutputs) {
    TurnedResults turned = TurnedResults.of(Simplify.run(captured.graph()));
    Graph graph = Settle.run(turned.graph());
    UnitSchedule schedule = UnitSchedule.of(graph, Fusion.run(graph));
    BufferPlan plan = BufferPlan.of(schedule, placed(graph, schedule));
    ProgramBuilder builder =
        new ProgramBuilder(captured.with(graph), turned.layouts(), schedule, plan);
    return builder.program(argumentCount, reusesOutputs);
  }

  /** Returns the nodes that are computed into a tensor of their own. */
  private static Set<Node> placed(Graph graph, UnitSchedule schedule) {
    IdentityHashMap<Node, Boolean> placed = new IdentityHashMap<>();
    graph.outputs().forEach(node -> placed.put(node.root(), true));
    schedule.direct().forEach(write -> placed.put(write.value().root(), true));
    for (Graph.Gradient gradient : graph.gradients()) {
      if (gradient.value() != null) {
        placed.put(gradient.value().root(), true);
      }
    }
    return placed.keySet();
  }

  private Program program(int argumentCount, boolean reusesOutputs) {
    for (int i = 0; i < argumentCount; i++) {
      arguments.add(new Slot());
    }
    placeBuffers();
    schedule.direct().forEach(w -> slots.put(w.value().root(), slotOf(w.target())));
    List<Program.LeftGradient> gradients = graph.gradients().stream().map(this::placed).toList();
    List<ResultMemory> results = new ArrayList<>();
    for (int i = 0; i < layouts.size(); i++) {
      Node output = graph.outputs().get(i);
      ResultMemory memory = new ResultMemory(output, layouts.get(i));
      slots.put(output.root(), memory.slot());
      results.add(memory);
    }
    List<Instruction> instructions = new ArrayList<>();
    units.forEach(unit -> instructions.add(announced(instruction(unit), device(unit), part(unit))));
    schedule
        .deferred()
        .forEach(write -> instructions.add(announced(copy(write), write.target().device(), "")));
    List<Slot> written = graph.writes().stream().map(w -> slotOf(w.target())).toList();
    return new Program(
        bound.preamble(),
        instructions,
        sequence(),
        arguments,
        states,
        written,
        firstWrite(),
        gradients,
        results,
        reusesOutputs,
        buffers,
        () -> Explanation.of(graph, layouts, schedule, plan));
  }

  /** Returns where the calls are collected: by the one device of the program, if it has one. */
  private Sequence sequence() {
    List<Device> devices =
        graph.nodes().stream().map(Node::deviceOrNull).filter(Objects::nonNull).distinct().toList();
    return devices.size() == 1 ? Backends.of(devices.get(0)).sequence() : Sequence.DIRECT;
  }

  /** Returns the position of the first instruction that changes a tensor of the user's. */
  private int firstWrite() {
    for (int i = 0; i < units.size(); i++) {
      List<Node> makes = units.get(i).makes();
      if (schedule.direct().stream().anyMatch(write -> makes.contains(write.value().root()))) {
        return i;
      }
    }
    return units.size();
  }

  /** Returns memory that lasts as long as the program. */
  private Storage lasting(MemoryPool pool, TensorSpec spec) {
    Storage whole = pool.allocate(spec);
    whole.moveTo(null);
    buffers.add(whole);
    return whole;
  }

  private void placeBuffers() {
    IdentityHashMap<Node, Operand> memory = new IdentityHashMap<>();
    for (BufferPlan.Buffer buffer : plan.buffers()) {
      MemoryPool pool = Backends.of(buffer.device()).memory();
      Storage whole = lasting(pool, new TensorSpec(Shape.of(buffer.size()), buffer.dtype()));
      for (Node value : buffer.values()) {
        memory.put(value, new Operand(pool.borrow(whole, value.spec()), value.shape()));
      }
    }
    for (Unit unit : schedule.units()) {
      Node whole = plan.wholeOf(unit);
      if (whole != null) {
        Node part = unit.makes().get(0);
        Operand source = Objects.requireNonNull(memory.get(whole));
        memory.put(part, Slot.within(source, Placed.of(part).layout()));
      }
    }
    memory.forEach(
        (node, operand) -> {
          Slot slot = new Slot();
          slot.place(operand);
          slots.put(node, slot);
        });
  }

  private Program.LeftGradient placed(Graph.Gradient gradient) {
    Variable leaf = bound.state(gradient.leaf()).variable();
    Node value = gradient.value();
    if (value == null) {
      return new Program.LeftGradient(leaf, null);
    }
    ResultMemory memory = new ResultMemory(value, Layout.packed(value.shape()));
    slots.put(value.root(), memory.slot());
    return new Program.LeftGradient(leaf, memory);
  }

  private Slot slotOf(Node node) {
    Node root = node.root();
    Slot known = slots.get(root);
    if (known == null) {
      known = given(root);
      slots.put(root, known);
    }
    return known;
  }

  private Slot given(Node node) {
    if (node.source() instanceof Source.Argument argument) {
      return arguments.get(argument.index());
    }
    if (node.source() instanceof Source.State state) {
      Slot slot = new Slot();
      states.add(
          new Program.BoundState(
              bound.state(state), Backends.of(node.device()), node.spec().dtype(), slot));
      return slot;
    }
    throw new IllegalStateException(node + " was not given any memory");
  }

  /** Returns arguments of an instruction that follow the memory of these nodes. */
  private Operand[] operands(List<Node> nodes) {
    Operand[] operands = new Operand[nodes.size()];
    for (int i = 0; i < operands.length; i++) {
      slotOf(nodes.get(i)).use(operands, i, nodes.get(i).shape());
    }
    return operands;
  }

  private Operand[] placed(List<Placed> inputs) {
    Operand[] operands = new Operand[inputs.size()];
    for (int i = 0; i < operands.length; i++) {
      slotOf(inputs.get(i).node()).use(operands, i, inputs.get(i).layout());
    }
    return operands;
  }

  private static Device device(Unit unit) {
    return (unit instanceof Unit.CheckUnit check ? check.value() : unit.makes().get(0)).device();
  }

  /** Returns the layers that a unit does something of, or the ops whose gradients it computes. */
  private String part(Unit unit) {
    return unit.members().stream()
        .map(bound::layer)
        .filter(layer -> !layer.isEmpty())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Lets a device that computes later know what it is asked for. */
  private static Instruction announced(Instruction instruction, Device device, String part) {
    return device.isCuda()
        ? new Instruction.Announced(Backends.of(device), part, instruction)
        : instruction;
  }

  private Instruction instruction(Unit unit) {
    if (unit instanceof Unit.KernelUnit kernel) {
      return kernel(kernel);
    }
    if (unit instanceof Unit.ProductUnit product) {
      return product(product);
    }
    if (unit instanceof Unit.CheckUnit check) {
      Operand[] value = operands(List.of(check.value()));
      return Instruction.RunCheck.of(
          unit.label(), value, check.value().spec().dtype(), bound.check(check.id()));
    }
    Node result = ((Unit.OpUnit) unit).result();
    String name = unit.label() + " " + result.shape();
    return op(name, result);
  }

  private Instruction kernel(Unit.KernelUnit unit) {
    Backend backend = Backends.of(unit.makes().get(0).device());
    int[] numbers = unit.numbers().stream().mapToInt(Integer::intValue).toArray();
    return new Instruction.RunKernel(
        unit.label() + " " + unit.kernel().space(),
        backend.prepare(unit.kernel()),
        operands(unit.inputs()),
        numbers,
        new double[numbers.length],
        operands(unit.makes()));
  }

  private Instruction product(Unit.ProductUnit unit) {
    List<Node> nodes = new ArrayList<>(List.of(unit.a(), unit.b(), unit.result()));
    if (unit.accumulator() != null) {
      nodes.add(unit.accumulator());
    }
    return new Instruction.RunProduct(
        unit.label() + " " + unit.factors(),
        Backends.of(unit.result().device()),
        operands(nodes),
        unit.transposeA(),
        unit.transposeB(),
        unit.alpha(),
        unit.beta());
  }

  private Instruction op(String name, Node result) {
    Backend backend = Backends.of(result.device());
    if (result.source() instanceof Source.Drawn drawn) {
      Operand[] outputs = operands(List.of(result));
      return new Instruction.RunDraw(name, backend, drawn.distribution(), drawn.slot(), outputs);
    }
    Op op = result.op();
    if (op == null) {
      throw new IllegalStateException(result + " is not computed by an op");
    }
    List<TensorSpec> specs = result.operands().stream().map(Node::spec).toList();
    Lowering lowering = op.lower(specs, result.spec());
    return lowering instanceof Lowering.OfKernel kernel
        ? kernel(name, kernel, result)
        : new Instruction.RunOp(
            name,
            backend,
            op,
            (Lowering.Direct) lowering,
            placed(new Unit.OpUnit(result).inputs()),
            operands(List.of(result)));
  }

  /** Runs an op's own kernel; the memory that it needs besides the result is the program's. */
  private Instruction kernel(String name, Lowering.OfKernel lowered, Node result) {
    Backend backend = Backends.of(result.device());
    List<Node> read = lowered.reads().stream().map(result::input).toList();
    List<TensorSpec> scratch = lowered.scratch();
    Operand[] outputs = new Operand[scratch.size() + 1];
    for (int i = 0; i < scratch.size(); i++) {
      Storage whole = lasting(backend.memory(), scratch.get(i));
      Storage borrowed = backend.memory().borrow(whole, scratch.get(i));
      outputs[i] = new Operand(borrowed, scratch.get(i).shape());
    }
    slotOf(result).use(outputs, scratch.size(), lowered.resultShape(result.spec()));
    return new Instruction.RunKernel(
        name,
        lowered.prepare(backend, result.spec()),
        operands(read),
        new int[0],
        new double[0],
        outputs);
  }

  private Instruction copy(Graph.Write write) {
    Backend backend = Backends.of(write.target().device());
    return new Instruction.RunCopy(
        "copy " + write.target().shape(),
        backend,
        operands(List.of(write.value(), write.target())));
  }
}
