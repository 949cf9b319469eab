package dev.jacobian.op;

import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * The factors that the dropout of an {@link Attention} has for each query and key: 0, or {@code 1 /
 * (1 - p)}. Input: the seed. It has no gradient.
 *
 * @param of the attention
 * @param pairs the result, {@code [n, h, t, s]} of the attention's type
 */
public record AttentionDropout(Attention of, TensorSpec pairs) implements Op {
  @Override
  public String name() {
    return "attentionDropout";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return pairs;
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    AttentionTiles tiles = new AttentionTiles(of, pairs.dtype(), pairs.shape());
    DeviceCalls calls = new DeviceCalls();
    return (Lowering.OfCalls)
        (backend, in, out) -> {
          for (List<AttentionTiles.Tile> row : tiles.rows()) {
            for (AttentionTiles.Tile tile : row) {
              backend.copy(tile.dropout(backend, calls, in[0]), tile.of(out));
            }
          }
        };
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("attentionDropout has no gradient");
  }
}
