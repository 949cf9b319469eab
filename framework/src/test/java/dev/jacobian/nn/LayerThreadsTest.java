package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Layers that add up what falls together give the same bits on one thread and on two. */
class LayerThreadsTest {
  private static final int COUNT = 60_000;

  private static List<float[]> results() {
    List<float[]> results = new ArrayList<>();
    WindowOptions windows = WindowOptions.of(3).withPadding(1);
    add(results, new Unfold(windows), Tensor.randn(new Generator(1), 4, 3, 60, 60));
    add(results, new Fold(60, 60, windows), Tensor.randn(new Generator(2), 4, 27, 3600));
    add(results, new ReflectionPad2d(2), Tensor.randn(new Generator(3), 4, 3, 60, 60));
    add(results, new CircularPad2d(2), Tensor.randn(new Generator(4), 4, 3, 60, 60));
    add(results, new LocalResponseNorm(5), Tensor.randn(new Generator(5), 4, 16, 30, 30));
    for (EmbeddingBag.Mode mode : List.of(EmbeddingBag.Mode.MEAN, EmbeddingBag.Mode.SUM)) {
      EmbeddingBag bag =
          new EmbeddingBag(50, 8, mode, EmbeddingOptions.defaults(), new Generator(6));
      Tensor indices = Tensor.randint(new Generator(7), 0, 50, COUNT);
      Tensor offsets = Tensor.arange(0, COUNT, 7);
      Tensor output = bag.forward(indices, offsets);
      output.square().sum().backward();
      results.add(output.toFloatArray());
      results.add(Objects.requireNonNull(bag.weight().grad()).toFloatArray());
    }
    return results;
  }

  private static void add(List<float[]> results, Module layer, Tensor input) {
    Tensor x = input.setRequiresGrad(true);
    Tensor output = layer.forward(x);
    output.square().sum().backward();
    results.add(output.toFloatArray());
    results.add(Objects.requireNonNull(x.grad()).toFloatArray());
  }

  @Test
  void threadsDoNotChangeABit() {
    Supplier<List<float[]>> program = LayerThreadsTest::results;
    List<float[]> one = CpuBackends.with(new HostBackend(1L << 30, 1), program);
    List<float[]> two = CpuBackends.with(new HostBackend(1L << 30, 2), program);
    assertEquals(14, one.size());
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i), two.get(i));
    }
  }
}
