package dev.jacobian.op;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An op of one input whose result is some of the input's elements at other positions: it shares the
 * input's memory where a layout can say which, and is a copy else.
 */
public sealed interface ViewOp extends Op
    permits Detach, Diagonal, Expand, Permute, Reshape, Slice, WindowView {

  /**
   * Returns where the result's elements lie in the memory of the input, or null if no layout says
   * so.
   *
   * @param input of a shape that {@link #infer} has accepted
   */
  @Nullable Layout layout(Layout input);

  @Override
  default boolean rearranges() {
    return true;
  }

  @Override
  default boolean takesLayouts() {
    return true;
  }

  @Override
  default Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          Operand input = inputs[0];
          Layout layout = layout(input.layout());
          if (layout == null) {
            backend.copy(input, output.as(input.shape()));
          } else {
            backend.copy(input.at(layout), output);
          }
        };
  }

  @Override
  default long bytesMoved(List<TensorSpec> inputs, TensorSpec output) {
    return 2 * output.byteSize();
  }
}
