package dev.jacobian.expr;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Derivatives of expressions, by the chain rule from those of their functions. */
public final class Derivative {
  private final Expr leaf;

  /** Whether the leaf is below an expression. */
  private final IdentityHashMap<Expr, Boolean> dependent = new IdentityHashMap<>();

  /** The expressions that the leaf is below, each after its operands. */
  private final List<Expr> order = new ArrayList<>();

  private final IdentityHashMap<Expr, Expr> gradients = new IdentityHashMap<>();

  private Derivative(Expr leaf) {
    this.leaf = leaf;
  }

  /**
   * Returns {@code dy} times the derivative of an expression with respect to one of its leaves: a
   * constant 0 where it has none.
   *
   * @param y the expression's value: a leaf that stands for it, or the expression itself
   * @param dy the gradient of that value, of its type
   */
  public static Expr of(Expr expression, Expr leaf, Expr y, Expr dy) {
    return new Derivative(leaf).run(expression, y, dy);
  }

  private Expr run(Expr expression, Expr y, Expr dy) {
    Expr sum = leaf.number(0);
    if (!visit(expression)) {
      return sum;
    }
    gradients.put(expression, dy);
    for (int i = order.size() - 1; i >= 0; i--) {
      Expr node = order.get(i);
      Expr gradient = gradients.get(node);
      if (gradient == null || isZero(gradient)) {
        continue;
      }
      if (node.equals(leaf)) {
        sum = sum(sum, gradient);
        continue;
      }
      List<Expr> operands = node.operands();
      for (int k = 0; k < operands.size(); k++) {
        Expr operand = operands.get(k);
        if (dependent.getOrDefault(operand, false)) {
          Expr part = node.gradient(k, node == expression ? y : node, gradient);
          gradients.merge(operand, part, Derivative::sum);
        }
      }
    }
    return sum;
  }

  private boolean visit(Expr expression) {
    Boolean before = dependent.get(expression);
    if (before != null) {
      return before;
    }
    boolean isDependent = expression.equals(leaf);
    for (Expr operand : expression.operands()) {
      isDependent |= visit(operand);
    }
    dependent.put(expression, isDependent);
    if (isDependent) {
      order.add(expression);
    }
    return isDependent;
  }

  private static Expr sum(Expr a, Expr b) {
    if (isZero(a)) {
      return b;
    }
    return isZero(b) ? a : a.add(b);
  }

  private static boolean isZero(Expr expression) {
    return expression instanceof Expr.Constant constant && constant.value() == 0;
  }
}
