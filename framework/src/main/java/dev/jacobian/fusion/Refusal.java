package dev.jacobian.fusion;

import dev.jacobian.expr.Expr;
import dev.jacobian.graph.Node;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.op.Lowering;
import dev.jacobian.op.Op;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What may refuse a run's data while something is computed: an index that is outside, an integer
 * that is divided by zero, a matrix without an inverse. It should be known before anything is
 * changed.
 *
 * @param indices the indices that are looked at
 * @param isSure whether these are all
 */
record Refusal(Set<Index> indices, boolean isSure) {
  private static final Refusal NONE = new Refusal(Set.of(), true);

  /**
   * Indices that have to be inside.
   *
   * @param values where they lie in memory
   * @param size how many entries there are
   */
  record Index(Node values, long size) {}

  /** Returns what a node's op may refuse. */
  static Refusal of(Node node) {
    Op op = node.op();
    if (op == null) {
      return NONE;
    }
    if (op.mayRefuse()) {
      return new Refusal(Set.of(), false);
    }
    Lowering lowering = op.lower(node.operands().stream().map(Node::spec).toList(), node.spec());
    return lowering instanceof Lowering.OfKernel lowered
        ? of(lowered.kernel(), load -> node.input(lowered.reads().get(load)))
        : NONE;
  }

  /** Returns what a unit may refuse; not what it looks at for that alone. */
  static Refusal of(Unit unit) {
    if (unit instanceof Unit.KernelUnit kernel) {
      return of(kernel.kernel(), kernel.inputs()::get);
    }
    return unit instanceof Unit.OpUnit op ? of(op.result()) : NONE;
  }

  private static Refusal of(Kernel kernel, IntFunction<Node> input) {
    Set<Index> indices = new HashSet<>();
    kernel.loads().forEach(load -> add(load.gather(), input, indices));
    boolean divides = false;
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Output output : kernel.outputs()) {
      divides |= divides(output.value(), seen);
      if (output.store() instanceof Store.ScatterAdd scatter) {
        add(scatter.gather(), input, indices);
      }
    }
    return new Refusal(indices, !divides);
  }

  private static void add(@Nullable Gather gather, IntFunction<Node> input, Set<Index> indices) {
    if (gather != null) {
      indices.add(new Index(input.apply(gather.load()).root(), gather.size()));
    }
  }

  private static boolean divides(Expr expression, Set<Expr> seen) {
    boolean divides =
        expression instanceof Expr.Binary binary
            && binary.function().dividesIntegers()
            && !binary.left().dtype().isFloating();
    if (seen.add(expression)) {
      for (Expr operand : expression.operands()) {
        divides |= divides(operand, seen);
      }
    }
    return divides;
  }

  boolean isNone() {
    return isSure && indices.isEmpty();
  }

  /** Returns whether what passes some others is refused here neither. */
  boolean isCoveredBy(Collection<Refusal> others) {
    return isSure
        && indices.stream()
            .allMatch(index -> others.stream().anyMatch(other -> other.indices.contains(index)));
  }
}
