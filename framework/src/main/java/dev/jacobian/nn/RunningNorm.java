package dev.jacobian.nn;

import static java.util.Objects.requireNonNull;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Moments;
import dev.jacobian.tensor.Tensor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What batch and instance normalisation have in common: {@code y = (x - mean) / sqrt(var + epsilon)
 * * weight + bias} for each channel, with mean and variance (divided by n) of the input, or the
 * running ones in evaluation. Parameters {@code weight} (ones) and {@code bias} (zeros) {@code
 * [channels]}; buffers {@code running_mean} (zeros) and {@code running_var} (ones) {@code
 * [channels]}, and {@code num_batches_tracked}, int64 {@code []}.
 *
 * <p>In training the running statistics move towards the input's: {@code r = (1 - momentum) r +
 * momentum s}, where the variance s is divided by {@code n - 1}. In a compiled step they are state
 * that the step changes; several shards of a batch count one after the other.
 */
public abstract sealed class RunningNorm extends Module
    permits BatchNorm1d, BatchNorm2d, BatchNorm3d, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {
  /**
   * What a kind of normalisation is of.
   *
   * @param name the layer's
   * @param form sizes after the channels, as errors say them
   * @param least sizes at least
   * @param most sizes at most
   * @param ofInstance whether each sample is normalised by itself
   */
  record Kind(String name, String form, int least, int most, boolean ofInstance) {}

  private final Kind kind;
  private final long channels;
  private final double epsilon;
  private final @Nullable Double momentum;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;
  private final @Nullable Tensor runningMean;
  private final @Nullable Tensor runningVar;
  private final @Nullable Tensor batchesTracked;
  private boolean isMean;

  RunningNorm(Kind kind, long channels, RunningNormOptions options) {
    super(kind.name + "(" + channels + ")");
    this.kind = kind;
    this.channels = channels;
    this.epsilon = options.epsilon();
    this.momentum = options.momentum();
    if (channels < 1) {
      throw named(new OptionException("a layer without channels", "1 channel or more"));
    }
    if (kind.ofInstance && momentum == null && options.trackRunningStats()) {
      throw named(
          new OptionException("running statistics without a momentum", "a momentum in [0, 1]"));
    }
    DType dtype = options.dtype();
    weight = options.affine() ? registerParameter("weight", filled(1, dtype)) : null;
    bias = options.affine() ? registerParameter("bias", filled(0, dtype)) : null;
    boolean tracks = options.trackRunningStats();
    runningMean = tracks ? registerBuffer("running_mean", filled(0, dtype)) : null;
    runningVar = tracks ? registerBuffer("running_var", filled(1, dtype)) : null;
    batchesTracked =
        tracks
            ? registerBuffer(
                "num_batches_tracked", Tensor.full(Shape.scalar(), 0, DType.INT64, Device.cpu()))
            : null;
  }

  private Tensor filled(double value, DType dtype) {
    return Tensor.full(Shape.of(channels), value, dtype, Device.cpu());
  }

  /** Returns the weight, or null if the layer has none. */
  public final @Nullable Parameter weight() {
    return weight;
  }

  /** Returns the bias, or null if the layer has none. */
  public final @Nullable Parameter bias() {
    return bias;
  }

  /** Returns the running mean, or null if the layer keeps none. */
  public final @Nullable Tensor runningMean() {
    return runningMean;
  }

  /** Returns the running variance, or null if the layer keeps none. */
  public final @Nullable Tensor runningVar() {
    return runningVar;
  }

  /** Returns how many batches have been seen in training, or null if the layer does not count. */
  public final @Nullable Tensor numBatchesTracked() {
    return batchesTracked;
  }

  /** Returns whether statistics of batches are kept: those that {@link BatchStatistics} renews. */
  final boolean tracksBatches() {
    return runningMean != null && !kind.ofInstance;
  }

  /** Forgets the running statistics; those that follow are plain means, whatever the momentum. */
  final void beginMean() {
    isMean = true;
    requireNonNull(runningMean).fillInPlace(0);
    requireNonNull(runningVar).fillInPlace(1);
    requireNonNull(batchesTracked).fillInPlace(0);
  }

  /** Goes back to the momentum. */
  final void endMean() {
    isMean = false;
  }

  /**
   * Returns the normalised input, of its shape.
   *
   * @throws ShapeException if it has other sizes or channels than the layer
   * @throws DataException if the statistics of one element for each channel are asked for
   */
  @Override
  public final Tensor forward(Tensor input) {
    boolean isOne = kind.ofInstance && input.shape().rank() == 1 + kind.least;
    requireFit(input.shape(), isOne ? 0 : 1);
    try (Autograd.Guard layer = enter()) {
      return isOne ? normalized(input.unsqueeze(0)).squeeze(0) : normalized(input);
    }
  }

  private void requireFit(Shape input, int axis) {
    int sizes = input.rank() - 1 - axis;
    if (sizes < kind.least || sizes > kind.most || input.dim(axis) != channels) {
      String full = channels + kind.form + "]";
      String other =
          kind.ofInstance ? " or [" + full : kind.least == 0 ? " or [n, " + channels + "]" : "";
      throw named(new ShapeException("input " + input, "[n, " + full + other));
    }
    long counted = input.product(axis + 1, input.rank()) * (kind.ofInstance ? 1 : input.dim(0));
    if (isOfInput() && counted < 2) {
      throw named(
          new DataException(
              "input "
                  + input
                  + " has "
                  + (counted == 1 ? "1 element" : counted + " elements")
                  + " for each channel",
              "at least two to take a variance of",
              kind.ofInstance
                  ? Fix.inCode("leave the layer out where sequences or images are so small")
                  : Fix.of(
                      "leave such a batch out (DataLoader's dropLast), or call eval()",
                      "set another batchSize, by which no row is left over for a batch of its own,"
                          + " a larger data.size, or model.batchNorm: false of a cnn")));
    }
  }

  private boolean isOfInput() {
    return isTraining() || runningMean == null;
  }

  private Tensor normalized(Tensor input) {
    int rank = input.shape().rank();
    @Nullable Tensor scale = Normalization.perChannel(weight, rank);
    @Nullable Tensor shift = Normalization.perChannel(bias, rank);
    return isOfInput()
        ? Normalization.scaled(byInput(input), scale, shift)
        : Normalization.byStatistics(
            input,
            Normalization.perChannel(requireNonNull(runningMean), rank),
            Normalization.perChannel(requireNonNull(runningVar), rank),
            epsilon,
            scale,
            shift);
  }

  private Tensor byInput(Tensor input) {
    int[] axes =
        IntStream.range(0, input.shape().rank())
            .filter(axis -> axis > 1 || (axis == 0 && !kind.ofInstance))
            .toArray();
    Moments moments = Moments.of(input, axes);
    Tensor variance = moments.deviation().square().mean(true, axes);
    if (isTraining() && runningMean != null) {
      double counted = (double) input.size() / (double) variance.size();
      track(moments.mean().detach(), variance.detach().mul(counted / (counted - 1)));
    }
    return Normalization.overRoot(moments.deviation(), variance, epsilon);
  }

  private void track(Tensor mean, Tensor variance) {
    Tensor batches = requireNonNull(batchesTracked);
    if (!kind.ofInstance) {
      batches.addInPlace(1);
    }
    move(requireNonNull(runningMean), mean, batches);
    move(requireNonNull(runningVar), variance, batches);
  }

  /**
   * Moves a running number of each channel towards those of a batch, {@code [n or 1, channels]}.
   */
  private void move(Tensor running, Tensor seen, Tensor batches) {
    Tensor now = seen.reshape(seen.size(0), channels).mean(false, 0);
    if (momentum == null || isMean) {
      running.addInPlace(now.sub(running).div(batches.to(running.dtype())));
    } else {
      running.mulInPlace(1 - momentum);
      running.addInPlace(now, momentum);
    }
  }
}
