package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.ShapeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Assignment through lists of indices and masks. */
class ReplacingTest {
  private static Tensor longs(long... values) {
    return Tensor.of(values);
  }

  private static Tensor leaf(double... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  private static Tensor random(int seed, long... shape) {
    return Tensor.randn(new Generator(seed), shape);
  }

  @Test
  void inPlaceWithoutAGradientIsTheSame() {
    Generator generator = new Generator(6);
    for (int round = 0; round < 20; round++) {
      Tensor index = Tensor.randint(generator, 0, 7, 30);
      Tensor values = Tensor.randn(generator, 30, 2);
      Tensor x = Tensor.randn(generator, 7, 2);
      for (boolean accumulate : new boolean[] {false, true}) {
        assertArrayEquals(
            x.indexPut(List.of(index.sub(7)), values, accumulate).toFloatArray(),
            x.copy().indexPutInPlace(List.of(index.sub(7)), values, accumulate).toFloatArray());
      }
      assertArrayEquals(
          x.t().indexCopy(1, index, values.t()).toFloatArray(),
          x.t().copy().contiguous().indexCopyInPlace(1, index, values.t()).toFloatArray());
      assertArrayEquals(
          x.indexAdd(0, index, values).toFloatArray(),
          x.copy().indexAddInPlace(0, index, values).toFloatArray());
      Tensor both = index.unsqueeze(1).expand(30, 2);
      assertArrayEquals(
          x.scatterAdd(0, both, values).toFloatArray(),
          x.copy().scatterAddInPlace(0, both, values).toFloatArray());
    }
  }

  @Test
  void valuesThatLieInTheTensorItselfAreReadBeforeTheyChange() {
    Tensor x = Tensor.arange(6).reshape(3, 2);
    x.indexPutInPlace(List.of(longs(1, 2)), x.slice(0, 0, 2));
    assertArrayEquals(new long[] {0, 1, 0, 1, 2, 3}, x.toLongArray());
    x.indexCopyInPlace(0, longs(2, 0, 1), x);
    assertArrayEquals(new long[] {0, 1, 2, 3, 0, 1}, x.toLongArray());
  }

  @Test
  void anEntryOfAViewIsPutWhereItLies() {
    Tensor x = Tensor.zeros(4, 3);
    x.slice(0, 1, 3).indexPutInPlace(List.of(longs(-1)), Tensor.ones(1, 3));
    x.slice(1, 0, 1).indexFillInPlace(0, longs(0), 5);
    x.get(3).indexAddInPlace(0, longs(1, 1), Tensor.of(new float[] {1, 2}));
    assertArrayEquals(new float[] {5, 0, 0, 0, 0, 0, 1, 1, 1, 0, 3, 0}, x.toFloatArray());
  }

  @Test
  void backwardNoticesAnEntryThatWasPut() {
    Tensor x = Tensor.ones(3);
    Tensor w = leaf(1, 2, 3).to(DType.FLOAT32);
    Tensor loss = w.mul(x).sum();
    x.indexPutInPlace(List.of(longs(1)), Tensor.of(new float[] {5}));
    assertThrows(AutogradException.class, loss::backward);
  }

  @Test
  void anIndexThatIsRefusedChangesNothing() {
    Tensor x = Tensor.ones(3, 2);
    JacobianException put =
        assertThrows(
            JacobianException.class,
            () -> x.indexPutInPlace(List.of(longs(0, 3)), Tensor.zeros(2, 2)));
    assertEquals(
        "indexPut: index 3 at position 1 is outside axis 0 of size 3; expected indices from -3 to 2",
        put.getMessage());
    assertThrows(
        JacobianException.class, () -> x.indexAddInPlace(0, longs(0, 3), Tensor.zeros(2, 2)));
    assertThrows(
        JacobianException.class,
        () -> x.scatterInPlace(0, Tensor.of(new long[] {0, 5}, 1, 2), Tensor.zeros(1, 2)));
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, x.toFloatArray());
  }

