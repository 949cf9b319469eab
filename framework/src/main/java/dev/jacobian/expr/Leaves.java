package dev.jacobian.expr;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Finds an expression's leaves, and puts others in their place. */
public final class Leaves {
  private final UnaryOperator<Expr> replacement;
  private final IdentityHashMap<Expr, Expr> known = new IdentityHashMap<>();

  /**
   * Makes a replacement; a node that expressions share is shared by the results.
   *
   * @param replacement gives for a leaf what stands in its place, or the leaf itself
   */
  public Leaves(UnaryOperator<Expr> replacement) {
    this.replacement = replacement;
  }

  /** Returns the expression with each {@link Expr.Parameter} as a constant. */
  public static Expr bind(Expr expression, double[] values) {
    return new Leaves(
            leaf ->
                leaf instanceof Expr.Parameter parameter
                    ? new Expr.Constant(values[parameter.index()], parameter.dtype())
                    : leaf)
        .in(expression);
  }

  /** Returns an expression with each {@link Expr.Input} replaced by the one of its number. */
  public static Expr replaced(Expr expression, Expr... inputs) {
    return new Leaves(leaf -> leaf instanceof Expr.Input input ? inputs[input.index()] : leaf)
        .in(expression);
  }

  /** Returns the inputs that an expression reads, rising. */
  public static List<Expr.Input> inputs(Expr expression) {
    TreeMap<Integer, Expr.Input> inputs = new TreeMap<>();
    new Leaves(
            leaf -> {
              if (leaf instanceof Expr.Input input) {
                inputs.put(input.index(), input);
              }
              return leaf;
            })
        .in(expression);
    return List.copyOf(inputs.values());
  }

  /** Returns the expression with its leaves replaced. */
  public Expr in(Expr expression) {
    Expr done = known.get(expression);
    if (done == null) {
      List<Expr> operands = expression.operands();
      done =
          operands.isEmpty()
              ? replacement.apply(expression)
              : expression.with(operands.stream().map(this::in).toList());
      known.put(expression, done);
    }
    return done;
  }
}
