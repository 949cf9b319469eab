package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.compile.Compiled;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;

/** W4 as a compiled function. */
final class CompiledPolynomial implements Program {
  private final Tensor x = Tensor.of(ArrayTask.x());
  private final Compiled polynomial =
      Compiled.function(arguments -> EagerPolynomial.compute(arguments[0]));

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      polynomial.run(x);
    }
  }

  @Override
  public double[] results() {
    return ArrayTask.summary(polynomial.run(x).toFloatArray());
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