  @Test
  void theLastValueForAPlaceStands() {
    Generator generator = new Generator(5);
    for (int round = 0; round < 20; round++) {
      Tensor index = Tensor.randint(generator, -7, 7, 30);
      Tensor values = Tensor.randn(generator, 30, 2);
      Tensor x = Tensor.randn(generator, 7, 2);
      float[] expected = x.toFloatArray();
      float[] given = values.toFloatArray();
      long[] at = index.toLongArray();
      for (int i = 0; i < 30; i++) {
        int row = (int) Math.floorMod(at[i], 7L);
        expected[2 * row] = given[2 * i];
        expected[2 * row + 1] = given[2 * i + 1];
      }
      assertArrayEquals(expected, x.indexPut(List.of(index), values).toFloatArray());
      Tensor fromStart = index.remainder(7);
      assertArrayEquals(expected, x.indexCopy(0, fromStart, values).toFloatArray());
      Tensor both = fromStart.unsqueeze(1).expand(30, 2);
      assertArrayEquals(expected, x.scatter(0, both, values).toFloatArray());
    }
  }

  @Test
  void onlyTheValueThatStandsHasAGradient() {
    Tensor x = leaf(1, 2, 3);
    Tensor values = leaf(10, 20, 30);
    x.indexPut(List.of(longs(2, 0, 2)), values)
        .mul(Tensor.of(new double[] {1, 2, 3}))
        .sum()
        .backward();
    assertArrayEquals(new double[] {0, 2, 0}, x.grad().toDoubleArray());
    assertArrayEquals(new double[] {0, 1, 3}, values.grad().toDoubleArray());
  }

