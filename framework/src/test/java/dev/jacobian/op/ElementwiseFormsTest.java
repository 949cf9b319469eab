package dev.jacobian.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ElementwiseFormsTest {
  /** The cube of x, times a number; counts how often its gradient is derived. */
  private record Cube(double by, AtomicInteger derived) implements ElementwiseOp {
    @Override
    public String name() {
      return "cube";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Expr expression(Expr... inputs) {
      Expr x = inputs[0];
      return x.number(by).mul(x.mul(x).mul(x));
    }

    @Override
    public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
      derived.incrementAndGet();
      Expr x = inputs[0];
      return x.number(3 * by).mul(x.mul(x)).mul(gradient);
    }
  }

  private static double[] gradient(Cube op) {
    Tensor x = Tensor.of(new float[] {1, 2}, 2).setRequiresGrad(true);
    Tensor.apply(op, x).sum().backward();
    return x.grad().toDoubleArray();
  }

  @Test
  void gradientsAreDerivedOnce() {
    AtomicInteger derived = new AtomicInteger();
    Cube op = new Cube(2, derived);
    assertArrayEquals(new double[] {6, 24}, gradient(op));
    int first = derived.get();
    assertTrue(first > 0);
    assertArrayEquals(new double[] {6, 24}, gradient(op));
    assertArrayEquals(new double[] {6, 24}, gradient(new Cube(2, derived)));
    assertEquals(first, derived.get());
  }

  @Test
  void opsOfOneClassHaveGradientsOfTheirOwn() {
    AtomicInteger derived = new AtomicInteger();
    assertArrayEquals(new double[] {6, 24}, gradient(new Cube(2, derived)));
    assertArrayEquals(new double[] {9, 36}, gradient(new Cube(3, derived)));
  }
}
