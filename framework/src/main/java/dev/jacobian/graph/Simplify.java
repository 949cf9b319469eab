package dev.jacobian.graph;

import dev.jacobian.expr.Expr;
import dev.jacobian.op.Binary;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Expand;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Op;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Permute;
import dev.jacobian.op.ReduceOp;
import dev.jacobian.op.Reshape;
import dev.jacobian.op.Slice;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a graph into one that does less: constants are computed once, equal values are one node,
 * copies and identities vanish, transposes move into matrix products, stretched operands of
 * elementwise ops are read as they are. Pure: the graph that comes in stays as it is.
 */
public final class Simplify {
  private final Rewriter rewriter = new Rewriter();
  private final IdentityHashMap<Node, Node> replaced = new IdentityHashMap<>();

  private Simplify() {}

  /** Returns a graph that gives the same with less. */
  public static Graph run(Graph graph) {
    Simplify pass = new Simplify();
    for (Node node : graph.nodes()) {
      pass.replaced.put(node, pass.rewrite(node));
    }
    // What is written is looked up too, so that state that is only written has its node.
    return graph.mapRoots(root -> pass.replaced.getOrDefault(root, root));
  }

  private Node rewrite(Node node) {
    List<Node> inputs = new ArrayList<>(node.operands().size());
    for (Node input : node.operands()) {
      inputs.add(replaced.getOrDefault(input, input));
    }
    Op op = node.op();
    if (op == null) {
      Double constant = node.constant();
      return constant == null ? node : rewriter.constant(node, constant);
    }
    Node simpler = simpler(node, op, inputs);
    if (simpler != null) {
      return simpler;
    }
    if (node.space() == null) {
      inputs.replaceAll(rewriter::inMemory);
    }
    return rewriter.apply(node, op, inputs);
  }

  private @Nullable Node simpler(Node node, Op op, List<Node> inputs) {
    Double fill = op.fill();
    if (fill != null) {
      return rewriter.constant(node, fill);
    }
    Node folded = folded(node, op, inputs);
    if (folded != null) {
      return folded;
    }
    if (isIdentity(node, op, inputs)) {
      return inputs.get(0);
    }
    if (op instanceof Reshape && inputs.get(0).isView()) {
      Node below = inputs.get(0).root();
      return below.spec().equals(node.spec()) ? below : rewriter.apply(node, op, List.of(below));
    }
    if (op instanceof Permute outer && inputs.get(0).op() instanceof Permute inner) {
      Node below = inputs.get(0).input(0);
      Permute both = outer.after(inner);
      return both.isIdentity(below.spec(), node.spec())
          ? below
          : rewriter.apply(node, both, List.of(below));
    }
    if (op instanceof Slice slice && inputs.get(0).op() instanceof Pad pad) {
      Node padded = inputs.get(0).input(0);
      if (slice.undoes(pad) && padded.spec().equals(node.spec())) {
        return padded;
      }
      if (slice.misses(pad, padded.shape().dim(pad.axis()))) {
        return rewriter.constant(node, 0);
      }
    }
    if (op instanceof MatMul product) {
      return product(node, product, inputs);
    }
    if (op instanceof ElementwiseOp) {
      return elementwise(node, op, inputs);
    }
    return null;
  }

  /** Returns the constant that a node is, or null if it is none. */
  private @Nullable Node folded(Node node, Op op, List<Node> inputs) {
    if (inputs.isEmpty() || !ConstantFolding.accepts(node.spec().dtype())) {
      return null;
    }
    Expr[] constants = new Expr[inputs.size()];
    for (int i = 0; i < constants.length; i++) {
      Double constant = inputs.get(i).constant();
      DType dtype = inputs.get(i).spec().dtype();
      if (constant == null || !ConstantFolding.accepts(dtype)) {
        return null;
      }
      constants[i] = new Expr.Constant(constant, dtype);
    }
    double first = ConstantFolding.value(constants[0]);
    if (op.rearranges()) {
      return rewriter.constant(node, first);
    }
    if (op instanceof ReduceOp reduction && node.shape().size() > 0) {
      long count = inputs.get(0).shape().size() / node.shape().size();
      // A sum of nothing; there is no extremum of it.
      double value = count == 0 ? 0 : reduction.ofEqual(first, count);
      return rewriter.constant(node, value);
    }
    if (op instanceof ElementwiseOp elementwise) {
      return rewriter.constant(node, ConstantFolding.value(elementwise.expression(constants)));
    }
    return null;
  }

  private static boolean isIdentity(Node node, Op op, List<Node> inputs) {
    if (inputs.isEmpty() || !inputs.get(0).spec().equals(node.spec())) {
      return false;
    }
    if (op instanceof Binary binary) {
      Double right = inputs.get(1).constant();
      return right != null && binary.function().isRightIdentity(right);
    }
    return op.isIdentity(inputs.get(0).spec(), node.spec());
  }

  /** Folds transposes of the operands into the product. */
  private @Nullable Node product(Node node, MatMul product, List<Node> inputs) {
    Node a = inputs.get(0);
    Node b = inputs.get(1);
    boolean foldA = isTranspose(a);
    boolean foldB = isTranspose(b);
    if (!foldA && !foldB) {
      return null;
    }
    return rewriter.apply(
        node,
        new MatMul(product.transposeA() ^ foldA, product.transposeB() ^ foldB),
        List.of(
            foldA ? a.input(0) : rewriter.inMemory(a), foldB ? b.input(0) : rewriter.inMemory(b)));
  }

  private static boolean isTranspose(Node node) {
    return node.op() instanceof Permute permute && permute.isTranspose();
  }

  /** Lets an elementwise op read what its stretched operands were stretched from. */
  private @Nullable Node elementwise(Node node, Op op, List<Node> inputs) {
    if (inputs.stream().noneMatch(input -> input.op() instanceof Expand)) {
      return null;
    }
    List<Node> sources =
        inputs.stream().map(i -> i.op() instanceof Expand ? i.input(0) : i).toList();
    return rewriter.apply(node, op, sources);
  }
}
