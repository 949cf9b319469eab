package dev.jacobian.kernel.java;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.FloatLoops;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.print.Dialect;
import dev.jacobian.kernel.print.Fragment;
import dev.jacobian.kernel.print.Fragment.Binding;
import dev.jacobian.kernel.print.LoopKind;
import dev.jacobian.kernel.print.LoopRules;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Java as HotSpot compiles it well. float32 is computed in float, float64 in double, integers in
 * long with int32 brought back to its range after each operation: as eager kernels do it, so that
 * results have the same bits. A truth value is a mask of type int, -1 or 0, in an array 1 or 0: see
 * {@link KernelMath}.
 */
final class JavaDialect implements Dialect, LoopRules {
  private static final Fragment TRUE = Fragment.primary("int", "-1");
  private static final Fragment FALSE = Fragment.primary("int", "0");

  /**
   * How functions are spelled of floating point that HotSpot has vector instructions for; and of
   * integers, if they are whole. Others are calls of {@link FloatLoops} or of the reference.
   */
  private static final Map<UnaryFunction, UnaryOperator<Fragment>> SPELLINGS =
      new EnumMap<>(
          Map.of(
              UnaryFunction.NEG,
              Fragment::negated,
              UnaryFunction.ABS,
              x -> Fragment.call(x.type(), "Math.abs", x),
              UnaryFunction.RELU,
              x -> Fragment.call(x.type(), "Math.max", x, literal(x.type(), 0)),
              UnaryFunction.RECIPROCAL,
              x -> Fragment.infix(literal(x.type(), 1), "/", x, Binding.MULTIPLICATIVE),
              UnaryFunction.SQRT,
              x -> Fragment.call("double", "Math.sqrt", x.cast("double")).cast(x.type()),
              UnaryFunction.SOFTSIGN,
              x -> Fragment.call(x.type(), "KernelMath.softsign", x)));

  @Override
  public String variableType(DType dtype) {
    return dtype == DType.BOOL ? "int" : elementType(dtype);
  }

