package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.compile.Ways;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The loss of infinite logits is its limit: 0 where they are right, infinite where they are wrong.
 * The gradients are PyTorch's; so are the values where those are not NaN.
 */
@NeedsCompiler
class LossExtremesTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  /**
   * A logit and its target.
   *
   * @param weight posWeight, or 0 for none
   */
  private record Row(float logit, float target, float weight, double loss, double gradient) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(INFINITY, 0, 0, INFINITY, 1),
          new Row(INFINITY, 1, 0, 0, 0),
          new Row(INFINITY, 0.5f, 0, INFINITY, 0.5),
          new Row(-INFINITY, 0, 0, 0, 0),
          new Row(-INFINITY, 1, 0, INFINITY, -1),
          new Row(-INFINITY, 0.5f, 0, INFINITY, -0.5),
          new Row(INFINITY, 0, 2, INFINITY, 1),
          new Row(INFINITY, 1, 2, 0, 0),
          new Row(INFINITY, 0.5f, 2, INFINITY, 0.5),
          new Row(-INFINITY, 0, 2, 0, 0),
          new Row(-INFINITY, 1, 2, INFINITY, -2),
          new Row(-INFINITY, 0.5f, 2, INFINITY, -1),
          new Row(Float.NaN, 0, 0, Double.NaN, Double.NaN),
          new Row(Float.NaN, 1, 2, Double.NaN, Double.NaN),
          new Row(Float.MAX_VALUE, 0, 0, Float.MAX_VALUE, 1),
          new Row(Float.MAX_VALUE, 1, 0, 0, 0),
          new Row(-Float.MAX_VALUE, 1, 0, Float.MAX_VALUE, -1));

  @ParameterizedTest
  @EnumSource(Ways.class)
  void binaryCrossEntropyIsItsLimit(Ways way) {
    for (Row row : ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        check(way, row);
      }
    }
  }

  private static void check(Ways way, Row row) {
    BCEWithLogitsLossOptions options = BCEWithLogitsLossOptions.defaults();
    BCEWithLogitsLoss loss =
        new BCEWithLogitsLoss(
            row.weight == 0 ? options : options.withPosWeight(Tensor.of(row.weight)));
    List<Tensor> results =
        way.run(
            t -> {
              Tensor x = t[0].detach().setRequiresGrad(true);
              Tensor value = loss.forward(x, t[1]);
              value.backward();
              return List.of(value, x.grad());
            },
            Tensor.of(new float[] {row.logit}),
            Tensor.of(new float[] {row.target}));
    assertEquals(row.loss, results.get(0).item(), row.toString());
    assertEquals(row.gradient, results.get(1).item() + 0.0, row.toString());
  }
}
