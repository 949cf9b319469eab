package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.ForwardCall;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Storage;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Source;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A captured function: its {@link Graph}, and what the ids and slots in it stand for.
 *
 * <pre>{@code
 * CapturedGraph captured = CapturedGraph.of(model.eval(), Tensor.randn(64, 10));
 * System.out.println(captured.graph());
 * for (Node node : captured.graph().nodes()) { ... }
 * }</pre>
 *
 * The function runs once, on these inputs; what it changed is taken back. Parameters and buffers of
 * a module have the names that {@code stateDict} gives them. PyTorch equivalent: {@code
 * torch.export.export}.
 */
public final class CapturedGraph {
  private final Graph graph;
  private final List<StateTensor> states;
  private final List<DoubleConsumer> checks;
  private final Preamble preamble;
  private final Map<Integer, ForwardCall> origins;

  /**
   * Puts together what a capture has found.
   *
   * @param states the tensors from outside, by the ids of {@link Source.State}
   * @param checks what throws if it does not like a number, by the ids of {@link Graph.Check}
   * @param preamble what is done in Java before; it fills the slots of numbers and draws
   * @param origins where nodes come from, by their ids: the call if the capture looked, else the
   *     layer, or the op of which they are the gradient
   */
  CapturedGraph(
      Graph graph,
      List<StateTensor> states,
      List<DoubleConsumer> checks,
      Preamble preamble,
      Map<Integer, ForwardCall> origins) {
    this.graph = graph;
    this.states = List.copyOf(states);
    this.checks = List.copyOf(checks);
    this.preamble = preamble;
    this.origins = Map.copyOf(origins);
  }

  /**
   * Captures what a module computes of example inputs, in the mode in which it is.
   *
   * @throws dev.jacobian.shape.AutogradException if it reads values into Java
   */
  public static CapturedGraph of(Module module, Tensor... inputs) {
    IdentityHashMap<Storage, String> names = new IdentityHashMap<>();
    module.stateDict().forEach((name, tensor) -> names.putIfAbsent(tensor.storage(), name));
    return of(module::forwardAll, names, inputs);
  }

  /**
   * Captures a function with one result: see {@link #functions}.
   *
   * @throws dev.jacobian.shape.AutogradException if it reads values into Java
   */
  public static CapturedGraph function(Compiled.OneResult function, Tensor... inputs) {
    return functions(arguments -> List.of(function.apply(arguments)), inputs);
  }

  /**
   * Captures a function with any number of results. It may compute gradients and change tensors.
   *
   * @throws dev.jacobian.shape.AutogradException if it reads values into Java
   */
  public static CapturedGraph functions(Compiled.SeveralResults function, Tensor... inputs) {
    return of(function, new IdentityHashMap<>(), inputs);
  }

  private static CapturedGraph of(
      Compiled.SeveralResults function, IdentityHashMap<Storage, String> names, Tensor... inputs) {
    return SharedMemory.capture(whole -> of(function, names, whole, inputs));
  }

  private static CapturedGraph of(
      Compiled.SeveralResults function,
      IdentityHashMap<Storage, String> names,
      Set<Storage> whole,
      Tensor... inputs) {
    Tensor[] passed = apart(inputs);
    List<Variable> variables = Arrays.stream(passed).map(Tensor::variable).toList();
    Capture[] made = new Capture[1];
    try (Autograd.Guard recording =
        Recording.start(eager -> made[0] = new Capture(eager, variables, false, whole))) {
      made[0].label(names);
      List<Tensor> results = function.apply(passed);
      return made[0].graph(results.stream().map(Tensor::variable).toList());
    } finally {
      made[0].takeBack();
    }
  }

  /** Returns inputs of which none shares another one's memory, by which they are told apart. */
  private static Tensor[] apart(Tensor... inputs) {
    Set<Storage> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return Arrays.stream(inputs)
        .map(input -> seen.add(input.storage()) ? input : input.detach().copy())
        .toArray(Tensor[]::new);
  }

  /** Returns this with a graph that a pass made of the present one. */
  public CapturedGraph with(Graph other) {
    return new CapturedGraph(other, states, checks, preamble, origins);
  }

  /** Returns what was captured, as data. */
  public Graph graph() {
    return graph;
  }

  /** Returns a tensor from outside as it is now; it shares the storage. */
  public Tensor tensor(Source.State state) {
    return Tensor.ofValue(state(state).value()).detach();
  }

  /** Returns the layer and the place in the user's program that a node comes from, if known. */
  public Optional<String> origin(Node node) {
    return Optional.ofNullable(call(node)).map(ForwardCall::toString);
  }

  /** Returns the path of the layer that a node comes from; empty if it is not known. */
  public String layer(Node node) {
    ForwardCall call = call(node);
    return call == null ? "" : call.layer();
  }

  private @Nullable ForwardCall call(Node node) {
    ForwardCall call = origins.get(node.id());
    // The simplifier stores a constant as the node behind the constant's.
    return call == null ? origins.get(node.id() - 1) : call;
  }

  StateTensor state(Source.State source) {
    return states.get(source.id());
  }

  DoubleConsumer check(int id) {
    return checks.get(id);
  }

  Preamble preamble() {
    return preamble;
  }

  /**
   * Tells whether two captures of a function, before any pass, are the same program: the same graph
   * over the same tensors with the same code beside it.
   *
   * @return what the first difference is, in words, or empty if they are the same
   */
  Optional<String> difference(CapturedGraph now) {
    Optional<String> difference = graph.difference(now.graph);
    if (difference.isPresent()) {
      return difference;
    }
    if (!states.equals(now.states)) {
      // Some may have been read for nothing, and are in no graph.
      for (Source.State source : graph.states()) {
        if (!state(source).isSame(now.state(source))) {
          return Optional.of("'" + source.label() + "' became another tensor");
        }
      }
    }
    boolean isSame = SameCode.of(checks, now.checks) && preamble.isSame(now.preamble);
    return isSame
        ? Optional.empty()
        : Optional.of("checks or what is done beside the tensors are others");
  }
}
