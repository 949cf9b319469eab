package dev.jacobian.device.host.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the host promises of prepared kernels beyond the port. */
class HostKernelTest {
  private static final Expr X = new Expr.Input(0, DType.FLOAT32);
  private static final Expr Y = new Expr.Input(1, DType.FLOAT32);
  private static final double[] NO_PARAMETERS = {};

  private final HostBackend backend = new HostBackend(1L << 28, 2);

  private Operand allocate(Shape shape) {
    return new Operand(backend.memory().allocate(new TensorSpec(shape, DType.FLOAT32)), shape);
  }

  private Operand counting(Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Operand operand = allocate(shape);
    backend.upload(values, 0, operand);
    return operand;
  }

  private float[] floats(Operand operand) {
    float[] values = new float[(int) operand.shape().size()];
    backend.download(operand, values, 0);
    return values;
  }

  private static TensorSpec floats(long... dims) {
    return new TensorSpec(Shape.of(dims), DType.FLOAT32);
  }

  @Test
  void theBodyComputesInsteadOfTheExpressions() {
    Kernel kernel =
        Kernel.of(
            Shape.of(3000),
            List.of(floats(3000)),
            List.of(Output.stored(X.apply(UnaryFunction.EXP), Shape.of(3000))));
    AtomicInteger elements = new AtomicInteger();
    KernelBody body =
        (inputs, parameters, results, count) -> {
          elements.addAndGet(count);
          for (int i = 0; i < count; i++) {
            ((float[]) results[0])[i] = -((float[]) inputs[0])[i];
          }
        };
    Operand output = allocate(Shape.of(3000));
    backend
        .prepare(kernel, stage -> body)
        .run(new Operand[] {counting(Shape.of(3000))}, NO_PARAMETERS, new Operand[] {output});
    assertEquals(3000, elements.get());
    assertEquals(-2999, floats(output)[2999]);
  }

  @Test
  void aNodeWithManyReadersIsComputedOnce() {
    Expr half = new Expr.Constant(0.5, DType.FLOAT32);
    Expr average = X;
    for (int i = 0; i < 40; i++) {
      Expr sum = new Expr.Binary(BinaryFunction.ADD, average, average);
      average = new Expr.Binary(BinaryFunction.MUL, half, sum);
    }
    Kernel kernel =
        Kernel.of(Shape.of(3), List.of(floats(3)), List.of(Output.stored(average, Shape.of(3))));
    Operand output = allocate(Shape.of(3));
    // Were it computed for each of its readers, this would take 2^40 steps.
    backend
        .prepare(kernel)
        .run(new Operand[] {counting(Shape.of(3))}, NO_PARAMETERS, new Operand[] {output});
    assertArrayEquals(new float[] {0, 1, 2}, floats(output));
  }

  @Test
  void aRunAllocatesNothing() {
    for (Shape space : List.of(Shape.of(64), Shape.of(32, 10), Shape.of(100, 301))) {
      Expr product = new Expr.Binary(BinaryFunction.MUL, X, Y);
      List<Integer> axes = space.rank() == 1 ? List.of(0) : List.of(0, 1);
      List<Output> results =
          List.of(
              Output.stored(product, space),
              Output.reduced(product, Reducer.SUM, axes),
              Output.reduced(product, Reducer.SUM, List.of(0)),
              Output.reduced(product, Reducer.MAX, List.of(space.rank() - 1)));
      List<TensorSpec> specs = List.of(new TensorSpec(space, DType.FLOAT32), floats(space.dim(-1)));
      Kernel kernel = Kernel.of(space, specs, results);
      KernelBody body =
          (inputs, parameters, outputs, count) -> {
            for (Object output : outputs) {
              System.arraycopy(inputs[0], 0, output == null ? inputs[0] : output, 0, count);
            }
          };
      Operand[] inputs = {counting(space), counting(Shape.of(space.dim(-1)))};
      Operand[] outputs = new Operand[results.size()];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = allocate(kernel.outputSpec(i).shape());
      }
      assertAllocatesNothing(backend.prepare(kernel), inputs, outputs);
      assertAllocatesNothing(backend.prepare(kernel, stage -> body), inputs, outputs);
    }
  }

  private static void assertAllocatesNothing(
      PreparedKernel kernel, Operand[] inputs, Operand[] outputs) {
    int runs = 500;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    List<Long> bytes = new ArrayList<>();
    // The first runs load classes and make the thread's arrays.
    for (int round = 0; round < 3; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < runs; i++) {
        kernel.run(inputs, NO_PARAMETERS, outputs);
      }
      bytes.add(threads.getThreadAllocatedBytes(thread) - before);
    }
    assertTrue(bytes.get(2) < runs, runs + " runs allocated " + bytes.get(2) + " bytes");
  }
}
