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

/** Collects the nodes and tensors of a graph, and gives each value a name of its own. */
final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private final IdentityHashMap<Tensor, String> tensorNames = new IdentityHashMap<>();
  private final Map<Double, String> numberNames = new HashMap<>();
  private final Set<String> names = new HashSet<>();

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
    String output = fresh(place + "/" + operator);
    nodes.add(new Node(operator, inputs, output, Arrays.asList(attributes)));
    return output;
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
    return numberNames.computeIfAbsent(
        value,
        number -> tensor("number", Tensor.full(Shape.of(), number, DType.FLOAT64, Device.cpu())));
  }

  /** Adds texts; returns their name. */
  String texts(String name, List<String> values) {
    String own = fresh(name);
    initializers.add(new Initializer.Texts(own, values));
    return own;
  }

  private String fresh(String wanted) {
    String name = wanted;
    for (int number = 2; !names.add(name); number++) {
      name = wanted + "_" + number;
    }
    return name;
  }

  /** Gives the last node's output a name that was reserved. */
  void renameLast(String name) {
    Node last = nodes.remove(nodes.size() - 1);
    nodes.add(last.withOutput(name));
  }

  /** Returns the graph. */
  Graph graph(String name, List<Value> inputs, List<Value> outputs) {
    return new Graph(
        name, List.copyOf(nodes), List.copyOf(initializers), List.copyOf(inputs), outputs);
  }
}
