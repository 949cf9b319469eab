package dev.jacobian.benchmarks.work;

import java.util.List;

/**
 * W9: a training step of the network of PyTorch's example for MNIST: convolutions 1-32-64 of 3 x 3,
 * each with ReLU, maximum pooling by 2, dense layers 9216-128-10, cross entropy, SGD.
 */
public final class ImageTask {
  /** Images of a step. */
  public static final int BATCH = 64;

  /** Height and width of an image. */
  public static final int SIDE = 28;

  /** Classes of images. */
  public static final int CLASSES = 10;

  /** Learning rate of SGD. */
  public static final double LEARNING_RATE = 0.01;

  /** Shapes of the weights of the layers; their first biases are 0. */
  public static final List<List<Integer>> WEIGHTS =
      List.of(List.of(32, 1, 3, 3), List.of(64, 32, 3, 3), List.of(128, 9216), List.of(10, 128));

  private static final int FIRST_WEIGHT_SEED = 10;

  private ImageTask() {}

  /** Returns the images, {@code [BATCH, 1, SIDE, SIDE]}. */
  public static float[] x() {
    return Numbers.uniform(1, BATCH * SIDE * SIDE);
  }

  /** Returns the classes of the images. */
  public static long[] labels() {
    return Numbers.below(2, BATCH, CLASSES);
  }

  /** Returns the first weights of a layer. */
  public static float[] weights(int layer) {
    List<Integer> shape = WEIGHTS.get(layer);
    int in = shape.stream().skip(1).reduce(1, (a, b) -> a * b);
    return Numbers.weights(FIRST_WEIGHT_SEED + layer, shape.get(0), in);
  }
}
