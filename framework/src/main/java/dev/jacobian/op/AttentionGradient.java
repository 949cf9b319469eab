package dev.jacobian.op;

import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * The gradients of an {@link Attention} with respect to queries, keys and values, one after
 * another: P is computed anew in tiles. It has no gradient, so it is not used where one is wanted.
 * Inputs: those of the attention, its result, and the gradients of what that consists of, {@code
 * [n, t, h, v]} and {@code [n, h, t, 1]}. Of each input's gradient heads lie beside each other:
 * {@code [n, t, h, e]}.
 *
 * @param of the attention, with what backward reads
 */
public record AttentionGradient(Attention of) implements Op {
  @Override
  public String name() {
    return "attentionGradient";
  }

  @Override
  public String settings() {
    return of.settings();
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    long size = 0;
    for (int i = 0; i < 3; i++) {
      size += inputs[i].shape().size();
    }
    return new TensorSpec(Shape.of(size), inputs[0].dtype());
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return new AttentionBackward(AttentionTiles.of(of, inputs.subList(0, inputs.size() - 3)));
  }

  @Override
  public boolean takesLayouts() {
    return true;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("attentionGradient has no gradient");
  }
}
