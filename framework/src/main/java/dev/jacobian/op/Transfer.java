package dev.jacobian.op;

import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * The same values on another device; {@code dx} is {@code dy} moved back.
 *
 * @param from where x lies
 * @param to where y shall lie
 * @param nonBlocking whether the values are sent as a whole, for which nothing is waited
 */
public record Transfer(Device from, Device to, boolean nonBlocking) implements Op {
  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return inputs[0];
  }

  @Override
  public Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          if (backend.copyFromPeer(inputs[0], output)) {
            return;
          }
          Object values = JavaArrays.allocate(output.dtype(), output.shape().size());
          inputs[0].download(values, 0);
          if (nonBlocking) {
            backend.send(new Object[] {values}, new Operand[] {output}).order();
          } else {
            backend.upload(values, 0, output);
          }
        };
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(new Transfer(to, from, nonBlocking), context.gradient());
  }
}
