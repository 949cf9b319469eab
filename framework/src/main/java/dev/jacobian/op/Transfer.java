package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.TensorSpec;

/**
 * The same values on another device; {@code dx} is {@code dy} moved back.
 *
 * @param from where x lies
 * @param to where y shall lie
 */
public record Transfer(Device from, Device to) implements Op {
  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return inputs[0];
  }

  @Override
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    Object values = JavaArrays.allocate(output.dtype(), output.shape().size());
    inputs[0].download(values, 0);
    backend.upload(values, 0, output);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(new Transfer(to, from), context.gradient());
  }
}
