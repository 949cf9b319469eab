package dev.jacobian.models.onnx;

import java.util.List;

/**
 * What an {@link dev.jacobian.op.Op} of a user's own is in ONNX: implemented by the op, asked for
 * when a model that applies it is exported. An {@code ElementwiseOp} needs none, since its
 * expression says it all.
 */
@FunctionalInterface
public interface OnnxForm {
  /**
   * Adds the op's operators to the graph.
   *
   * @param to takes operators and constants, and says what is computed
   * @param inputs names of the values that the op reads, in its order
   * @return the name of the value that is the result, of the shape and type that the op infers
   */
  String onnx(OnnxWriter to, List<String> inputs);
}
