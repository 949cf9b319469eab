package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the parts of {@link BackendCompatibilityKit} share: how values go to the backend and come
 * back.
 */
abstract class KernelKit {
  /** Larger than any block of a kernel, and a multiple of none. */
  static final int LARGE = 100_003;

  static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);
  static final List<DType> NUMERIC =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64);

  private static final int POISON = 77;

  private MemoryScope scope;

  /** The backend that is tested. */
  abstract Backend backend();

  @BeforeEach
  final void openScope() {
    scope = MemoryScope.open();
  }

  @AfterEach
  final void closeScope() {
    scope.close();
  }

  /** Relative error of one rounding or a few. */
  static double tolerance(DType dtype) {
    return dtype == DType.FLOAT32 ? 2e-6 : 1e-12;
  }

  /** Relative error of a function that is not computed by one instruction. */
  static double looseTolerance(DType dtype) {
    return dtype == DType.FLOAT32 ? 4e-6 : 1e-12;
  }

  final Operand put(Values values) {
    Operand operand = allocate(values.dtype(), values.shape());
    backend().upload(values.toJavaArray(), 0, operand);
    return operand;
  }

  /** Returns an output whose every element is wrong, so that one that is not written is noticed. */
  final Operand blank(DType dtype, Shape shape) {
    double poison = dtype.isFloating() ? Double.NaN : POISON;
    return put(Values.generate(dtype, shape, i -> poison));
  }

  final Operand allocate(DType dtype, Shape shape) {
    return new Operand(backend().memory().allocate(new TensorSpec(shape, dtype)), shape);
  }

  final Values get(Operand operand) {
    Object array = JavaArrays.allocate(operand.dtype(), operand.shape().size());
    backend().download(operand, array, 0);
    return Values.fromJavaArray(operand.dtype(), operand.shape(), array, 0);
  }

  /** Runs an elementwise kernel into a fresh output. */
  final Values run(Expr expression, Shape shape, Values... inputs) {
    Operand[] operands = new Operand[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = put(inputs[i]);
    }
    Operand output = blank(expression.dtype(), shape);
    SingleKernels.elementwise(backend(), expression, operands, output);
    for (int i = 0; i < inputs.length; i++) {
      inputs[i].assertSame(get(operands[i]), "input " + i + " after the call");
    }
    return get(output);
  }

  /** Runs an elementwise kernel and compares it with the reference. */
  final void check(Expr expression, Shape shape, double relative, Values... inputs) {
    Reference.elementwise(expression, shape, inputs)
        .assertClose(run(expression, shape, inputs), relative, expression + " into " + shape);
  }

  static Expr input(int index, DType dtype) {
    return new Expr.Input(index, dtype);
  }

  /** Waits for a thread and fails if it has not ended. */
  static void join(Thread thread) {
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      fail(thread.getName() + " has not ended");
    }
  }
}
