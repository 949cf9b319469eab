package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of an elementwise op in one pass: {@code dx = dy * df/dx}. It reads those inputs of
 * the op, and its output, that the derivative needs, and last {@code dy}.
 *
 * @param op whose gradient it is
 * @param index with respect to which input
 * @param types of the op's inputs
 */
public record ElementwiseGradient(ElementwiseOp op, int index, List<DType> types)
    implements ElementwiseOp {
  /** Stands for the output among the inputs that a gradient reads. */
  static final int OUTPUT = 64;

  private static final int GRADIENT = OUTPUT + 1;

  /** More inputs than ops have, of any type: what a gradient reads depends on neither. */
  private static final Expr[] INPUTS = leaves(Collections.nCopies(OUTPUT, DType.FLOAT64));

  /** Copies the list. */
  public ElementwiseGradient {
    types = List.copyOf(types);
  }

  private static Expr[] leaves(List<DType> types) {
    Expr[] leaves = new Expr[types.size()];
    Arrays.setAll(leaves, i -> new Expr.Input(i, types.get(i)));
    return leaves;
  }

  /** Returns the inputs of an op, and {@link #OUTPUT}, whose values a gradient reads. */
  static Set<Integer> reads(ElementwiseOp op, int index) {
    return ElementwiseForms.current().reads(op, index);
  }

  /** Returns the inputs that a formula of {@link #INPUTS} reads. */
  static Set<Integer> readsOf(ElementwiseOp op, int index) {
    return Leaves.inputs(formula(op, index, INPUTS, DType.FLOAT64)).stream()
        .map(Expr.Input::index)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Expr formula(ElementwiseOp op, int index, Expr[] inputs, DType dtype) {
    return op.derivative(
        index, inputs, new Expr.Input(OUTPUT, dtype), new Expr.Input(GRADIENT, dtype));
  }

  /**
   * How a gradient is computed.
   *
   * @param by what computes it, or null if it is the only leaf
   * @param of inputs of {@link #formula}, and constants
   */
  record Form(@Nullable Op by, List<Expr> of) {}

  /**
   * Returns how a gradient is computed, by a simpler op if one suffices.
   *
   * @param types of the op's inputs
   * @param output the type of its output
   */
  static Form form(ElementwiseOp op, int index, List<DType> types, DType output) {
    Expr formula = formula(op, index, leaves(types), output);
    if (formula.isLeaf()) {
      return new Form(null, List.of(formula));
    }
    if (formula.operands().stream().allMatch(Expr::isLeaf)) {
      return new Form(single(formula), formula.operands());
    }
    List<Expr> read = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      if (op.usesInput(i, index)) {
        read.add(new Expr.Input(i, types.get(i)));
      }
    }
    if (op.usesOutput(index)) {
      read.add(new Expr.Input(OUTPUT, output));
    }
    read.add(new Expr.Input(GRADIENT, output));
    return new Form(new ElementwiseGradient(op, index, types), read);
  }

  /** Returns a gradient's value. */
  static Value value(ElementwiseOp op, int index, GradientContext context) {
    List<DType> types = new ArrayList<>(context.inputCount());
    for (int i = 0; i < context.inputCount(); i++) {
      types.add(context.inputSpec(i).dtype());
    }
    Form form = ElementwiseForms.current().form(op, index, types, context.outputSpec().dtype());
    List<Expr> of = form.of;
    if (form.by == null) {
      return of.get(0) instanceof Expr.Constant constant
          ? context.builder().fillLike(context.gradient(), constant.value())
          : value(of.get(0), context);
    }
    Value[] values = new Value[of.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(of.get(i), context);
    }
    return context.builder().apply(form.by, values);
  }

  private static Value value(Expr leaf, GradientContext context) {
    if (leaf instanceof Expr.Constant constant) {
      return new Scalar(constant.value(), constant.dtype());
    }
    int number = ((Expr.Input) leaf).index();
    return switch (number) {
      case OUTPUT -> context.output();
      case GRADIENT -> context.gradient();
      default -> context.input(number);
    };
  }

  /** Returns the op that an expression of leaves is. */
  private static Op single(Expr formula) {
    if (formula instanceof Expr.Unary unary) {
      return new Unary(unary.function());
    }
    if (formula instanceof Expr.Binary binary) {
      return new Binary(binary.function());
    }
    return formula instanceof Expr.Select ? new Where() : new Cast(formula.dtype());
  }

  @Override
  public String name() {
    return op.name() + "Backward";
  }

  @Override
  public TensorSpec infer(TensorSpec... given) {
    Shape shape = Shape.scalar();
    List<DType> read = new ArrayList<>(given.length);
    for (TensorSpec input : given) {
      shape = Broadcasting.broadcast(name(), shape, input.shape());
      read.add(input.dtype());
    }
    return new TensorSpec(shape, ElementwiseForms.current().dtype(this, read));
  }

  /** Returns the type of the gradient, given those of what it reads. */
  DType dtype(List<DType> read) {
    return expression(leaves(read)).dtype();
  }

  @Override
  public Expr expression(Expr... given) {
    int next = 0;
    Expr[] leaves = leaves(types);
    for (int i = 0; i < leaves.length; i++) {
      if (op.usesInput(i, index)) {
        leaves[i] = given[next++];
      }
    }
    Expr output = op.usesOutput(index) ? given[next++] : given[next];
    return op.derivative(index, leaves, output, given[next]);
  }

  @Override
  public boolean isDifferentiable(int input) {
    return ElementwiseForms.current().isDifferentiable(this, input);
  }

  /** Returns whether a gradient depends on an input. */
  boolean dependsOn(int input) {
    return !(formula(this, input, INPUTS, DType.FLOAT64) instanceof Expr.Constant);
  }
}
