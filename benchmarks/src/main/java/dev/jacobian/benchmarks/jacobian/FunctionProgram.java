package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.compile.Compiled;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** A function of tensors, op by op or compiled. */
final class FunctionProgram implements Program {
  private final TensorFunction function;
  private final Tensor[] arguments;
  private final Compiled.SeveralResults call;

  FunctionProgram(TensorFunction function, boolean isCompiled) {
    this.function = function;
    this.arguments = function.arguments();
    this.call = isCompiled ? Compiled.functions(function::apply)::runAll : function::apply;
  }

  @Override
  public void run() {
    try (MemoryScope scope = MemoryScope.open()) {
      call.apply(arguments);
    }
  }

  @Override
  public double[] results() {
    List<Tensor> made = call.apply(arguments);
    return function.results(made.stream().map(Tensor::toFloatArray).toList());
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
