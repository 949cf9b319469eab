package dev.jacobian.models.onnx;

import dev.jacobian.graph.Node;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes the operators of one op: see {@link OnnxForm}. Values are known by their names. */
public final class OnnxWriter {
  private final GraphTranslator to;
  private final Node node;

  OnnxWriter(GraphTranslator to, Node node) {
    this.to = to;
    this.node = node;
  }

  /** Returns shape and type of the op's result; an axis of rows has the number of an example. */
  public TensorSpec output() {
    return node.spec();
  }

  /** Returns shape and type of an input; an axis of rows has the number of an example. */
  public TensorSpec input(int index) {
    return node.input(index).spec();
  }

  /** Adds a scalar; returns its name. */
  public String number(double value, DType dtype) {
    return to.number(value, dtype);
  }

  /** Adds whole numbers, int64 in one axis, such as axes or sizes; returns their name. */
  public String wholes(long... values) {
    return to.wholes(values);
  }

  /**
   * Begins an operator.
   *
   * @param name of ONNX's operator set 17, for example {@code "ReduceL2"}
   * @param inputs names of the values that it reads
   */
  public Operator operator(String name, String... inputs) {
    return new Operator(name, List.of(inputs));
  }

  /** An operator that gets its attributes. */
  public final class Operator {
    private final String name;
    private final List<String> inputs;
    private final List<Attribute> attributes = new ArrayList<>();

    private Operator(String name, List<String> inputs) {
      this.name = name;
      this.inputs = inputs;
    }

    /** Sets a whole number. */
    public Operator with(String attribute, long value) {
      attributes.add(new Attribute.Int(attribute, value));
      return this;
    }

    /** Sets whole numbers. */
    public Operator with(String attribute, long[] values) {
      attributes.add(new Attribute.Ints(attribute, Arrays.stream(values).boxed().toList()));
      return this;
    }

    /** Sets a float32 number. */
    public Operator with(String attribute, float value) {
      attributes.add(new Attribute.Real(attribute, value));
      return this;
    }

    /** Sets a text. */
    public Operator with(String attribute, String value) {
      attributes.add(new Attribute.Text(attribute, value));
      return this;
    }

    /** Adds the operator; returns the name of its result. */
    public String add() {
      return to.node(name, node, inputs, attributes.toArray(Attribute[]::new));
    }
  }
}
