package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.ForwardCall;
import dev.jacobian.autograd.Recorder;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.CallSite;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import dev.jacobian.op.AddScaled;
import dev.jacobian.op.Binary;
import dev.jacobian.op.LiveScalar;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Random;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records a run of a function. The run computes as always, so its results are real and it may use
 * everything that eager code may; what it computed, and on which tensors, becomes a {@link
 * CapturedGraph}.
 *
 * <p>Values are known by their memory (see {@link SharedMemory}): a change in place gives it a new
 * node, and memory that no op of the run has made is state from outside.
 */
final class Capture implements Recorder {
  private final OpBuilder eager;
  private final boolean mayRead;
  private final Set<Variable> arguments = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Node> inputs = new ArrayList<>();
  private final Set<Variable> made = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Storage> computed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Storage> constants = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Storage> known = Collections.newSetFromMap(new IdentityHashMap<>());
  private final SharedMemory memory;
  private final Set<SharedMemory.Window> ofArguments =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<SharedMemory.Window> ofOthers =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<SharedMemory.Window> written = new LinkedHashSet<>();
  private final Map<Variable, Leaf> leaves = new LinkedHashMap<>();
  private final IdentityHashMap<RandomState, Integer> draws = new IdentityHashMap<>();
  private final IdentityHashMap<Scalar, Node> numbers = new IdentityHashMap<>();
  private final List<RandomState> drawnStates = new ArrayList<>();
  private final List<Variable> states = new ArrayList<>();
  private final Map<Storage, Storage> overwritten = new LinkedHashMap<>();
  private final Map<Integer, ForwardCall> origins = new HashMap<>();
  private final List<StateTensor> tensors = new ArrayList<>();
  private final List<Graph.Check> checks = new ArrayList<>();
  private final List<DoubleConsumer> checkers = new ArrayList<>();
  private final List<BooleanSupplier> assumptions = new ArrayList<>();
  private final Preamble preamble = new Preamble();
  private final List<Double> numbersRead = new ArrayList<>();
  private @Nullable AutogradException refusal;
  private Map<Storage, String> names = Map.of();
  private boolean findsOrigins;
  private int lastId;

  /**
   * A tensor from outside that gradients are collected in.
   *
   * @param initial the gradient that it had before the run
   * @param copy what that gradient was; null if there was none
   * @param isSet whether the function has replaced or cleared its gradient
   */
  private record Leaf(@Nullable Variable initial, @Nullable Variable copy, boolean isSet) {
    static Leaf of(@Nullable Variable gradient) {
      return new Leaf(gradient, gradient == null ? null : copyOf(gradient), false);
    }

    Leaf set() {
      return new Leaf(initial, copy, true);
    }
  }

  /**
   * Starts a capture.
   *
   * @param eager computes the ops
   * @param arguments what is passed to the function
   * @param mayRead whether a function that reads values into Java runs to its end; it cannot be
   *     compiled then (see {@link #refusal})
   * @param whole the storages of which parts are changed that overlap
   */
  Capture(OpBuilder eager, List<Variable> arguments, boolean mayRead, Set<Storage> whole) {
    this.eager = eager;
    this.mayRead = mayRead;
    this.memory = new SharedMemory(whole);
    this.arguments.addAll(arguments);
    for (int i = 0; i < arguments.size(); i++) {
      Variable argument = arguments.get(i);
      Node node = given(argument, new Source.Argument(i));
      inputs.add(node);
      if (!memory.isWhole(argument.storage()) && memory.find(argument) == null) {
        ofArguments.add(memory.add(argument, node));
      }
    }
  }

  /**
   * Names tensors that the function knows, and finds where each op comes from, for whoever reads
   * the graph.
   */
  void label(Map<Storage, String> tensorNames) {
    names = tensorNames;
    findsOrigins = true;
  }

  /** Returns why the function cannot be compiled, or null if it can. */
  @Nullable AutogradException refusal() {
    return refusal;
  }

