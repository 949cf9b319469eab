package dev.jacobian.fusion;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.op.Binary;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Op;
import dev.jacobian.op.Unary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds matrix products whose scaled result is added to a tensor that the sum replaces, such as
 * {@code p -= lr * A^T B}: BLAS does that in one call, without the product ever being stored.
 */
final class Products {
  private final IdentityHashMap<Node, Integer> uses;
  private final IdentityHashMap<Node, Unit.ProductUnit> sums = new IdentityHashMap<>();
  private final Set<Node> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());

  private Products(IdentityHashMap<Node, Integer> uses) {
    this.uses = uses;
  }

  /**
   * A node as a multiple of another.
   *
   * @param through the nodes in between
   */
  private record Scaled(Node base, Factor factor, List<Node> through) {}

  static Products in(Graph graph, IdentityHashMap<Node, Integer> uses) {
    Products products = new Products(uses);
    for (Graph.Write write : graph.writes()) {
      products.match(write);
    }
    return products;
  }

  /** Returns the product that computes a node together with the sum, or null if there is none. */
  Unit.@Nullable ProductUnit sum(Node node) {
    return sums.get(node);
  }

  /** Returns whether a node is computed as part of another one's product. */
  boolean isAbsorbed(Node node) {
    return absorbed.contains(node);
  }

  /** Returns a product on its own. */
  static Unit.ProductUnit plain(Node node, MatMul op) {
    return new Unit.ProductUnit(
        node,
        node.input(0),
        op.transposeA(),
        node.input(1),
        op.transposeB(),
        Factor.ONE,
        null,
        Factor.ZERO);
  }

  private void match(Graph.Write write) {
    Node sum = write.value();
    Op op = sum.op();
    boolean subtracts = Binary.is(op, BinaryFunction.SUB);
    if (!(subtracts || Binary.is(op, BinaryFunction.ADD))) {
      return;
    }
    Scaled left = scaled(sum.input(0), Factor.ONE);
    Scaled right = scaled(sum.input(1), subtracts ? Factor.ONE.negated() : Factor.ONE);
    if (!tryMatch(write, left, right)) {
      tryMatch(write, right, left);
    }
  }

  private boolean tryMatch(Graph.Write write, Scaled target, Scaled product) {
    Node sum = write.value();
    Node base = product.base();
    boolean fits =
        target.base() == write.target()
            && base.op() instanceof MatMul
            && base.spec().equals(sum.spec())
            && target.base().spec().equals(sum.spec())
            && uses.getOrDefault(base, 0) == 1
            && product.through().stream().allMatch(node -> uses.getOrDefault(node, 0) == 1)
            && target.through().stream().allMatch(node -> uses.getOrDefault(node, 0) == 1);
    if (!fits) {
      return false;
    }
    Unit.ProductUnit plain = plain(base, (MatMul) Objects.requireNonNull(base.op()));
    sums.put(
        sum,
        new Unit.ProductUnit(
            sum,
            plain.a(),
            plain.transposeA(),
            plain.b(),
            plain.transposeB(),
            product.factor(),
            target.base(),
            target.factor()));
    absorbed.add(base);
    absorbed.addAll(product.through());
    absorbed.addAll(target.through());
    return true;
  }

  private static Scaled scaled(Node node, Factor factor) {
    List<Node> through = new ArrayList<>();
    Node base = node;
    Factor total = factor;
    while (true) {
      if (base.op() instanceof Unary unary && unary.function() == UnaryFunction.NEG) {
        total = total.negated();
        through.add(base);
        base = base.input(0);
      } else if (Binary.is(base.op(), BinaryFunction.MUL) && base.input(1).isScalarNumber()) {
        total = total.times(base.input(1));
        through.add(base);
        base = base.input(0);
      } else if (Binary.is(base.op(), BinaryFunction.MUL) && base.input(0).isScalarNumber()) {
        total = total.times(base.input(0));
        through.add(base);
        base = base.input(1);
      } else {
        return new Scaled(base, total, through);
      }
    }
  }
}
