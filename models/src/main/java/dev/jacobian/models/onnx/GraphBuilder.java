package dev.jacobian.models.onnx;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects the nodes and tensors of a graph, and gives each value a name of its own. */
final class GraphBuilder {
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private final IdentityHashMap<Tensor, String> tensorNames = new IdentityHashMap<>();
  private final Map<List<Object>, String> numberNames = new HashMap<>();
  private final Map<List<Long>, String> wholeNames = new HashMap<>();
  private final Set<String> names;
  private final Set<String> outputs = new HashSet<>();

  /** Begins a graph. */
  GraphBuilder() {
    this(new HashSet<>());
  }

  private GraphBuilder(Set<String> names) {
    this.names = names;
  }

  /** Begins a graph inside of this one: it may read this one's values, so no name is in both. */
  GraphBuilder inner() {
    return new GraphBuilder(names);
  }

  /** Keeps a name for a value that comes from or goes to the outside. */
  void reserve(String name) {
    names.add(name);
  }

  /**
   * Adds a node.
   *
   * @param place what its output is called, with the operator's name behind it
   * @return the name of its output
   */
  String node(String operator, String place, List<String> inputs, Attribute... attributes) {
    return nodes(operator, place, inputs, 1, attributes).get(0);
  }

  /**
   * Adds a node with several outputs.
   *
   * @return their names
   */
  List<String> nodes(
      String operator, String place, List<String> inputs, int count, Attribute... attributes) {
    List<String> own = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      own.add(fresh(place + "/" + operator));
    }
    nodes.add(new OnnxNode(operator, inputs, List.copyOf(own), Arrays.asList(attributes)));
    return own;
  }

  /** Adds a conversion to another type; returns its output. */
  String cast(String place, String input, DType to) {
    return node("Cast", place, List.of(input), new Attribute.Int("to", ElementType.of(to).code()));
  }

  /**
   * Adds a tensor, once.
   *
   * @return its name
   */
  String tensor(String name, Tensor tensor) {
    String known = tensorNames.get(tensor);
    if (known != null) {
      return known;
    }
    String own = fresh(name);
    tensorNames.put(tensor, own);
    initializers.add(new Initializer.Numbers(own, tensor));
    return own;
  }

  /** Adds a number of float64; returns its name. */
  String number(double value) {
    return number(value, DType.FLOAT64);
  }

  /** Adds a number, once; returns its name. */
  String number(double value, DType dtype) {
    return numberNames.computeIfAbsent(
        List.of(value, dtype),
        key -> tensor("number", Tensor.full(Shape.of(), value, dtype, Device.cpu())));
  }

  /** Adds whole numbers in one axis, once; returns their name. */
  String wholes(long... values) {
    return wholeNames.computeIfAbsent(
        Arrays.stream(values).boxed().toList(), key -> tensor("wholes", Tensor.of(values)));
  }

  /** Adds texts; returns their name. */
  String texts(String name, List<String> values) {
    String own = fresh(name);
    initializers.add(new Initializer.Texts(own, values));
    return own;
  }

  /** Returns a name that no value has, and keeps it. */
  String fresh(String wanted) {
    String name = wanted;
    for (int number = 2; !names.add(name); number++) {
      name = wanted + "_" + number;
    }
    return name;
  }

  /** Makes a value an output of the graph, under a name that was reserved. */
  void output(String value, String name) {
    boolean isMade = nodes.stream().anyMatch(node -> node.outputs().contains(value));
    if (!isMade || outputs.contains(value)) {
      nodes.add(new OnnxNode("Identity", List.of(value), List.of(name), List.of()));
    } else {
      nodes.replaceAll(node -> node.renamed(value, name));
    }
    outputs.add(name);
  }

  /** Returns the graph, without tensors that nothing reads. */
  OnnxGraph graph(String name, List<OnnxValue> inputs, List<OnnxValue> outputs) {
    Set<String> read = nodes.stream().flatMap(OnnxNode::reads).collect(Collectors.toSet());
    List<Initializer> held =
        initializers.stream().filter(tensor -> read.contains(tensor.name())).toList();
    return new OnnxGraph(name, List.copyOf(nodes), held, List.copyOf(inputs), outputs);
  }
}
