package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static float[] run(Dropout layer) {
    return layer.forward(Tensor.ones(10_000)).toFloatArray();
  }

  @Test
  void keptElementsAreScaledSoThatTheMeanStays() {
    float[] output = run(new Dropout(0.3, new Generator(1)));
    long dropped = 0;
    for (float value : output) {
      dropped += value == 0 ? 1 : 0;
      assertEquals(value == 0 ? 0 : 1 / 0.7, value, 1e-6);
    }
    // The standard deviation of this count is 46.
    assertEquals(3000, (double) dropped, 200);
  }

  @Test
  void evaluationIsTheIdentity() {
    Tensor input = Tensor.ones(5);
    assertSame(input, new Dropout(0.9).eval().forward(input));
    assertSame(input, new Dropout(0).forward(input));
  }

  @Test
  void everythingMayBeDropped() {
    Dropout layer = new Dropout(1);
    Tensor input = Tensor.ones(4).setRequiresGrad(true);
    Tensor output = layer.forward(input);
    output.sum().backward();
    assertArrayEquals(new float[4], output.toFloatArray());
    assertArrayEquals(new float[4], input.grad().toFloatArray());
  }

  @Test
  void theGradientHasTheSameMask() {
    Tensor input = Tensor.ones(100).setRequiresGrad(true);
    Tensor output = new Dropout(0.5, new Generator(2)).forward(input);
    output.sum().backward();
    assertArrayEquals(output.toFloatArray(), input.grad().toFloatArray());
  }

  @Test
  void choicesComeFromTheGeneratorAndCanBeRepeated() {
    Dropout layer = new Dropout(0.5, new Generator(3));
    RandomState start = layer.generator().state();
    float[] first = run(layer);
    float[] second = run(layer);
    assertFalse(Arrays.equals(first, second));
    layer.generator().setState(start);
    assertArrayEquals(first, run(layer));
    assertArrayEquals(first, run(new Dropout(0.5, new Generator(3))));
  }

  @Test
  void layersDrawDifferentSeedsFromTheDefaultGenerator() {
    Generator.manualSeed(4);
    Dropout a = new Dropout(0.5);
    Dropout b = new Dropout(0.5);
    float[] ofA = run(a);
    assertFalse(Arrays.equals(ofA, run(b)));
    Generator.manualSeed(4);
    assertArrayEquals(ofA, run(new Dropout(0.5)));
  }

  @Test
  void channelsAreDroppedAsAWhole() {
    Map<DropoutLayer, long[]> layers =
        Map.of(
            new Dropout1d(0.3, new Generator(1)), new long[] {20, 500, 3},
            new Dropout2d(0.3, new Generator(1)), new long[] {20, 500, 2, 2},
            new Dropout3d(0.3, new Generator(1)), new long[] {20, 500, 1, 2, 2});
    layers.forEach(
        (layer, dims) -> {
          float[] output = layer.forward(Tensor.ones(dims)).toFloatArray();
          int each = output.length / 10_000;
          int dropped = 0;
          for (int channel = 0; channel < 10_000; channel++) {
            float value = output[channel * each];
            dropped += value == 0 ? 1 : 0;
            assertEquals(value == 0 ? 0 : 1 / 0.7, value, 1e-6);
            for (int i = 0; i < each; i++) {
              assertEquals(value, output[channel * each + i]);
            }
          }
          assertEquals(3000, (double) dropped, 200, layer.toString());
        });
  }

  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    Tensor input = Tensor.randn(new Generator(7), 200_000);
    Tensor output = new AlphaDropout(0.3, new Generator(1)).forward(input);
    assertEquals(0, output.mean().item(), 0.02);
    assertEquals(1, output.var().item(), 0.02);
    // The part of the elements that is -1.758, scaled and shifted.
    double all = input.size();
    double least = -1.7580993408473766;
    double scale = 1 / Math.sqrt(0.7 * (1 + 0.3 * least * least));
    double value = scale * least - scale * 0.3 * least;
    double count = output.sub(value).abs().lt(1e-5).to(DType.FLOAT64).sum().item();
    assertEquals(0.3, count / all, 0.01);
    assertEquals(0, new AlphaDropout(1).forward(Tensor.ones(4)).abs().sum().item());
  }

  @Test
  void featureAlphaDropoutChoosesWholeChannels() {
    Tensor input = Tensor.randn(new Generator(7), 100, 200, 5, 2);
    Tensor output = new FeatureAlphaDropout(0.3, new Generator(1)).forward(input);
    assertEquals(0, output.mean().item(), 0.03);
    assertEquals(1, output.var().item(), 0.03);
    Tensor channels = output.flatten(2);
    Tensor isDropped = channels.eq(channels.narrow(2, 0, 1)).all(false, 2);
    assertEquals(0.3, isDropped.to(DType.FLOAT64).mean().item(), 0.02);
    // All others are the input's, scaled and shifted alike.
    double least = -1.7580993408473766;
    double scale = 1 / Math.sqrt(0.7 * (1 + 0.3 * least * least));
    Tensor expected = input.flatten(2).mul(scale).sub(scale * 0.3 * least);
    Tensor far = channels.sub(expected).abs().max(false, 2).mul(isDropped.eq(0).to(DType.FLOAT32));
    assertEquals(0, far.max().item(), 1e-5);
    assertEquals(
        "FeatureAlphaDropout(0.5): input [4]; expected [n, channels, ...]",
        assertThrows(ShapeException.class, () -> new FeatureAlphaDropout().forward(Tensor.ones(4)))
            .getMessage());
  }
}
