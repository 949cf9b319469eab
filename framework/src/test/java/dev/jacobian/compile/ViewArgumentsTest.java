package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Compiled functions that are given views, know views, and change them. */
class ViewArgumentsTest {
  private static Tensor table() {
    return Tensor.arange(12).to(DType.FLOAT32).reshape(3, 4);
  }

  @Test
  void columnsOfOneTableAreTwoArguments() {
    Compiled product = Compiled.function(t -> t[0].mul(t[1]));
    for (int run = 0; run < 3; run++) {
      Tensor table = table();
      Tensor[] columns = {table.select(1, run), table.select(1, 3)};
      assertEquals(run > 0, product.isCompiled(columns));
      assertArrayEquals(
          columns[0].mul(columns[1]).toFloatArray(), product.run(columns).toFloatArray());
    }
  }

  @Test
  void rowsOfABatchAreReplayedWhereverTheyBegin() {
    Tensor table = table();
    Compiled doubled = Compiled.function(t -> t[0].mul(2));
    for (int row = 0; row < 3; row++) {
      Tensor part = table.slice(0, row, row + 1);
      assertEquals(row > 0, doubled.isCompiled(part));
      assertArrayEquals(part.mul(2).toFloatArray(), doubled.run(part).toFloatArray());
    }
  }

  @Test
  void aChangedViewReachesTheMemoryOfItsBase() {
    Compiled change =
        Compiled.function(
            t -> {
              t[0].get(0).addInPlace(100);
              return t[0].t().mulInPlace(2).sum();
            });
    for (int run = 0; run < 2; run++) {
      Tensor base = table();
      double sum = change.run(base.t().slice(0, 1, 3)).item();
      assertArrayEquals(
          new float[] {0, 202, 4, 3, 4, 210, 12, 7, 8, 218, 20, 11}, base.toFloatArray());
      assertEquals(202 + 4 + 210 + 12 + 218 + 20, sum);
    }
  }

  @Test
  void argumentsThatOverlapAreOneMemoryWhereOneIsChanged() {
    Compiled change =
        Compiled.function(
            t -> {
              t[0].addInPlace(10);
              return t[1].sum();
            });
    Tensor base = table();
    for (int run = 1; run <= 3; run++) {
      assertEquals(run > 1, change.isCompiled(base.slice(1, 0, 2), base.slice(1, 1, 3)));
      double sum = change.run(base.slice(1, 0, 2), base.slice(1, 1, 3)).item();
      assertEquals(1 + 5 + 9 + 2 + 6 + 10 + 30 * run, sum);
    }
    // Others that do not overlap are another function of their values.
    assertEquals(6, change.run(Tensor.ones(3, 2), Tensor.ones(3, 2)).item());
    assertEquals(30, base.get(0).get(0).item());
  }

  @Test
  void aViewThatTheFunctionKnowsIsReadAsItIs() {
    Tensor base = table();
    Tensor column = base.select(1, 1);
    Compiled sum = Compiled.function(t -> t[0].add(column).add(base.sum()).sum());
    Tensor zero = Tensor.zeros(3);
    assertEquals(15 + 3 * 66, sum.run(zero).item());
    base.addInPlace(1);
    assertTrue(sum.isCompiled(zero));
    assertEquals(18 + 3 * 78, sum.run(zero).item());
  }

  @Test
  void aReshapeThatCopiesIsNoView() {
    Tensor base = table();
    Compiled change =
        Compiled.function(
            t -> {
              Tensor flat = t[0].t().reshape(12);
              flat.fillInPlace(0);
              return t[0].t().expand(2, 4, 3).sum().add(flat.sum());
            });
    assertEquals(132, change.run(base).item());
    assertEquals(132, change.run(base).item());
    assertEquals(Shape.of(4, 3), base.t().shape());
  }
}
