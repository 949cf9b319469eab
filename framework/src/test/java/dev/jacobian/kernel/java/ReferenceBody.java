package dev.jacobian.kernel.java;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.FloatLoops;
import dev.jacobian.expr.IntegerPower;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A kernel's expressions by plain recursion, one element after the other: the bits that compiled
 * code has to give. Each value is rounded, or wraps around, to its type at once; float32 is
 * computed in double and rounded, which is the same for what is one instruction.
 */
final class ReferenceBody implements KernelBody {
  /** Functions of a float that are several instructions, by the names of their constants. */
  private static final Map<String, Method> OF_FLOATS =
      Arrays.stream(KernelMath.class.getMethods())
          .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {float.class}))
          .collect(
              Collectors.toMap(
                  method -> method.getName().toUpperCase(Locale.ROOT), method -> method));

  private final Kernel kernel;

  ReferenceBody(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public void compute(Object[] inputs, double[] parameters, Object[] results, int count) {
    for (int i = 0; i < count; i++) {
      Map<Expr, Number> known = new IdentityHashMap<>();
      for (int result = 0; result < results.length; result++) {
        Output output = kernel.outputs().get(result);
        Array.set(results[result], i, value(output.value(), inputs, parameters, i, known));
      }
    }
  }

  private static Number value(
      Expr expression, Object[] inputs, double[] parameters, int at, Map<Expr, Number> known) {
    Number value = known.get(expression);
    if (value == null) {
      Number[] operands =
          expression.operands().stream()
              .map(operand -> value(operand, inputs, parameters, at, known))
              .toArray(Number[]::new);
      value = value(expression, operands, inputs, parameters, at);
      known.put(expression, value);
    }
    return value;
  }

  private static Number value(
      Expr expression, Number[] operands, Object[] inputs, double[] parameters, int at) {
    DType dtype = expression.dtype();
    if (expression instanceof Expr.Input input) {
      return (Number) Array.get(inputs[input.index()], at);
    }
    if (expression instanceof Expr.Constant constant) {
      return number(dtype, constant.value());
    }
    if (expression instanceof Expr.Parameter parameter) {
      return number(dtype, parameters[parameter.index()]);
    }
    if (expression instanceof Expr.Select) {
      return operands[0].longValue() != 0 ? operands[1] : operands[2];
    }
    if (expression instanceof Expr.Convert) {
      return convert(dtype, operands[0]);
    }
    if (expression instanceof Expr.Unary unary) {
      return dtype.isFloating()
          ? unary(unary.function(), operands[0])
          : whole(dtype, unary(unary.function(), operands[0].longValue()));
    }
    Expr.Binary binary = (Expr.Binary) expression;
    BinaryFunction function = binary.function();
    if (binary.left().dtype().isFloating()) {
      double result = function.apply(operands[0].doubleValue(), operands[1].doubleValue());
      return number(dtype, result);
    }
    return whole(dtype, binary(function, operands[0].longValue(), operands[1].longValue()));
  }

  /** Returns a number in the type of a lane. */
  private static Number number(DType dtype, double value) {
    return switch (dtype) {
      case FLOAT32 -> (Number) (float) value;
      case FLOAT64 -> value;
      case INT32, INT64 -> whole(dtype, (long) value);
      case BOOL -> value != 0 ? 1L : 0L;
    };
  }

  private static Number whole(DType dtype, long value) {
    return switch (dtype) {
      case INT32 -> (Number) (long) (int) value;
      case BOOL -> value != 0 ? 1L : 0L;
      case INT64, FLOAT32, FLOAT64 -> value;
    };
  }

  private static Number convert(DType dtype, Number x) {
    if (x instanceof Long whole) {
      return switch (dtype) {
        case FLOAT32 -> (Number) (float) (long) whole;
        case FLOAT64 -> (double) (long) whole;
        case INT32, INT64, BOOL -> whole(dtype, whole);
      };
    }
    return dtype == DType.INT32
        ? (Number) (long) (int) x.doubleValue()
        : number(dtype, x.doubleValue());
  }

  private static Number unary(UnaryFunction function, Number x) {
    if (x instanceof Float && FloatLoops.contains(function)) {
      float[] result = new float[1];
      FloatLoops.apply(function, new float[] {x.floatValue()}, result, 1);
      return result[0];
    }
    if (x instanceof Float && OF_FLOATS.containsKey(function.name())) {
      try {
        return (Number) OF_FLOATS.get(function.name()).invoke(null, x);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(function + " of a float", e);
      }
    }
    double result = function.apply(x.doubleValue());
    return x instanceof Float ? (Number) (float) result : result;
  }

  private static long unary(UnaryFunction function, long x) {
    return switch (function) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case RELU -> Math.max(x, 0);
      case SIGN -> Long.signum(x);
      case FLOOR -> x;
      default -> (long) function.apply(x);
    };
  }

  private static long binary(BinaryFunction function, long a, long b) {
    return switch (function) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> throw new IllegalArgumentException("integers are not divided");
      case FLOOR_DIV -> Math.floorDiv(a, b);
      case REMAINDER -> Math.floorMod(a, b);
      case POW -> IntegerPower.of(a, b);
      case MAXIMUM -> Math.max(a, b);
      case MINIMUM -> Math.min(a, b);
      case EQ -> a == b ? 1 : 0;
      case NE -> a != b ? 1 : 0;
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case GT -> a > b ? 1 : 0;
      case GE -> a >= b ? 1 : 0;
    };
  }
}