  @Test
  void signsOfZerosAndInfinitiesArePutAsTheyAre() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4});
    Tensor values = Tensor.of(new float[] {-0f, Float.NEGATIVE_INFINITY, Float.NaN, 5});
    Tensor put = x.indexPut(List.of(longs(0, 1, 2, 2)), values);
    assertArrayEquals(new float[] {-0f, Float.NEGATIVE_INFINITY, 5, 4}, put.toFloatArray());
    assertEquals(
        Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(put.toFloatArray()[0]), "sign");
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    Tensor x = Tensor.randn(new Generator(1), 4, 3).to(DType.FLOAT64);
    Tensor v = Tensor.randn(new Generator(2), 3, 3).to(DType.FLOAT64);
    Tensor index = longs(2, 0, 2);
    Tensor wide = longs(2, 0, 2, 1, 1, 0, 0, 0, 3).reshape(3, 3);
    Tensor mask = Tensor.of(new boolean[] {true, false, true, true});
    List<Function<List<Tensor>, Tensor>> functions =
        List.of(
            in -> in.get(0).indexPut(List.of(index), in.get(1)),
            in -> in.get(0).indexPut(List.of(index), in.get(1).select(0, 1)),
            in -> in.get(0).indexPut(List.of(mask), in.get(1).select(0, 1)),
            in -> in.get(0).indexPut(List.of(index), in.get(1), true),
            in -> in.get(0).indexPut(List.of(mask), in.get(1)),
            in -> in.get(0).indexPut(List.of(mask), in.get(1), true),
            in -> in.get(0).indexCopy(0, index, in.get(1)),
            in -> in.get(0).indexAdd(0, index, in.get(1)),
            in -> in.get(0).scatter(0, wide, in.get(1)),
            in -> in.get(0).indexFill(0, index, 2).mul(in.get(1).sum()),
            in -> in.get(0).maskedScatter(mask.unsqueeze(1), in.get(1)),
            in -> {
              Tensor y = in.get(0).mul(3);
              y.t().slice(0, 0, 2).t().indexPutInPlace(List.of(index), in.get(1).slice(1, 1, 3));
              return y.mul(y);
            });
    for (Function<List<Tensor>, Tensor> function : functions) {
      GradCheck.check(
          function::apply, x.detach().setRequiresGrad(true), v.detach().setRequiresGrad(true));
    }
  }

  @Test
  void changesGoThroughViewsAndMayReadThemselves() {
    Tensor x = Tensor.arange(0, 12, 1.0).reshape(4, 3);
    Tensor base = x.copy();
    base.slice(1, 0, 2).indexPutInPlace(List.of(longs(3, 0)), base.slice(1, 1, 3).slice(0, 0, 2));
    assertArrayEquals(new float[] {4, 5, 2, 3, 4, 5, 6, 7, 8, 1, 2, 11}, base.toFloatArray());
    Tensor turned = longs(1, 2, 3, 0);
    Tensor same = x.copy();
    same.indexPutInPlace(List.of(turned), same);
    assertArrayEquals(new float[] {9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 8}, same.toFloatArray());
  }

  @Test
  void aChangeIsNoticedByBackward() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(1);
    Tensor z = y.square().sum();
    y.indexFillInPlace(0, longs(0), 5);
    assertTrue(
        assertThrows(AutogradException.class, z::backward).getMessage().contains("in place"));
  }

  @Test
  void leavesAndExpandedViewsAreRefused() {
    Tensor leaf = leaf(1, 2, 3);
    for (Tensor index : List.of(longs(1), longs())) {
      Tensor values = Tensor.zeros(index.size()).to(leaf.dtype());
      assertTrue(
          assertThrows(AutogradException.class, () -> leaf.indexPutInPlace(List.of(index), values))
              .getMessage()
              .contains("a leaf that requires"));
    }
    try (Autograd.Guard unrecorded = Autograd.noGrad()) {
      leaf.indexFillInPlace(0, longs(1), 9);
    }
    assertArrayEquals(new double[] {1, 9, 3}, leaf.toDoubleArray());
    Tensor expanded = Tensor.ones(1, 3).expand(2, 3);
    assertTrue(
        assertThrows(ShapeException.class, () -> expanded.indexFillInPlace(0, longs(1), 9))
            .getMessage()
            .contains("several elements are one in memory"));
  }

  @TestFactory
  List<DynamicTest> mistakes() {
    Tensor x = Tensor.ones(2, 3);
    Map<String, Executable> calls = new LinkedHashMap<>();
    calls.put(
        "indexPut: index 2 at position 1 is outside axis 0 of size 2; expected indices from -2 to 1",
        () -> x.indexPut(List.of(longs(0, 2)), Tensor.ones(2, 3)));
    calls.put(
        "indexPut: index -4 at position 0 is outside axis 1 of size 3; expected indices from -3 to"
            + " 2",
        () -> x.indexPut(List.of(longs(0), longs(-4)), Tensor.ones(1), true));
    calls.put(
        "indexPut: values [4] for places [2, 3]; expected values that broadcast to the places",
        () -> x.indexPut(List.of(longs(0, 1)), Tensor.ones(4)));
    calls.put(
        "indexPut: the mask holds 6 times and there are 4 values; expected one for each",
        () -> x.indexPut(List.of(x.gt(0)), Tensor.ones(4)));
    calls.put(
        "indexPut: received [2, 3] and the mask [3] for axes from 0 on; expected a mask of the sizes"
            + " of these axes",
        () -> x.indexPut(List.of(Tensor.ones(3).gt(0)), Tensor.ones(1)));
    calls.put(
        "indexPut: the source is int64[2] and the tensor float32; expected operands of one dtype;"
            + " fix: cast the int64 one, x.to(DType.FLOAT32), or both to DType.FLOAT64 if it holds"
            + " numbers beyond 2^24",
        () -> x.indexPut(List.of(longs(0, 1)), longs(0, 1)));
    calls.put(
        "indexPut: indices for 0 axes of [2, 3]; expected 1 to 2 axes",
        () -> x.indexPut(List.of(), Tensor.ones(1)));
    calls.put(
        "indexCopy: index -1 at position 0 is outside axis 0 of size 2; expected indices from 0 to"
            + " 1",
        () -> x.indexCopy(0, longs(-1), Tensor.ones(1, 3)));
    calls.put(
        "indexCopy: received [2, 3], 1 indices for axis 0 and the source [3]; expected a source"
            + " [1, 3], one entry for each index",
        () -> x.indexCopy(0, longs(1), Tensor.ones(3)));
    calls.put(
        "indexFill: the indices are int64[1, 1]; expected indices [n]",
        () -> x.indexFill(0, longs(1).unsqueeze(0), 1));
    calls.put(
        "indexFill: index 3 at position 0 is outside axis 1 of size 3; expected indices from 0 to 2",
        () -> x.indexFill(1, longs(3), 1));
    calls.put(
        "indexAdd: index 2 at position 0 is outside axis 0 of size 2; expected indices from 0 to 1",
        () -> x.indexAdd(0, longs(2), Tensor.ones(1, 3)));
    calls.put(
        "scatter: index 2 at position 0 is outside axis 0 of size 2; expected indices from 0 to 1",
        () -> x.scatter(0, longs(2).unsqueeze(0), Tensor.ones(1, 1)));
    calls.put(
        "maskedScatter: the mask holds 6 times and there are 5 values; expected one for each at"
            + " least",
        () -> x.maskedScatter(x.gt(0), Tensor.ones(5)));
    calls.put(
        "maskedScatter: received float32[2, 3] and the mask bool[2]; expected a bool mask that"
            + " broadcasts to the tensor's shape; fix: compare first, for example x.gt(0)",
        () -> x.maskedScatter(Tensor.ones(2).gt(0), Tensor.ones(5)));
    return calls.entrySet().stream()
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call.getKey(),
                    () ->
                        assertEquals(
                            call.getKey(),
                            assertThrows(JacobianException.class, call.getValue()).getMessage())))
        .toList();
  }

  @Test
  @NeedsCompiler
  void compiledFunctionsGiveTheSame() {
    Compiled.OneResult function =
        in -> {
          Tensor y = in[0].mul(2);
          y.indexPutInPlace(List.of(in[1]), in[2]);
          y.indexPutInPlace(List.of(in[1]), in[2], true);
          y.indexPutInPlace(List.of(y.gt(1)), Tensor.of(0.5f));
          y.indexFillInPlace(1, in[3], 7).indexAddInPlace(0, in[1], in[2]);
          y.maskedScatterInPlace(y.lt(0), in[0].square());
          return y.slice(1, 0, 2).scatterInPlace(1, in[1].unsqueeze(1).remainder(2), in[2]);
        };
    Compiled compiled = Compiled.function(function);
    for (int run = 0; run < 3; run++) {
      Tensor[] in = {
        random(run, 4, 3), longs(run % 2, 2, run % 2, 3), random(9 + run, 4, 3), longs(run % 3)
      };
      Tensor expected = function.apply(in);
      assertArrayEquals(expected.toFloatArray(), compiled.run(in).toFloatArray());
    }
    assertTrue(compiled.isCompiled(random(0, 4, 3), longs(0, 0, 0, 0), random(1, 4, 3), longs(0)));
  }

  @Test
  @NeedsCompiler
  void aCompiledMaskIsCountedAtEveryRun() {
    Compiled compiled = Compiled.function(in -> in[0].indexPut(List.of(in[1]), in[2]));
    Tensor x = Tensor.zeros(3);
    Tensor values = Tensor.of(new float[] {5, 6});
    for (int run = 0; run < 3; run++) {
      Tensor mask = Tensor.of(new boolean[] {run != 1, run != 0, run != 2});
      float[] put = compiled.run(x, mask, values).toFloatArray();
      assertArrayEquals(x.indexPut(List.of(mask), values).toFloatArray(), put);
    }
    Tensor all = Tensor.of(new boolean[] {true, true, true});
    assertEquals(
        "indexPut: the mask holds 3 times and there are 2 values; expected one for each",
        assertThrows(JacobianException.class, () -> compiled.run(x, all, values)).getMessage());
  }
}