  @Override
  public String elementType(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case INT32, INT64, BOOL -> "long";
    };
  }

  @Override
  public Fragment load(DType dtype, Fragment element) {
    return dtype == DType.BOOL ? element.cast("int").negated() : element;
  }

  @Override
  public Fragment store(DType dtype, Fragment value) {
    return dtype == DType.BOOL ? value.negated().cast("long") : value;
  }

  @Override
  public boolean writesOverInputs() {
    return false;
  }

  @Override
  public Fragment number(DType dtype, Fragment number) {
    return dtype == DType.BOOL
        ? mask(number, "!=", literal("double", 0))
        : narrow(dtype, number.cast(variableType(dtype)));
  }

  @Override
  public LoopKind kind(Structure structure, NumberedValue value) {
    if (value instanceof NumberedValue.Unary unary
        && isInLibrary(unary.function(), unary.dtype())) {
      // A number is in no array; it is rare here, since its functions are numbers too.
      return isArray(structure.value(unary.operand())) ? LoopKind.LIBRARY : LoopKind.MIXED;
    }
    if (!hasVectorInstructions(value)) {
      return LoopKind.MIXED;
    }
    return switch (value.dtype()) {
      case FLOAT32 -> LoopKind.FLOATS;
      case FLOAT64 -> LoopKind.DOUBLES;
      case INT32, INT64, BOOL -> LoopKind.MIXED;
    };
  }

  private static boolean isInLibrary(UnaryFunction function, DType dtype) {
    return dtype == DType.FLOAT32 && FloatLoops.contains(function);
  }

  private static boolean isArray(NumberedValue value) {
    return !(value instanceof NumberedValue.Constant || value instanceof NumberedValue.Parameter);
  }

  /**
   * Returns the statement that computes a function of kind {@link LoopKind#LIBRARY} for the first
   * elements of an array.
   */
  String libraryCall(UnaryFunction function, String input, String output, String count) {
    return "FloatLoops.apply(UnaryFunction."
        + function
        + ", "
        + String.join(", ", input, output, count)
        + ");";
  }

  private static boolean hasVectorInstructions(NumberedValue value) {
    if (value instanceof NumberedValue.Unary unary) {
      return SPELLINGS.containsKey(unary.function())
          || (unary.function() == UnaryFunction.FLOOR && unary.dtype() == DType.FLOAT64);
    }
    if (value instanceof NumberedValue.Binary binary) {
      return switch (binary.function()) {
        case ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM -> true;
        default -> false;
      };
    }
    return value.isLeaf();
  }

  @Override
  public int operations(NumberedValue value) {
    return value.isLeaf() ? 0 : 1;
  }

  @Override
  public Fragment unary(UnaryFunction function, DType dtype, Fragment x) {
    return switch (dtype) {
      case FLOAT32, FLOAT64 ->
          isInLibrary(function, dtype)
              ? Fragment.call(x.type(), "FloatFunctions." + lowerCase(function), x)
              : floating(function, x);
      case INT32, INT64 -> narrow(dtype, integer(function, x));
      case BOOL -> truth(integer(function, number(x)));
    };
  }

  private static String lowerCase(UnaryFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  private static Fragment floating(UnaryFunction function, Fragment x) {
    UnaryOperator<Fragment> spelling = SPELLINGS.get(function);
    if (spelling != null) {
      return spelling.apply(x);
    }
    if (x.type().equals("float")) {
      switch (function) {
        case SIGN -> {
          return Fragment.call(x.type(), "FloatFunctions.sign", x);
        }
        case SIN, COS -> {
          return Fragment.call(x.type(), "FloatAngles." + lowerCase(function), x);
        }
        default -> {}
      }
    }
    return function == UnaryFunction.FLOOR
        ? Fragment.call("double", "Math.floor", x.cast("double")).cast(x.type())
        : reference(function, x);
  }

  private static Fragment integer(UnaryFunction function, Fragment x) {
    if (function == UnaryFunction.SIGN) {
      return Fragment.call("int", "Long.signum", x).cast("long");
    }
    UnaryOperator<Fragment> spelling = SPELLINGS.get(function);
    if (spelling != null && function.isWhole()) {
      return spelling.apply(x);
    }
    return function == UnaryFunction.FLOOR ? x : reference(function, x);
  }

  private static Fragment reference(UnaryFunction function, Fragment x) {
    return Fragment.call("double", "UnaryFunction." + function + ".apply", x.cast("double"))
        .cast(x.type());
  }

  @Override
  public Fragment binary(BinaryFunction function, DType dtype, Fragment left, Fragment right) {
    if (function.isComparison()) {
      return compare(function, dtype, left, right);
    }
    if (dtype == DType.BOOL) {
      return combine(function, left, right);
    }
    return narrow(dtype, arithmetic(function, left, right));
  }

  private static Fragment arithmetic(BinaryFunction function, Fragment left, Fragment right) {
    String type = left.type();
    return switch (function) {
      case ADD -> Fragment.infix(left, "+", right, Binding.ADDITIVE);
      case SUB -> Fragment.infix(left, "-", right, Binding.ADDITIVE);
      case MUL -> Fragment.infix(left, "*", right, Binding.MULTIPLICATIVE);
      case DIV -> Fragment.infix(left, "/", right, Binding.MULTIPLICATIVE);
      case MAXIMUM -> Fragment.call(type, "Math.max", left, right);
      case MINIMUM -> Fragment.call(type, "Math.min", left, right);
      case FLOOR_DIV, REMAINDER -> floored(function, left, right);
      case POW -> power(left, right);
      default -> throw new IllegalArgumentException(function + " is a comparison");
    };
  }

  private static Fragment power(Fragment left, Fragment right) {
    return left.type().equals("long")
        ? Fragment.call("long", "IntegerPower.of", left, right)
        : Fragment.call("double", "Math.pow", left.cast("double"), right.cast("double"))
            .cast(left.type());
  }

  private static Fragment floored(BinaryFunction function, Fragment left, Fragment right) {
    if (left.type().equals("long")) {
      String name = function == BinaryFunction.FLOOR_DIV ? "Math.floorDiv" : "Math.floorMod";
      return Fragment.call("long", name, left, right);
    }
    String name = "BinaryFunction." + function + ".apply";
    return Fragment.call("double", name, left.cast("double"), right.cast("double"))
        .cast(left.type());
  }

  private static Fragment compare(
      BinaryFunction function, DType dtype, Fragment left, Fragment right) {
    String operator =
        switch (function) {
          case EQ -> "==";
          case NE -> "!=";
          case LT -> "<";
          case LE -> "<=";
          case GT -> ">";
          case GE -> ">=";
          default -> throw new IllegalArgumentException(function + " is no comparison");
        };
    return dtype == DType.BOOL
        ? mask(number(left), operator, number(right))
        : mask(left, operator, right);
  }

  private static Fragment combine(BinaryFunction function, Fragment left, Fragment right) {
    return switch (function) {
      case MUL, MINIMUM -> Fragment.infix(left, "&", right, Binding.BIT_AND);
      case ADD, MAXIMUM -> Fragment.infix(left, "|", right, Binding.BIT_OR);
      case SUB -> Fragment.infix(left, "^", right, Binding.BIT_XOR);
      case FLOOR_DIV, REMAINDER, POW -> truth(arithmetic(function, number(left), number(right)));
      default -> throw new IllegalArgumentException(function + " does not combine truth values");
    };
  }

  @Override
  public Fragment select(DType dtype, Fragment condition, Fragment whenTrue, Fragment whenFalse) {
    return Fragment.call(variableType(dtype), "KernelMath.select", condition, whenTrue, whenFalse);
  }

  @Override
  public Fragment convert(DType from, DType to, Fragment x) {
    if (to == DType.BOOL) {
      return mask(x, "!=", literal(x.type(), 0));
    }
    Fragment source = from == DType.BOOL ? number(x) : x;
    if (to == DType.INT32 && from.isFloating()) {
      // Towards int, not by way of long: a number that is too large becomes the largest int.
      return source.cast("int").cast(variableType(to));
    }
    return narrow(to, source.cast(variableType(to)));
  }

  private static Fragment narrow(DType dtype, Fragment x) {
    return dtype == DType.INT32 ? x.cast("int").cast("long") : x;
  }

  /** Returns a truth value as the number 1 or 0. */
  private static Fragment number(Fragment truth) {
    return truth.negated().cast("long");
  }

  /** Returns whether a number is not zero. */
  private static Fragment truth(Fragment number) {
    return mask(number, "!=", literal("long", 0));
  }

  private static Fragment literal(String type, int value) {
    String suffix =
        switch (type) {
          case "float" -> ".0f";
          case "double" -> ".0";
          case "long" -> "L";
          default -> throw new IllegalArgumentException("no literals of type " + type);
        };
    return Fragment.primary(type, value + suffix);
  }

  private static Fragment mask(Fragment left, String comparison, Fragment right) {
    return Fragment.choice(left, comparison, right, TRUE, FALSE);
  }
}
