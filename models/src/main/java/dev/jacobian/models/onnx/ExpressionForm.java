package dev.jacobian.models.onnx;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.graph.Node;
import dev.jacobian.shape.DType;
import java.util.IdentityHashMap;
import java.util.List;

/** Writes an expression with ONNX's operators, one for each function in it. */
final class ExpressionForm {
  private final GraphTranslator to;
  private final Node node;
  private final List<String> inputs;
  private final IdentityHashMap<Expr, String> names = new IdentityHashMap<>();

  /**
   * Prepares to write an expression.
   *
   * @param node whose expression it is
   * @param inputs names of the values that are read
   */
  ExpressionForm(GraphTranslator to, Node node, List<String> inputs) {
    this.to = to;
    this.node = node;
    this.inputs = inputs;
  }

  /** Returns the name of an expression's value. */
  String value(Expr expression) {
    String known = names.get(expression);
    if (known == null) {
      known = written(expression);
      names.put(expression, known);
    }
    return known;
  }

  private String written(Expr expression) {
    if (expression instanceof Expr.Input input) {
      return inputs.get(input.index());
    }
    if (expression instanceof Expr.Constant constant) {
      return to.number(constant.value(), constant.dtype());
    }
    if (expression instanceof Expr.Unary unary) {
      return unary(unary.function(), unary.dtype(), value(unary.operand()));
    }
    if (expression instanceof Expr.Binary binary) {
      DType dtype = binary.left().dtype();
      return binary(binary.function(), dtype, value(binary.left()), value(binary.right()));
    }
    if (expression instanceof Expr.Convert convert) {
      return to.cast(node, value(convert.operand()), convert.dtype());
    }
    if (expression instanceof Expr.Select) {
      List<String> operands = expression.operands().stream().map(this::value).toList();
      return expression.dtype() == DType.BOOL
          ? either(operands.get(0), operands.get(1), operands.get(2))
          : add("Where", expression.dtype(), operands.toArray(String[]::new));
    }
    throw new IllegalStateException(expression + " is no part of an op's expression");
  }

  private String add(String operator, DType dtype, String... operands) {
    return to.node(operator, node, dtype, List.of(operands));
  }

  /** ONNX Runtime has no Where of truth values. */
  private String either(String condition, String whereTrue, String whereFalse) {
    return add(
        "Or",
        DType.BOOL,
        add("And", DType.BOOL, condition, whereTrue),
        add("And", DType.BOOL, add("Not", DType.BOOL, condition), whereFalse));
  }

  private String unary(UnaryFunction function, DType dtype, String x) {
    return switch (function) {
      case NEG -> add("Neg", dtype, x);
      case ABS -> add("Abs", dtype, x);
      case SIGN -> add("Sign", dtype, x);
      case EXP -> add("Exp", dtype, x);
      case LOG -> add("Log", dtype, x);
      case LOG1P -> log1p(dtype, x);
      case SQRT -> add("Sqrt", dtype, x);
      case RECIPROCAL -> add("Reciprocal", dtype, x);
      case SIN -> add("Sin", dtype, x);
      case COS -> add("Cos", dtype, x);
      case TANH -> add("Tanh", dtype, x);
      case SIGMOID -> sigmoid(dtype, x);
      case RELU -> add("Relu", dtype, x);
      case ERF -> add("Erf", dtype, x);
      case SOFTSIGN -> add("Softsign", dtype, x);
      case FLOOR -> add("Floor", dtype, x);
    };
  }

  /** ONNX Runtime makes one operator of x and its Sigmoid, which it has of float32 only. */
  private String sigmoid(DType dtype, String x) {
    if (dtype != DType.FLOAT64) {
      return add("Sigmoid", dtype, x);
    }
    String power = add("Exp", dtype, add("Neg", dtype, x));
    return add("Reciprocal", dtype, add("Add", dtype, power, to.number(1, dtype)));
  }

  private String binary(BinaryFunction function, DType dtype, String a, String b) {
    return switch (function) {
      case ADD -> add("Add", dtype, a, b);
      case SUB -> add("Sub", dtype, a, b);
      case MUL -> add("Mul", dtype, a, b);
      case DIV -> add("Div", dtype, a, b);
      case FLOOR_DIV -> floorDiv(dtype, a, b);
      case REMAINDER ->
          dtype.isFloating()
              ? add("Sub", dtype, a, add("Mul", dtype, floorDiv(dtype, a, b), b))
              : add("Mod", dtype, a, b);
      case POW -> add("Pow", dtype, a, b);
      case MAXIMUM -> add("Max", dtype, a, b);
      case MINIMUM -> add("Min", dtype, a, b);
      case EQ -> add("Equal", dtype, a, b);
      case NE -> add("Not", dtype, add("Equal", dtype, a, b));
      case LT -> add("Less", dtype, a, b);
      case LE -> add("LessOrEqual", dtype, a, b);
      case GT -> add("Greater", dtype, a, b);
      case GE -> add("GreaterOrEqual", dtype, a, b);
    };
  }

  private String floorDiv(DType dtype, String a, String b) {
    // Of integers Div rounds towards 0, and Mod is of the divisor's sign.
    return dtype.isFloating()
        ? add("Floor", dtype, add("Div", dtype, a, b))
        : add("Div", dtype, add("Sub", dtype, a, add("Mod", dtype, a, b)), b);
  }

  /** {@code x * ln(y) / (y - 1)} with y = 1 + x as it is rounded, and x where y is 1. */
  private String log1p(DType dtype, String x) {
    String one = to.number(1, dtype);
    String y = add("Add", dtype, x, one);
    String log = add("Log", dtype, y);
    String ratio = add("Div", dtype, x, add("Sub", dtype, y, one));
    String product = add("Mul", dtype, log, ratio);
    // For infinity the ratio is none.
    String isLarge = add("Greater", dtype, x, to.number(1e6, dtype));
    String usual = add("Where", dtype, isLarge, log, product);
    return add("Where", dtype, add("Equal", dtype, y, one), x, usual);
  }
}
