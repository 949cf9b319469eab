package dev.jacobian.models.language;

import dev.jacobian.device.Device;
import dev.jacobian.nn.Init;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * A linear map whose weight is written as the published GPT-2 has it, {@code [in, out]}: {@code y =
 * x W + b}. Input {@code [..., in]}, output {@code [..., out]}. The equivalent in transformers:
 * {@code Conv1D}.
 */
final class GPT2Linear extends Module {
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes a map.
   *
   * @param deviation standard deviation of the weight at first
   */
  GPT2Linear(int in, int out, double deviation, GPT2Options options, Generator generator) {
    super("Conv1D(" + in + ", " + out + ")");
    weight =
        registerParameter(
            "weight", Tensor.full(Shape.of(in, out), 0, options.dtype(), Device.cpu()));
    bias = registerParameter("bias", Tensor.full(Shape.of(out), 0, options.dtype(), Device.cpu()));
    Init.normal(weight.tensor(), 0, deviation, generator);
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.matmul(weight.tensor()).add(bias.tensor());
  }
}
