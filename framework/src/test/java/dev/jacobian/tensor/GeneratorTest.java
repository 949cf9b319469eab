package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  @Test
  void equalSeedsGiveEqualNumbers() {
    float[] first = Tensor.randn(new Generator(42), 100).toFloatArray();
    assertArrayEquals(first, Tensor.randn(new Generator(42), 100).toFloatArray());
    assertFalse(Arrays.equals(first, Tensor.randn(new Generator(43), 100).toFloatArray()));
  }

  @Test
  void numbersDoNotDependOnHowTheyAreTaken() {
    Generator parts = new Generator(1);
    Tensor joined =
        Tensor.concat(0, Tensor.rand(parts, 3), Tensor.rand(parts, 5), Tensor.rand(parts, 2));
    assertArrayEquals(Tensor.rand(new Generator(1), 10).toFloatArray(), joined.toFloatArray());
    assertEquals(new RandomState(1, 0, 10), parts.state());
  }

  @Test
  void numbersAreThoseOfTheState() {
    RandomState state = new RandomState(5, 2, 7);
    float[] uniform = Tensor.rand(new Generator(state), 4).toFloatArray();
    double[] normal =
        Creation.normal(new Generator(state), Shape.of(4), DType.FLOAT64, Device.cpu())
            .toDoubleArray();
    for (int i = 0; i < 4; i++) {
      assertEquals(state.uniformFloat(i), uniform[i]);
      assertEquals(state.normal(i), normal[i], 1e-12);
    }
  }

  @Test
  void aSavedStateGoesOn() {
    Generator generator = new Generator(3);
    Tensor.rand(generator, 17);
    RandomState saved = generator.state();
    float[] expected = Tensor.rand(generator, 5).toFloatArray();
    generator.setState(saved);
    assertArrayEquals(expected, Tensor.rand(generator, 5).toFloatArray());
    assertArrayEquals(expected, Tensor.rand(new Generator(saved), 5).toFloatArray());
  }

  @Test
  void manualSeedRestartsTheThreadsGenerator() throws InterruptedException {
    Generator.manualSeed(9);
    float[] first = Tensor.randn(6).toFloatArray();
    Generator.manualSeed(9);
    assertArrayEquals(first, Tensor.randn(6).toFloatArray());
    assertArrayEquals(first, Tensor.randn(new Generator(9), 6).toFloatArray());
    AtomicReference<RandomState> other = new AtomicReference<>();
    Thread thread = new Thread(() -> other.set(Generator.threadDefault().state()));
    thread.start();
    thread.join(20_000);
    assertEquals(new RandomState(0, 0, 0), other.get());
  }

  @Test
  void numbersHaveTheirDistribution() {
    double[] normal = Tensor.randn(new Generator(11), 100_000).toDoubleArray();
    double mean = Arrays.stream(normal).average().orElseThrow();
    double variance =
        Arrays.stream(normal).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertEquals(0, mean, 0.02);
    assertEquals(1, variance, 0.02);
    double[] uniform = Tensor.rand(new Generator(11), 100_000).toDoubleArray();
    assertEquals(0.5, Arrays.stream(uniform).average().orElseThrow(), 0.005);
    assertTrue(Arrays.stream(uniform).allMatch(v -> v >= 0 && v < 1));
  }

  @Test
  void randomNumbersAreFloating() {
    DTypeException error =
        assertThrows(
            DTypeException.class,
            () -> Creation.uniform(new Generator(0), Shape.of(2), DType.INT64, Device.cpu()));
    assertEquals("random numbers of dtype int64; expected float32 or float64", error.getMessage());
  }

  @Test
  void tensorsAreFilledInPlace() {
    Generator generator = new Generator(3);
    Tensor x = Tensor.zeros(20_000);
    x.normalInPlace(generator, 2, 0.5);
    assertEquals(2, x.mean().item(), 0.02);
    assertEquals(0.5, x.std().item(), 0.02);
    x.uniformInPlace(generator, -1, 3);
    assertEquals(1, x.mean().item(), 0.05);
    assertEquals(-1, x.min().item(), 0.01);
    assertEquals(3, x.max().item(), 0.01);
    x.bernoulliInPlace(generator, 0.25);
    assertEquals(0.25, x.mean().item(), 0.02);
    assertEquals(20_000, x.eq(0).or(x.eq(1)).sum().item());
    assertArrayEquals(
        Tensor.zeros(4).normalInPlace(new Generator(5), 0, 1).toFloatArray(),
        Tensor.randn(new Generator(5), 4).toFloatArray());
  }
}
