package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.ImageTask;
import dev.jacobian.benchmarks.work.ResidualTask;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.models.vision.ResNet;
import dev.jacobian.models.vision.ResNetOptions;
import dev.jacobian.nn.Conv2d;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.MaxPool2d;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A model, its loss and optimizer, and the batch that it is trained on. */
record Training(Module model, Loss loss, SGD optimizer, Tensor x, Tensor y) {
  private Training(Module model, Loss loss, double learningRate, Tensor x, Tensor y) {
    this(
        model.to(Placement.DEVICE),
        loss,
        new SGD(model.parameters(), learningRate),
        x.to(Placement.DEVICE),
        y.to(Placement.DEVICE));
  }

  static Training of(Workload workload) {
    return switch (workload) {
      case W9 -> images();
      case W17 -> residual();
      default -> of(StepTask.of(workload));
    };
  }

  private static Training of(StepTask task) {
    Tensor x = Tensor.of(task.x(), task.batch(), task.inputs());
    Tensor y = Tensor.of(task.y(), task.batch(), task.outputs());
    return new Training(Network.of(task), new MSELoss(), task.learningRate(), x, y);
  }

  private static Training images() {
    int side = ImageTask.SIDE;
    Sequential model =
        new Sequential(
            with(new Conv2d(1, 32, 3), 0),
            new ReLU(),
            with(new Conv2d(32, 64, 3), 1),
            new ReLU(),
            new MaxPool2d(2),
            new Flatten(),
            with(new Linear(9216, 128), 2),
            new ReLU(),
            with(new Linear(128, ImageTask.CLASSES), 3));
    Tensor x = Tensor.of(ImageTask.x(), ImageTask.BATCH, 1, side, side);
    Tensor y = Tensor.of(ImageTask.labels());
    return new Training(model, new CrossEntropyLoss(), ImageTask.LEARNING_RATE, x, y);
  }

  private static Training residual() {
    ResNetOptions options = ResNetOptions.of(ResNetOptions.Depth.RESNET18, ResidualTask.CLASSES);
    Module model = new ResNet(options);
    FirstWeights.fill(model, ResidualTask.FIRST_WEIGHT_SEED);
    int side = ResidualTask.SIDE;
    Tensor x = Tensor.of(ResidualTask.x(), ResidualTask.BATCH, 3, side, side);
    Tensor y = Tensor.of(ResidualTask.labels());
    return new Training(model, new CrossEntropyLoss(), ResidualTask.LEARNING_RATE, x, y);
  }

  /** Gives a layer its first weights, and biases of 0. */
  private static Module with(Module layer, int number) {
    List<Integer> shape = ImageTask.WEIGHTS.get(number);
    long[] dims = shape.stream().mapToLong(Integer::longValue).toArray();
    Tensor weights = Tensor.of(ImageTask.weights(number), dims);
    layer.loadStateDict(Map.of("weight", weights, "bias", Tensor.zeros(dims[0])));
    return layer;
  }

  double[] judge() {
    return Network.loss(model, loss, x, y);
  }
}
