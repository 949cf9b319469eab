package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.compile.Ways;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Moments;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of equal numbers deviate by nothing: layer normalisation gives zeros, spreads are 0. */
@NeedsCompiler
class ConstantRowsTest {
  private static final int PAIRS = 720;
  private static final double[] SCALES = {1e-30, 1e-3, 1, 1e3, 1e8, 1e30, 1e37};

  private static LayerNorm plain(long size) {
    return new LayerNorm(LayerNormOptions.defaults().withAffine(false), size);
  }

  @Test
  void sevenTimesTheSameNumberGiveZeros() {
    float[] row = new float[7];
    Arrays.fill(row, 585.99f);
    assertArrayEquals(new float[7], new LayerNorm(7).forward(Tensor.of(row)).abs().toFloatArray());
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void anyNumberAnyOftenGivesZeros(Ways way) {
    SplittableRandom random = new SplittableRandom(20261128);
    int pairs = way == Ways.EAGER ? PAIRS : PAIRS / 10;
    for (int i = 0; i < pairs; i++) {
      int size = 1 + random.nextInt(i % 10 == 0 ? 5000 : 300);
      double value = (random.nextDouble() * 2 - 1) * SCALES[i % SCALES.length];
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
        requireZeros(way, size, value, dtype);
      }
    }
  }

  private static void requireZeros(Ways way, int size, double value, DType dtype) {
    try (MemoryScope scope = MemoryScope.open()) {
      double[] numbers = new double[3 * size];
      Arrays.fill(numbers, value);
      Tensor rows = Tensor.of(numbers, 3, size).to(dtype);
      LayerNorm norm = plain(size);
      List<Tensor> results =
          way.run(
              t ->
                  List.of(
                      norm.forward(t[0]),
                      Moments.deviation(t[0]),
                      t[0].var(0, false),
                      t[0].var(0, false, 0)),
              rows);
      for (Tensor result : results) {
        assertEquals(0, result.abs().max().item(), size + " times " + value + ", " + dtype);
      }
    }
  }

  @Test
  void sixteenMillionEqualNumbersToo() {
    try (MemoryScope scope = MemoryScope.open()) {
      int size = (1 << 24) + 3;
      float[] row = new float[size];
      Arrays.fill(row, 585.99f);
      assertEquals(0, plain(size).forward(Tensor.of(row)).abs().max().item());
    }
    // Other tests count what the pool keeps.
    Device.cpu().backend().memory().trim();
  }

  /** NumPy gives sqrt(var) of the doubles. */
  @ParameterizedTest
  @EnumSource(Ways.class)
  void littleSpreadAroundLargeNumbersIsKept(Ways way) {
    SplittableRandom random = new SplittableRandom(7);
    for (double centre : new double[] {0, 1, 1e4, 1e6, 1e7, -1e8, 1e10, 1.7e9}) {
      float[] row = new float[200];
      for (int i = 0; i < row.length; i++) {
        row[i] =
            (float) (centre + (random.nextDouble() - 0.5) * Math.max(1, Math.abs(centre) * 4e-7));
      }
      double mean = 0;
      for (float x : row) {
        mean += (double) x / row.length;
      }
      double square = 0;
      for (float x : row) {
        square += (x - mean) * (x - mean) / row.length;
      }
      double variance = square;
      double centred = mean;
      try (MemoryScope scope = MemoryScope.open()) {
        List<Tensor> got =
            way.run(
                t -> List.of(t[0].var(0, false), plain(row.length).forward(t[0])), Tensor.of(row));
        assertEquals(variance, got.get(0).item(), 1e-6 * variance, "variance at " + centre);
        float[] normalized = got.get(1).toFloatArray();
        for (int i = 0; i < row.length; i++) {
          double expected = (row[i] - centred) / Math.sqrt(variance + 1e-5);
          assertEquals(expected, normalized[i], 2e-6, "element " + i + " at " + centre);
        }
      }
    }
  }

  /** In PyTorch too, where the number of elements decides. */
  @Test
  void aSpreadThatFloat32CannotSquareIsNoZero() {
    Tensor row = Tensor.of(new float[] {1e30f, 2e30f, 4e30f});
    assertTrue(Double.isNaN(plain(3).forward(row).sum().item()));
  }

  /** A loss that is the spread of the predictions, on a batch where they are all equal. */
  private static final class Spread implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
      return prediction.std().add(prediction.sub(target).norm());
    }
  }

  @Test
  void aBatchWithoutSpreadLeavesTheWeightsFinite() {
    Linear eager = new Linear(3, 1, LinearOptions.defaults(), new Generator(1));
    Linear compiled = new Linear(3, 1, LinearOptions.defaults(), new Generator(1));
    SGD optimizer = new SGD(eager.parameters(), 0.1);
    CompiledStep step =
        CompiledStep.of(compiled, new Spread(), new SGD(compiled.parameters(), 0.1));
    Tensor x = Tensor.ones(4, 3);
    Tensor y = eager.forward(x).detach();
    for (int i = 0; i < 3; i++) {
      optimizer.zeroGrad();
      new Spread().forward(eager.forward(x), y).backward();
      optimizer.step();
      step.run(x, y);
    }
    for (Linear model : List.of(eager, compiled)) {
      for (Parameter parameter : model.parameters()) {
        double sum = parameter.tensor().sum().item();
        assertTrue(Double.isFinite(sum), parameter + " is " + parameter.tensor());
      }
    }
  }
}
