package dev.jacobian.kernel.c;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.print.Dialect;
import dev.jacobian.kernel.print.Fragment;
import dev.jacobian.kernel.print.Fragment.Binding;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * C with the arithmetic of Java. Each type is computed as it is, a truth value as a mask, -1 or 0,
 * that is 1 or 0 in memory. What is no operator is a function of {@code functions.c} or {@code
 * angles.c}, named after its constant and its type, or one that a language beside C has in the
 * place of the latter; a constant without one is not spelled.
 */
public final class CDialect implements Dialect {
  /** The variable that notes a division of integers by zero. */
  public static final String ERROR = "error";

  private static final String FUNCTIONS = Resources.text("functions.c");
  private static final Fragment TRUE = Fragment.primary("mask_t", "-1");
  private static final Fragment FALSE = Fragment.primary("mask_t", "0");

  private final String functions;

  CDialect() {
    this(Resources.text("angles.c"));
  }

  /**
   * Makes a dialect of C that has other functions beside {@code functions.c}.
   *
   * @param added the source of these, of which each takes the type that its name ends in
   */
  public CDialect(String added) {
    this.functions = FUNCTIONS + added;
  }

  /** Returns the source of what values are computed by: {@code functions.c} and what is added. */
  public String functions() {
    return functions;
  }

  /** Returns the source of what makes numbers of random bits: {@code random.c}. */
  public static String randomNumbers() {
    return Resources.text("random.c");
  }

  /** Returns whether all of a structure's functions can be spelled. */
  public boolean spells(Structure structure) {
    return structure.values().stream().allMatch(value -> spells(structure, value));
  }

  private boolean spells(Structure structure, NumberedValue value) {
    if (value instanceof NumberedValue.Unary unary) {
      return isThere(name(unary.function(), numeric(unary.dtype())));
    }
    if (value instanceof NumberedValue.Binary binary) {
      DType dtype = structure.value(binary.left()).dtype();
      return binary.function().isComparison()
          || operator(binary.function(), dtype) != null
          || isThere(name(binary.function(), numeric(dtype)));
    }
    return true;
  }

  private boolean isThere(String name) {
    return functions.contains(" " + name + "(");
  }

  /** Returns the type in which values are numbers. */
  private static DType numeric(DType dtype) {
    return dtype == DType.BOOL ? DType.INT32 : dtype;
  }

  private static String name(Enum<?> function, DType dtype) {
    return lowerCase(function) + "_" + suffix(dtype);
  }

  /** Returns a constant's name as C spells it. */
  public static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns what names of functions end in. */
  public static String suffix(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "f32";
      case FLOAT64 -> "f64";
      case INT32 -> "i32";
      case INT64 -> "i64";
      case BOOL -> "bool";
    };
  }

  @Override
  public String variableType(DType dtype) {
    return dtype == DType.BOOL ? "mask_t" : elementType(dtype);
  }

  @Override
  public String elementType(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case INT32 -> "int32_t";
      case INT64 -> "int64_t";
      case BOOL -> "uint8_t";
    };
  }

  @Override
  public Fragment load(DType dtype, Fragment element) {
    return dtype == DType.BOOL ? element.cast("mask_t").negated() : element;
  }

  @Override
  public Fragment store(DType dtype, Fragment value) {
    return dtype == DType.BOOL ? value.negated().cast("uint8_t") : value;
  }

  @Override
  public boolean writesOverInputs() {
    return true;
  }

  @Override
  public Fragment number(DType dtype, Fragment number) {
    return switch (dtype) {
      case FLOAT32, FLOAT64 -> number.cast(elementType(dtype));
      case INT32, INT64 -> convert(DType.INT64, dtype, whole(DType.INT64, DType.FLOAT64, number));
      case BOOL -> mask(number, "!=", Fragment.primary("double", "0"));
    };
  }

  @Override
  public Fragment unary(UnaryFunction function, DType dtype, Fragment x) {
    return dtype == DType.BOOL
        ? truth(call(function, DType.INT32, number(x)))
        : call(function, dtype, x);
  }

  private Fragment call(Enum<?> function, DType dtype, Fragment... arguments) {
    return Fragment.call(elementType(dtype), name(function, dtype), arguments);
  }

  @Override
  public Fragment binary(BinaryFunction function, DType dtype, Fragment left, Fragment right) {
    boolean isTruth = dtype == DType.BOOL;
    if (function.isComparison()) {
      return isTruth
          ? mask(number(left), comparison(function), number(right))
          : mask(left, comparison(function), right);
    }
    Operator operator = operator(function, dtype);
    if (operator != null) {
      return Fragment.infix(left, operator.text(), right, operator.binding());
    }
    return isTruth
        ? truth(call(function, DType.INT32, number(left), number(right)))
        : call(function, dtype, left, right);
  }

  private Fragment call(BinaryFunction function, DType dtype, Fragment left, Fragment right) {
    return function.dividesIntegers() && !dtype.isFloating()
        ? call((Enum<?>) function, dtype, left, right, Fragment.primary("int *", "&" + ERROR))
        : call((Enum<?>) function, dtype, left, right);
  }

  private record Operator(String text, Binding binding) {}

  private static @Nullable Operator operator(BinaryFunction function, DType dtype) {
    if (dtype == DType.BOOL) {
      return switch (function) {
        case MUL, MINIMUM -> new Operator("&", Binding.BIT_AND);
        case ADD, MAXIMUM -> new Operator("|", Binding.BIT_OR);
        case SUB -> new Operator("^", Binding.BIT_XOR);
        default -> null;
      };
    }
    if (!dtype.isFloating()) {
      // An operator of C does not wrap around.
      return null;
    }
    return switch (function) {
      case ADD -> new Operator("+", Binding.ADDITIVE);
      case SUB -> new Operator("-", Binding.ADDITIVE);
      case MUL -> new Operator("*", Binding.MULTIPLICATIVE);
      case DIV -> new Operator("/", Binding.MULTIPLICATIVE);
      default -> null;
    };
  }

  private static String comparison(BinaryFunction function) {
    return switch (function) {
      case EQ -> "==";
      case NE -> "!=";
      case LT -> "<";
      case LE -> "<=";
      case GT -> ">";
      case GE -> ">=";
      default -> throw new IllegalArgumentException(function + " is no comparison");
    };
  }

  @Override
  public Fragment select(DType dtype, Fragment condition, Fragment whenTrue, Fragment whenFalse) {
    return Fragment.choice(condition, "!=", FALSE, whenTrue, whenFalse);
  }

  @Override
  public Fragment convert(DType from, DType to, Fragment x) {
    if (to == DType.BOOL) {
      return mask(x, "!=", Fragment.primary(x.type(), "0"));
    }
    if (from.isFloating() && !to.isFloating()) {
      return whole(to, from, x);
    }
    return (from == DType.BOOL ? number(x) : x).cast(elementType(to));
  }

  /** Returns floating point rounded towards zero, within the range. */
  private Fragment whole(DType to, DType from, Fragment x) {
    return Fragment.call(elementType(to), suffix(to) + "_of_" + suffix(from), x);
  }

  /** Returns a truth value as the number 1 or 0. */
  private static Fragment number(Fragment truth) {
    return truth.negated().cast("int32_t");
  }

  /** Returns whether a number is not zero. */
  private static Fragment truth(Fragment number) {
    return mask(number, "!=", Fragment.primary(number.type(), "0"));
  }

  private static Fragment mask(Fragment left, String comparison, Fragment right) {
    return Fragment.choice(left, comparison, right, TRUE, FALSE);
  }
}
