package dev.jacobian.examples;

import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;
import java.util.Objects;

/** Tensors, broadcasting, and gradients that come from {@code backward()}. */
public final class E01TensorsAndGradients implements Example {
  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E01TensorsAndGradients());
  }

  @Override
  public String title() {
    return "Tensors and gradients";
  }

  @Override
  public Outcome run(PrintStream out) {
    Tensor matrix = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
    Tensor row = Tensor.of(new float[] {10, 20, 30});
    out.println("matrix + row, the row stretched over both lines:");
    out.println(matrix.add(row));
    out.println("matrix . matrix^T:");
    out.println(matrix.matmul(matrix.t()));

    // y = sum(x^3) has the gradient 3 x^2.
    Tensor x = Tensor.of(new float[] {1, -2, 3}).setRequiresGrad(true);
    Tensor y = x.pow(3).sum();
    y.backward();
    out.println("x        = " + x.detach());
    Tensor gradient = Objects.requireNonNull(x.grad());
    out.println("dy/dx    = " + gradient);
    Tensor expected = x.detach().square().mul(3);
    out.println("3 x^2    = " + expected);

    double difference = expected.sub(gradient).abs().max().item();
    return Outcome.atMost("largest difference from the formula", difference, 1e-5);
  }
}
