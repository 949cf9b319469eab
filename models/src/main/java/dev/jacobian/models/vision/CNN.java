package dev.jacobian.models.vision;

import dev.jacobian.nn.BatchNorm2d;
import dev.jacobian.nn.Conv2d;
import dev.jacobian.nn.ConvOptions;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.MaxPool2d;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RunningNormOptions;
import dev.jacobian.nn.Sequential;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A plain convolutional network that tells what an image shows: stages of a convolution that keeps
 * the size, a normalisation, an activation and a pooling, then linear layers. Input: images {@code
 * [n, channels, height, width]} of one size; output: logits {@code [n, classes]}. Parameters are
 * named {@code features.0.weight}, {@code classifier.1.weight} and so on, as in torchvision's
 * {@code vgg}.
 */
public final class CNN extends Module {
  private final Sequential features;
  private final Sequential classifier;

  /** Makes a network, initialised from the thread's default generator. */
  public CNN(CNNOptions options) {
    this(options, Generator.threadDefault());
  }

  /**
   * Makes a network; {@code generator} initialises it and draws its dropout.
   *
   * @throws OptionException if the images are too small for so many poolings
   */
  public CNN(CNNOptions options, Generator generator) {
    super("CNN(" + options.channels() + ", " + options.hidden() + ", " + options.classes() + ")");
    List<Module> stages = new ArrayList<>();
    int in = options.inChannels();
    int height = options.height();
    int width = options.width();
    ConvOptions same =
        ConvOptions.defaults()
            .withPadding(options.kernelSize() / 2)
            .withBias(!options.batchNorm())
            .withDtype(options.dtype());
    for (int out : options.channels()) {
      int kernel = options.kernelSize();
      stages.add(new Conv2d(in, out, new long[] {kernel, kernel}, same, generator));
      if (options.batchNorm()) {
        stages.add(new BatchNorm2d(out, RunningNormOptions.ofBatch().withDtype(options.dtype())));
      }
      stages.add(options.activation().newLayer());
      if (options.pool() > 1) {
        stages.add(new MaxPool2d(options.pool()));
        height /= options.pool();
        width /= options.pool();
      }
      in = out;
    }
    if (height == 0 || width == 0) {
      throw new OptionException(
          "CNN: "
              + options.channels().size()
              + " poolings by "
              + options.pool()
              + " leave nothing of images of "
              + options.height()
              + " x "
              + options.width(),
          "images of at least "
              + Math.round(Math.pow(options.pool(), options.channels().size()))
              + " pixels to each side",
          "take fewer channels, a smaller pool, or larger images");
    }
    features = register("features", new Sequential(stages.toArray(Module[]::new)));
    classifier =
        register(
            "classifier", classifier(options, Math.multiplyExact(in, height * width), generator));
  }

  private static Sequential classifier(CNNOptions options, int inputs, Generator generator) {
    LinearOptions linear = LinearOptions.defaults().withDtype(options.dtype());
    List<Module> layers = new ArrayList<>(List.of(new Flatten()));
    int in = inputs;
    for (int size : options.hidden()) {
      layers.add(new Linear(in, size, linear, generator));
      layers.add(options.activation().newLayer());
      if (options.dropout() > 0) {
        layers.add(new Dropout(options.dropout(), generator));
      }
      in = size;
    }
    layers.add(new Linear(in, options.classes(), linear, generator));
    return new Sequential(layers.toArray(Module[]::new));
  }

  @Override
  public Tensor forward(Tensor images) {
    return classifier.forward(features.forward(images));
  }
}
