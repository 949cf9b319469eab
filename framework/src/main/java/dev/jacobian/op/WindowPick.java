package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The entry of each window that a place names: with the places of {@link WindowPlace}, maximum
 * pooling. Inputs: the places, x, and the numbers that the gradient, {@link WindowSpread}, takes.
 * PyTorch equivalent: {@code torch.nn.functional.max_pool2d} and its kin.
 *
 * @param windows of few entries
 */
public record WindowPick(PoolWindows windows) implements KernelOp {
  @Override
  public String name() {
    return "windowPick";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return new TensorSpec(inputs[0].shape(), inputs[1].dtype());
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    DType dtype = output.dtype();
    WindowCodes codes = new WindowCodes(windows);
    List<Load> loads = new ArrayList<>();
    loads.add(new Load(dtype, IndexMap.rowMajor(output.shape())));
    loads.addAll(codes.entries(dtype, inputs.get(1).shape(), 0));
    Expr place = new Expr.Input(0, dtype);
    int last = loads.size() - 1;
    Expr picked = new Expr.Input(last, dtype);
    for (int n = last - 2; n >= 0; n--) {
      Expr isThere = place.apply(BinaryFunction.EQ, place.number((double) codes.code(n)));
      picked = isThere.where(new Expr.Input(n + 1, dtype), picked);
    }
    return new Kernel(output.shape(), loads, List.of(Output.stored(picked, output.shape())));
  }

  @Override
  public int inputOf(int load) {
    return load == 0 ? 0 : 1;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input != 1;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index == 1;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    WindowSpread spread = new WindowSpread(windows, context.inputSpec(1).shape());
    return context.builder().apply(spread, context.input(0), context.gradient(), context.input(2));
  }
}
