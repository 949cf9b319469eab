package dev.jacobian.op;

import dev.jacobian.device.Device;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * A tensor of pseudo-random numbers: element i is made from position i of the state.
 *
 * @param spec its shape and type, floating point
 * @param distribution which numbers
 * @param state where in which sequence
 * @param device where it is made
 */
public record Random(TensorSpec spec, RandomKind distribution, RandomState state, Device device)
    implements SourceOp {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          backend.random(distribution, state, output);
        };
  }
}
