package dev.jacobian.kernel.print;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A piece of source that is an expression. Pieces are put together by the methods here, which set
 * parentheses where the syntax tree needs them.
 *
 * @param type the language's name of the expression's type
 * @param text its source
 * @param binding how strongly its outermost operator binds
 */
public record Fragment(String type, String text, Binding binding) {

  /** How strongly operators bind, weakest first; the order of Java and C. */
  public enum Binding {
    CONDITIONAL,
    BIT_OR,
    BIT_XOR,
    BIT_AND,
    EQUALITY,
    RELATIONAL,
    ADDITIVE,
    MULTIPLICATIVE,
    PREFIX,
    PRIMARY
  }

  /** Returns a variable, literal or other indivisible expression. */
  public static Fragment primary(String type, String text) {
    return new Fragment(type, text, Binding.PRIMARY);
  }

  /** Returns the element of an array. */
  public static Fragment element(String type, String array, String index) {
    return primary(type, array + "[" + index + "]");
  }

  /** Returns a call of a function. */
  public static Fragment call(String type, String function, Fragment... arguments) {
    String list = Arrays.stream(arguments).map(Fragment::text).collect(Collectors.joining(", "));
    return primary(type, function + "(" + list + ")");
  }

  /** Returns {@code left operator right}, of the operands' type. */
  public static Fragment infix(Fragment left, String operator, Fragment right, Binding binding) {
    return infix(left.type, left, operator, right, binding);
  }

  /** Returns {@code condition ? whenTrue : whenFalse} for a comparison of two operands. */
  public static Fragment choice(
      Fragment left, String comparison, Fragment right, Fragment whenTrue, Fragment whenFalse) {
    Binding binding =
        List.of("==", "!=").contains(comparison) ? Binding.EQUALITY : Binding.RELATIONAL;
    String condition = infix("boolean", left, comparison, right, binding).text;
    String text = condition + " ? " + whenTrue.text + " : " + whenFalse.text;
    return new Fragment(whenTrue.type, text, Binding.CONDITIONAL);
  }

  private static Fragment infix(
      String type, Fragment left, String operator, Fragment right, Binding binding) {
    if (!left.type.equals(right.type)) {
      throw new IllegalArgumentException(
          "operands of " + operator + " have two types: " + left + " and " + right);
    }
    String text = left.inside(binding, false) + " " + operator + " " + right.inside(binding, true);
    return new Fragment(type, text, binding);
  }

  /** Returns {@code -this}. */
  public Fragment negated() {
    // Without parentheses, two signs in a row would be one operator.
    String operand = text.startsWith("-") ? "(" + text + ")" : inside(Binding.PREFIX, false);
    return new Fragment(type, "-" + operand, Binding.PREFIX);
  }

  /** Returns this converted to another type; itself if it is of that type. */
  public Fragment cast(String target) {
    return type.equals(target)
        ? this
        : new Fragment(target, "(" + target + ") " + inside(Binding.PREFIX, false), Binding.PREFIX);
  }

  private String inside(Binding outer, boolean isRight) {
    int order = binding.compareTo(outer);
    return order > 0 || (order == 0 && !isRight) ? text : "(" + text + ")";
  }
}