  /** Returns what the live scalars gave, in the order of their slots. */
  double[] numbersRead() {
    return numbersRead.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Returns the conditions under which the function would have done the same. */
  List<BooleanSupplier> assumptions() {
    return assumptions;
  }

  /** Returns the tensors from outside that are read or changed. */
  List<Variable> states() {
    return states;
  }

  /**
   * Returns whether the function has come by an argument's memory in another way too, so that what
   * was captured is right for this memory only.
   */
  boolean knows(Storage storage) {
    return known.contains(storage);
  }

  /** Returns what was recorded, with these results. */
  CapturedGraph graph(List<Variable> results) {
    List<Node> outputs = results.stream().map(this::nodeOf).toList();
    List<Graph.Write> writes = new ArrayList<>();
    written.forEach(window -> writes.add(new Graph.Write(window.first(), window.current())));
    List<Graph.Gradient> gradients = new ArrayList<>();
    leaves.forEach((leaf, seen) -> addGradient(leaf, seen, gradients));
    Graph graph = new Graph(inputs, outputs, writes, gradients, checks);
    return new CapturedGraph(graph, tensors, checkers, preamble, origins);
  }

  /**
   * Makes everything outside as it was before the run, once: values that were changed, gradients,
   * counts, generators. What the function did in Java beside them stays done; a tensor that it made
   * and kept, such as a running mean, is as it was before its first change.
   */
  void takeBack() {
    overwritten.forEach(
        (storage, values) -> {
          if (!storage.isReleased()) {
            storage.markChanged();
            storage.backend().copy(whole(values), whole(storage));
          }
          values.moveTo(MemoryScope.current());
        });
    overwritten.clear();
    leaves.forEach((leaf, seen) -> leaf.setGrad(seen.copy()));
    leaves.clear();
    preamble.undo(drawnStates.toArray(RandomState[]::new));
  }

  /** Returns a copy that outlives the scopes that the function opens. */
  private static Storage copyOf(Storage storage) {
    Storage copy = storage.backend().memory().allocate(storage.spec());
    copy.moveTo(null);
    storage.backend().copy(whole(storage), whole(copy));
    return copy;
  }

  private static Variable copyOf(Variable variable) {
    Storage copy = variable.storage().backend().memory().allocate(variable.spec());
    copy.moveTo(null);
    variable.storage().backend().copy(variable.operand(), new Operand(copy, variable.shape()));
    return new Variable(copy, variable.shape());
  }

  private static Operand whole(Storage storage) {
    return new Operand(storage, storage.spec().shape());
  }

  private void addGradient(Variable leaf, Leaf seen, List<Graph.Gradient> gradients) {
    Variable gradient = leaf.grad();
    if (gradient != seen.initial() || seen.isSet()) {
      Node value = gradient == null ? null : nodeOf(gradient);
      gradients.add(new Graph.Gradient(source(leaf), value));
    }
  }

  @Override
  public Value apply(Op op, Value... values) {
    Value[] inputs = now(values);
    List<Node> operands = nodesOf(inputs);
    Variable output = (Variable) eager.apply(op, inputs);
    made.add(output);
    if (output.source() == null) {
      computed.add(output.storage());
      memory.add(output, result(op, operands, output));
    } else {
      nodeOf(output);
    }
    return output;
  }

  @Override
  public void assign(Value target, Op op, Value... values) {
    Value[] inputs = now(values);
    Variable variable = (Variable) target;
    List<Node> operands = nodesOf(inputs);
    nodeOf(variable);
    SharedMemory.Window window = memory.changing(variable);
    Storage storage = variable.storage();
    boolean isFromOutside = ofArguments.contains(window) || ofOthers.contains(window);
    if (!overwritten.containsKey(storage)) {
      overwritten.put(storage, copyOf(storage));
      // A constant is made anew by each run of the function, and what changes it is part of that.
      if (isFromOutside && !constants.contains(storage)) {
        written.add(window);
      }
    }
    eager.assign(target, op, inputs);
    Device device = deviceOf(storage);
    memory.change(variable, applied(op, operands, variable.spec(), device), on(device));
  }

  private Node result(Op op, List<Node> operands, Variable output) {
    Device device = deviceOf(output.storage());
    if (op instanceof Random random) {
      Integer slot = draws.get(random.state());
      if (slot != null) {
        Source source = new Source.Drawn(random.distribution(), slot);
        return new Node(nextId(device), source, operands, output.spec(), device);
      }
    }
    return applied(op, operands, output.spec(), device);
  }

  /** Returns the node of an op; a scaled sum is two, so that there is one form of each sum. */
  private Node applied(Op op, List<Node> operands, TensorSpec spec, Device device) {
    if (op instanceof AddScaled) {
      Node scaled = operands.get(1);
      Node factor = operands.get(2);
      Binary product = new Binary(BinaryFunction.MUL);
      TensorSpec inferred = product.infer(scaled.spec(), factor.spec());
      Node multiple = applied(product, List.of(scaled, factor), inferred, device);
      return applied(
          new Binary(BinaryFunction.ADD), List.of(operands.get(0), multiple), spec, device);
    }
    return new Node(nextId(device), new Source.Applied(op), operands, spec, device);
  }

  /**
   * Returns even numbers, in order; the simplifier puts nodes in between. Where nodes come from is
   * kept for devices that find errors later; on others each look at a function would take memory.
   */
  private int nextId(@Nullable Device device) {
    lastId += 2;
    if (findsOrigins) {
      origins.put(lastId, Autograd.here());
    } else if (device != null && device.isCuda()) {
      String part = Autograd.part();
      if (!part.isEmpty()) {
        origins.put(lastId, new ForwardCall(part, Optional.empty()));
      }
    }
    return lastId;
  }

  /**
   * Returns the operands with the numbers that live scalars have now. The tape keeps those for
   * backward, where they are still known to be the run's numbers.
   */
  private Value[] now(Value[] values) {
    Value[] inputs = values.clone();
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] instanceof LiveScalar live) {
        Scalar now = live.now();
        numbersRead.add(now.value());
        numbers.put(now, number(new Source.RunNumber(preamble.addNumber(live)), live.spec()));
        inputs[i] = now;
      }
    }
    return inputs;
  }

  private List<Node> nodesOf(Value[] inputs) {
    List<Node> nodes = new ArrayList<>(inputs.length);
    for (Value input : inputs) {
      nodes.add(nodeOf(input));
    }
    return nodes;
  }

  private Node nodeOf(Value value) {
    if (value instanceof Scalar scalar) {
      Node number = numbers.get(scalar);
      return number != null ? number : number(new Source.Constant(scalar.value()), scalar.spec());
    }
    Variable variable = (Variable) value;
    SharedMemory.Window window = memory.find(variable);
    if (window == null) {
      if (computed.contains(variable.storage())) {
        throw new IllegalStateException(
            "a " + variable.spec() + " tensor lies in what this run made, and no view says where");
      }
      Variable root = memory.rootFor(variable);
      states.add(root);
      window = memory.add(root, given(root, source(root)));
      ofOthers.add(window);
      boolean isTrained = variable.requiresGrad();
      assumptions.add(() -> variable.requiresGrad() == isTrained);
    }
    boolean isArguments = made.contains(variable) || arguments.contains(variable);
    if (memory.isWhole(variable.storage()) || (ofArguments.contains(window) && !isArguments)) {
      known.add(variable.storage());
    }
    return memory.read(variable, on(deviceOf(variable.storage())));
  }

  private SharedMemory.NodeMaker on(Device device) {
    return (source, operands, spec) -> new Node(nextId(device), source, operands, spec, device);
  }

  private Node number(Source source, TensorSpec spec) {
    return new Node(nextId(null), source, List.of(), spec, null);
  }

  /** Returns what a tensor from outside is in the graph. */
  private Source.State source(Variable variable) {
    for (int id = 0; id < tensors.size(); id++) {
      if (tensors.get(id).is(variable)) {
        return new Source.State(id, name("state", id, variable));
      }
    }
    int id = tensors.size();
    for (Map.Entry<Variable, Leaf> entry : leaves.entrySet()) {
      if (entry.getValue().initial() == variable) {
        tensors.add(StateTensor.gradientOf(entry.getKey()));
        return new Source.State(id, name("gradient", id, variable));
      }
    }
    boolean isConstant = constants.contains(variable.storage());
    tensors.add(isConstant ? StateTensor.constant(variable) : StateTensor.of(variable));
    return new Source.State(id, name(isConstant ? "constant" : "state", id, variable));
  }

  private String name(String kind, int id, Variable variable) {
    return names.getOrDefault(variable.storage(), kind + " " + id);
  }

  private Node given(Variable variable, Source source) {
    return on(deviceOf(variable.storage())).make(source, List.of(), variable.spec());
  }

  private static Device deviceOf(Storage storage) {
    return storage.backend().device();
  }

  @Override
  public void effect(Runnable action, Runnable undo) {
    preamble.addEffect(action, undo);
  }

  @Override
  public void drawn(
      RandomState state, Supplier<RandomState> again, Consumer<RandomState> giveBack) {
    draws.put(state, preamble.addDraw(again, giveBack));
    drawnStates.add(state);
  }

  @Override
  public void assumed(BooleanSupplier holds) {
    assumptions.add(holds);
  }

  @Override
  public void constant(Variable variable) {
    constants.add(variable.storage());
  }

  @Override
  public void kept(Variable copy, Variable of) {
    made.add(copy);
    computed.add(copy.storage());
    memory.add(copy, nodeOf(of));
  }

  @Override
  public void gradRead(Variable variable, @Nullable Variable gradient) {
    if (isLeafFromOutside(variable) && !leaves.containsKey(variable)) {
      boolean had = gradient != null;
      leaves.put(variable, Leaf.of(gradient));
      assumptions.add(() -> (variable.grad() != null) == had);
    }
  }

  @Override
  public void gradSet(Variable leaf, @Nullable Variable before) {
    if (isLeafFromOutside(leaf)) {
      Leaf seen = leaves.get(leaf);
      leaves.put(leaf, (seen == null ? Leaf.of(before) : seen).set());
    }
  }

  private boolean isLeafFromOutside(Variable variable) {
    return variable.isLeaf() && !made.contains(variable);
  }

  @Override
  public void checked(Variable value, DoubleConsumer check) {
    checks.add(new Graph.Check(nodeOf(value), checkers.size()));
    checkers.add(check);
  }

  @Override
  public void read(Variable variable) {
    AutogradException reading =
        new AutogradException(
            "the values of a "
                + variable.spec()
                + " tensor were read at "
                + CallSite.outsideFramework()
                + " while a step was being captured, so what it computes may depend on them",
            "a captured function to compute with tensors only",
            "move what reads values (item, toFloatArray) out of the function, use where()"
                + " for choices, or run it eagerly");
    if (!mayRead) {
      throw reading;
    }
    if (refusal == null) {
      refusal = reading;
    }
  }
}
