package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.jacobian.shape.DType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which functions give memory of their own when there is nothing to do for them: PyTorch's. */
class OwnMemoryTest {
  private static final List<UnaryOperator<Tensor>> OWN =
      List.of(
          Tensor::copy,
          Tensor::sum,
          x -> x.sum(true),
          Tensor::mean,
          Tensor::max,
          Tensor::min,
          Tensor::abs,
          x -> x.mul(1),
          x -> x.add(0),
          x -> x.pow(1),
          x -> x.clamp(-9, 9),
          x -> x.repeat(1));
  private static final List<UnaryOperator<Tensor>> OWN_OF_AXES =
      List.of(
          x -> x.sum(true, 0),
          x -> x.max(false, 0),
          x -> x.cumsum(0),
          x -> x.roll(0, 0),
          x -> x.pad(0, 0, 0),
          x -> x.repeatInterleave(1, 0),
          x -> Tensor.concat(0, x));
  private static final List<UnaryOperator<Tensor>> SHARED =
      List.of(
          Tensor::contiguous,
          Tensor::detach,
          Tensor::flatten,
          Tensor::squeeze,
          x -> x.to(DType.FLOAT32),
          x -> x.to(x.device()),
          x -> x.reshape(x.shape().dims()),
          x -> x.expand(x.shape().dims()));

  @Test
  void aResultKeepsItsValuesWhenTheOperandChanges() {
    for (Tensor x : List.of(Tensor.of(new float[] {3}).reshape(), Tensor.of(new float[] {3}))) {
      OWN.forEach(function -> assertOwn(function, x));
    }
    OWN_OF_AXES.forEach(function -> assertOwn(function, Tensor.of(new float[] {3})));
  }

  private static void assertOwn(UnaryOperator<Tensor> function, Tensor x) {
    Tensor result = function.apply(x);
    assertNotSame(x.storage(), result.storage());
    result.mulInPlace(2);
    assertEquals(3, x.item());
  }

  @Test
  void viewsAndConversionsToTheSameShareMemory() {
    for (Tensor x : List.of(Tensor.of(new float[] {3}).reshape(), Tensor.of(new float[] {3}))) {
      SHARED.forEach(function -> assertSame(x.storage(), function.apply(x).storage()));
    }
  }
}
