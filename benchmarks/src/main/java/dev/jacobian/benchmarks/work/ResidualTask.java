package dev.jacobian.benchmarks.work;

/**
 * W17: a training step of a residual network of 18 layers on images as small as CIFAR's. Weights of
 * convolutions and of the last layer are {@link Numbers#weights} of seeds that count up from {@link
 * #FIRST_WEIGHT_SEED} in the order of the parameters' names; biases are 0, and weights of norms 1.
 */
public final class ResidualTask {
  /** Images of a step. */
  public static final int BATCH = 32;

  /** Height and width of an image. */
  public static final int SIDE = 32;

  /** Classes of images. */
  public static final int CLASSES = 10;

  /** Of the first weights. */
  public static final int FIRST_WEIGHT_SEED = 300;

  /** Learning rate of SGD. */
  public static final double LEARNING_RATE = 0.01;

  private ResidualTask() {}

  /** Returns the images, {@code [BATCH, 3, SIDE, SIDE]}. */
  public static float[] x() {
    return Numbers.uniform(1, BATCH * 3 * SIDE * SIDE);
  }

  /** Returns the classes of the images. */
  public static long[] labels() {
    return Numbers.below(2, BATCH, CLASSES);
  }
}
