package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Results lie in memory in the order in which they are computed. */
class TurnedResultsTest {
  private static final Tensor X = Tensor.randn(new Generator(1), 3, 4, 5);
  private static final Tensor Y = Tensor.randn(new Generator(2), 3, 4, 5);

  /** Compares three runs with an eager one, and returns the results of the last. */
  private static List<Tensor> check(Function<Tensor[], List<Tensor>> function) {
    Compiled compiled = Compiled.functions(function::apply);
    List<Tensor> expected = function.apply(new Tensor[] {X, Y});
    List<Tensor> found = List.of();
    for (int run = 0; run < 3; run++) {
      found = compiled.runAll(X, Y);
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i).shape(), found.get(i).shape());
        assertArrayEquals(expected.get(i).toFloatArray(), found.get(i).toFloatArray());
      }
    }
    return found;
  }

  private static boolean isTurned(Tensor tensor) {
    return !tensor.isContiguous();
  }

  @Test
  void whatIsComputedFromTurnedTensors() {
    List<Tensor> found =
        check(in -> List.of(in[0].permute(2, 0, 1).mul(in[1].permute(2, 0, 1)).add(1)));
    assertArrayEquals(new long[] {1, 20, 5}, found.get(0).variable().layout().strides());
    String explanation = explain(in -> List.of(in[0].permute(2, 0, 1).mul(2).exp()));
    assertTrue(explanation.contains("1. kernel over [3, 4, 5] (mul, exp)"), explanation);
    assertFalse(explanation.contains("2. "), explanation);
    assertTrue(
        explanation.contains("result 0 as [5, 3, 4], strides [1, 20, 5]\nsteps"), explanation);
  }

  private static String explain(Function<Tensor[], List<Tensor>> function) {
    Compiled compiled = Compiled.functions(function::apply);
    for (int run = 0; run < 3; run++) {
      compiled.runAll(X, Y);
    }
    String all = compiled.explain();
    return all.substring(0, all.indexOf("source"));
  }

  @Test
  void aResultThatIsTurnedItself() {
    assertTrue(isTurned(check(in -> List.of(in[0].mul(in[1]).permute(1, 2, 0))).get(0)));
    assertTrue(
        isTurned(
            check(in -> List.of(in[0].sum(true, 1).expand(3, 4, 5).mul(2).permute(2, 1, 0)))
                .get(0)));
  }

  @Test
  void anArgumentThatIsTurnedIsCopied() {
    Tensor found = check(in -> List.of(in[0].permute(1, 2, 0))).get(0);
    found.mulInPlace(0);
    assertTrue(X.toFloatArray()[0] != 0);
  }

  @Test
  void ordersThatDiffer() {
    assertFalse(
        isTurned(check(in -> List.of(in[0].mul(in[1].permute(1, 2, 0).reshape(3, 4, 5)))).get(0)));
    check(in -> List.of(in[0].permute(2, 1, 0).mul(in[1].reshape(5, 4, 3))));
    check(in -> List.of(in[0].permute(2, 1, 0).mul(in[1].reshape(3, 5, 4).permute(1, 2, 0))));
  }

  @Test
  void oneValueAsSeveralResults() {
    check(
        in -> {
          Tensor product = in[0].mul(in[1]);
          return List.of(
              product, product.permute(2, 1, 0), product.permute(0, 2, 1), product.sum());
        });
    check(
        in -> {
          Tensor turned = in[0].permute(2, 1, 0).mul(3);
          return List.of(turned, turned.exp(), turned.sum(), turned.permute(2, 1, 0).add(in[1]));
        });
  }

  @Test
  void numbersAndSingleElements() {
    Tensor one = Tensor.of(new float[] {2}, 1, 1);
    assertTrue(
        isTurned(
            check(
                    in ->
                        List.of(
                            in[0]
                                .permute(2, 1, 0)
                                .mul(one)
                                .add(in[1].sum())
                                .mul(Tensor.full(Shape.of(5, 4, 3), 3))))
                .get(0)));
  }

  @Test
  void aPartThatIsStretchedStaysAsItIs() {
    check(in -> List.of(in[0].permute(2, 1, 0).add(in[1].sum(true, 0, 2).reshape(4, 1))));
  }
}
