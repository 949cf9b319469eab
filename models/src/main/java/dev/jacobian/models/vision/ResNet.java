package dev.jacobian.models.vision;

import dev.jacobian.nn.AdaptiveAvgPool2d;
import dev.jacobian.nn.BatchNorm2d;
import dev.jacobian.nn.Conv2d;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.MaxPool2d;
import dev.jacobian.nn.MaxPoolOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A residual network that tells what an image shows. Input: images {@code [n, channels, h, w]} of
 * any size; output: logits {@code [n, classes]}. Parameters and running statistics have
 * torchvision's names, such as {@code layer1.0.conv1.weight}, so that {@code
 * model.loadStateDict(SafeTensors.load(file).tensors())} takes its weights, and its strict {@code
 * load_state_dict} ours. Source: He et al., "Deep Residual Learning for Image Recognition", CVPR
 * 2016. PyTorch equivalent: {@code torchvision.models.resnet18}, {@code resnet34} and {@code
 * resnet50}.
 */
public final class ResNet extends Module {
  private static final int STAGES = 4;
  private static final int FIRST = 64;

  private final Conv2d first;
  private final BatchNorm2d norm;
  private final MaxPool2d pool;
  private final Sequential blocks;
  private final AdaptiveAvgPool2d average;
  private final Module last;

  /** Makes a network, initialised from the thread's default generator. */
  public ResNet(ResNetOptions options) {
    this(options, Generator.threadDefault());
  }

  /** Makes a network, initialised as torchvision does. */
  public ResNet(ResNetOptions options, Generator generator) {
    super("ResNet(" + options.depth() + ", " + options.classes() + ")");
    first =
        register(
            "conv1",
            ResNetBlock.convolution(options.channels(), FIRST, 7, 2, options.dtype(), generator));
    norm = register("bn1", ResNetBlock.norm(FIRST, options.dtype()));
    pool =
        register(
            "maxpool", new MaxPool2d(3, MaxPoolOptions.defaults().withStride(2).withPadding(1)));
    boolean isBottleneck = options.depth().isBottleneck();
    Module[] stages = new Module[STAGES];
    int in = FIRST;
    for (int stage = 0; stage < STAGES; stage++) {
      int width = FIRST << stage;
      int out = ResNetBlock.outputs(isBottleneck, width);
      int entering = in;
      long stride = stage == 0 ? 1 : 2;
      stages[stage] =
          register(
              "layer" + (stage + 1),
              new Sequential(
                  IntStream.range(0, options.depth().blocks(stage))
                      .mapToObj(
                          i ->
                              new ResNetBlock(
                                  isBottleneck,
                                  i == 0 ? entering : out,
                                  width,
                                  i == 0 ? stride : 1,
                                  options.dtype(),
                                  generator))
                      .toArray(Module[]::new)));
      in = out;
    }
    blocks = new Sequential(stages);
    average = register("avgpool", new AdaptiveAvgPool2d(1));
    last =
        register(
            "fc",
            new Linear(
                in,
                options.classes(),
                LinearOptions.defaults().withDtype(options.dtype()),
                generator));
  }

  /**
   * Takes trained weights to go on training with them. If they are of another number of classes,
   * the last layer, {@code fc}, stays as it is.
   *
   * @param weights under torchvision's names
   * @throws dev.jacobian.shape.StateException that lists all weights that are missing, unexpected
   *     or of another shape
   */
  public void loadPretrained(Map<String, Tensor> weights) {
    Map<String, Tensor> state = new LinkedHashMap<>(weights);
    Tensor head = weights.get("fc.weight");
    Tensor own = last.stateDict().get("weight");
    if (head != null
        && own != null
        && head.shape().rank() == 2
        && own.shape().rank() == 2
        && head.size(0) != own.size(0)) {
      last.stateDict().forEach((name, tensor) -> state.put("fc." + name, tensor));
    }
    loadStateDict(state);
  }

  @Override
  public Tensor forward(Tensor images) {
    Tensor x = pool.forward(norm.forward(first.forward(images)).relu());
    return last.forward(average.forward(blocks.forward(x)).flatten(1));
  }
}
