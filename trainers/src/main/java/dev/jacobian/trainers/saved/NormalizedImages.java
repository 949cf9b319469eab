package dev.jacobian.trainers.saved;

import dev.jacobian.data.image.Normalize;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** A model that is given images with values in [0, 1], which it normalises first. */
final class NormalizedImages extends Module {
  private final Tensor mean;
  private final Tensor std;
  private final Module model;

  NormalizedImages(Normalize normalize, DType dtype, Module model) {
    super("NormalizedImages");
    this.mean = perChannel(normalize.mean(), dtype);
    this.std = perChannel(normalize.std(), dtype);
    this.model = register("model", model);
    train(model.isTraining());
  }

  private static Tensor perChannel(List<Double> values, DType dtype) {
    return Tensor.of(
            values.stream().mapToDouble(Double::doubleValue).toArray(), values.size(), 1, 1)
        .to(dtype);
  }

  @Override
  public Tensor forward(Tensor images) {
    return model.forward(images.sub(mean).div(std));
  }
}
