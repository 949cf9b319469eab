package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The same call gives the same bits, again and from two threads at once. */
abstract class RepeatabilityKit extends KernelKit {
  private static final Shape SHAPE = Shape.of(317, 331);

  /** Bits of the results of kernels whose order of work could differ from run to run. */
  private List<float[]> results(long seed) {
    Operand x = put(Values.random(DType.FLOAT32, SHAPE, seed));
    Operand row = put(Values.randomPositive(DType.FLOAT32, Shape.of(331), seed + 1));
    List<float[]> results = new ArrayList<>();
    Operand mapped = blank(DType.FLOAT32, SHAPE);
    Expr map =
        new Expr.Binary(
            BinaryFunction.ADD,
            new Expr.Unary(UnaryFunction.TANH, input(0, DType.FLOAT32)),
            new Expr.Binary(BinaryFunction.DIV, input(0, DType.FLOAT32), input(1, DType.FLOAT32)));
    SingleKernels.elementwise(backend(), map, new Operand[] {x, row}, mapped);
    results.add(floats(mapped));
    for (int[] axes : new int[][] {{0}, {1}, {0, 1}}) {
      Operand sum = blank(DType.FLOAT32, Reference.reduced(SHAPE, axes));
      SingleKernels.reduce(backend(), Reducer.SUM, x, axes, sum);
      results.add(floats(sum));
    }
    Operand product = blank(DType.FLOAT32, Shape.of(331, 331));
    backend().matmul(x, true, mapped, false, product);
    results.add(floats(product));
    Operand indices = allocate(DType.INT64, Shape.of(317));
    long[] picks = new long[317];
    for (int i = 0; i < picks.length; i++) {
      picks[i] = i * 7L % 5;
    }
    backend().upload(picks, 0, indices);
    Operand added = put(Values.random(DType.FLOAT32, Shape.of(5, 331), seed + 2));
    SingleKernels.indexAdd(backend(), x, 0, indices, added);
    results.add(floats(added));
    Operand noise = blank(DType.FLOAT32, SHAPE);
    backend().random(RandomKind.NORMAL, new RandomState(seed, 1, 5), noise);
    results.add(floats(noise));
    results.addAll(fused(x, row));
    assertEquals(11, results.size());
    return results;
  }

  /** Results of one kernel that is stored, and reduced in each direction. */
  private List<float[]> fused(Operand x, Operand row) {
    Expr value =
        new Expr.Binary(BinaryFunction.MUL, input(0, DType.FLOAT32), input(1, DType.FLOAT32));
    Kernel kernel =
        Kernel.of(
            SHAPE,
            List.of(x.spec(), row.spec()),
            List.of(
                Output.stored(value, SHAPE),
                Output.reduced(value, Reducer.SUM, List.of(0)),
                Output.reduced(value, Reducer.SUM, List.of(1)),
                Output.reduced(value, Reducer.SUM, List.of(0, 1))));
    Operand[] outputs = new Operand[4];
    List<float[]> results = new ArrayList<>();
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = blank(DType.FLOAT32, kernel.outputSpec(i).shape());
    }
    backend().prepare(kernel).run(new Operand[] {x, row}, new double[0], outputs);
    for (Operand output : outputs) {
      results.add(floats(output));
    }
    return results;
  }

  private float[] floats(Operand operand) {
    float[] values = new float[(int) operand.shape().size()];
    backend().download(operand, values, 0);
    return values;
  }

  private static void assertSameBits(List<float[]> expected, List<float[]> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "result " + i);
    }
  }

  @Test
  void theSameCallGivesTheSameBits() {
    List<float[]> first = results(1);
    for (int i = 0; i < 4; i++) {
      assertSameBits(first, results(1));
    }
  }

  @Test
  void twoThreadsDoNotDisturbEachOther() {
    int rounds = 5;
    List<List<float[]>> expected = List.of(results(2), results(3));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicInteger finished = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int which = t;
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int round = 0; round < rounds; round++) {
                    try (MemoryScope scope = MemoryScope.open()) {
                      assertSameBits(expected.get(which), results(2 + which));
                    }
                    finished.incrementAndGet();
                  }
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              },
              "kernels-" + which);
      threads.add(thread);
      thread.start();
    }
    threads.forEach(KernelKit::join);
    assertNull(failure.get(), () -> "a thread failed: " + failure.get());
    assertEquals(2 * rounds, finished.get());
  }
}
