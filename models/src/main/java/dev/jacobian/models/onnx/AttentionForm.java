package dev.jacobian.models.onnx;

import dev.jacobian.graph.Node;
import dev.jacobian.op.Attention;
import dev.jacobian.shape.DType;
import java.util.List;

/** What an attention becomes: its products and a softmax, with the matrix of all pairs. */
final class AttentionForm {
  private static final Attribute LAST = new Attribute.Int("axis", -1);

  private AttentionForm() {}

  static String add(Attention op, GraphTranslator to, Node node, List<String> in) {
    if (op.dropout() != 0) {
      throw to.refused(node, "attention with dropout", "a model in evaluation mode");
    }
    if (op.forBackward()) {
      long size = node.input(0).shape().withDim(3, node.input(2).shape().dim(3)).size();
      to.requireFirst(node, size, "attention with a gradient", "its heads");
    }
    Attribute turned = new Attribute.Ints("perm", List.of(0L, 1L, 3L, 2L));
    String keys = to.node("Transpose", node, List.of(in.get(1)), turned);
    String product = to.node("MatMul", node, List.of(in.get(0), keys));
    DType dtype = node.spec().dtype();
    String scores = to.node("Mul", node, List.of(product, to.number(op.scale(), dtype)));
    if (op.causal()) {
      scores = hidden(to, node, causal(to, node), scores);
    }
    if (op.masked()) {
      boolean isBool = node.input(3).spec().dtype() == DType.BOOL;
      scores =
          isBool
              ? hidden(to, node, in.get(3), scores)
              : to.node("Add", node, List.of(scores, in.get(3)));
    }
    String weights = to.node("Softmax", node, List.of(scores), LAST);
    if (op.masked()) {
      // Of a query that sees no key, ONNX's weights are NaN.
      String isNone = to.node("IsNaN", node, List.of(weights));
      weights = to.node("Where", node, List.of(isNone, to.number(0, dtype), weights));
    }
    String heads = to.node("MatMul", node, List.of(weights, in.get(2)));
    Attribute beside = new Attribute.Ints("perm", List.of(0L, 2L, 1L, 3L));
    String result = to.node("Transpose", node, List.of(heads), beside);
    return op.forBackward() ? to.node("Reshape", node, List.of(result, to.whole(-1))) : result;
  }

  private static String hidden(GraphTranslator to, Node node, String isSeen, String scores) {
    String none = to.number(Double.NEGATIVE_INFINITY, node.spec().dtype());
    return to.node("Where", node, List.of(isSeen, scores, none));
  }

  private static String causal(GraphTranslator to, Node node) {
    Extent rows = to.shape(node.input(0)).get(2);
    Extent columns = to.shape(node.input(1)).get(2);
    if (rows.isOpen() || columns.isOpen()) {
      String own = to.node("Unsqueeze", node, List.of(to.counts(node, rows), to.whole(1)));
      return to.node("LessOrEqual", node, List.of(to.counts(node, columns), own));
    }
    int queries = (int) node.input(0).shape().dim(2);
    int keys = (int) node.input(1).shape().dim(2);
    long[] isSeen = new long[queries * keys];
    for (int i = 0; i < isSeen.length; i++) {
      isSeen[i] = i % keys <= i / keys ? 1 : 0;
    }
    return to.cast(node, to.places(isSeen, queries, keys), DType.BOOL);
  }
}
