package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.OutsideRange;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * Connectionist temporal classification: the negative logarithm of the probability of a sequence of
 * labels, however they are aligned with the steps of the input. Prediction: log probabilities
 * {@code [steps, n, classes]}; targets: int64 labels {@code [n, labels]}, of which those behind a
 * row's length may be anything, and the lengths of inputs and of labels, int64 {@code [n]} each.
 * The mean is over the rows, of each loss over its number of labels. A sequence that cannot be
 * aligned costs infinity. Source: Graves et al., ICML 2006. PyTorch equivalent: {@code
 * torch.nn.CTCLoss}.
 */
public final class CTCLoss implements Loss {
  private static final String NAME = "CTCLoss";

  /** The logarithm of a probability of 0 that sums and gradients stay finite with. */
  private static final double IMPOSSIBLE = -1e30;

  private final Options options;

  /**
   * What the loss may be asked for.
   *
   * @param blank the class of no label
   * @param reduction how the rows are combined
   * @param zeroInfinity whether sequences that cannot be aligned cost 0, with a gradient of 0
   */
  public record Options(long blank, Reduction reduction, boolean zeroInfinity) {
    /** Checks the blank. */
    public Options {
      if (blank < 0) {
        throw new OptionException("CTCLoss: blank " + blank, "one of the classes, 0 or more");
      }
    }

    /** Returns PyTorch's defaults: blank 0, mean, infinite losses stay. */
    public static Options defaults() {
      return new Options(0, Reduction.MEAN, false);
    }

    /** Returns these options with another blank. */
    public Options withBlank(long value) {
      return new Options(value, reduction, zeroInfinity);
    }

    /** Returns these options with another reduction. */
    public Options withReduction(Reduction value) {
      return new Options(blank, value, zeroInfinity);
    }

    /** Returns these options with or without infinite losses. */
    public Options withZeroInfinity(boolean value) {
      return new Options(blank, reduction, value);
    }
  }

  /** Makes the loss with PyTorch's defaults. */
  public CTCLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public CTCLoss(Options options) {
    this.options = options;
  }

  /** Returns the loss of sequences that are as long as the tensors. */
  @Override
  public Tensor forward(Tensor logProbabilities, Tensor labels) {
    long rows = labels.shape().rank() == 2 ? labels.size(0) : 0;
    return forward(
        logProbabilities,
        labels,
        lengths(rows, logProbabilities.size(0)).to(labels.device()),
        lengths(rows, labels.size(-1)).to(labels.device()));
  }

  private static Tensor lengths(long rows, long length) {
    return Tensor.arange(rows).mul(0).add((double) length);
  }

  /** {@inheritDoc} The targets are the labels, or the labels and both lengths. */
  @Override
  public Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    Tensor prediction = SeveralOutputs.only(this, predictions, "outputs");
    if (targets.size() != 1 && targets.size() != 3) {
      throw new OptionException(
          NAME + ": " + targets.size() + " targets",
          "labels, or labels and two tensors of lengths");
    }
    return targets.size() == 1
        ? forward(prediction, targets.get(0))
        : forward(prediction, targets.get(0), targets.get(1), targets.get(2));
  }

  /**
   * Returns the loss.
   *
   * @param logProbabilities {@code [steps, n, classes]}
   * @param labels int64 {@code [n, labels]}
   * @param inputLengths int64 {@code [n]}: steps of each row that count
   * @param labelLengths int64 {@code [n]}: labels of each row that count
   * @throws ShapeException if the shapes do not fit
   * @throws DTypeException if the labels or lengths are not int64
   * @throws DataException if a label is none of the classes, or a length larger than its tensor
   */
  public Tensor forward(
      Tensor logProbabilities, Tensor labels, Tensor inputLengths, Tensor labelLengths) {
    requireFit(logProbabilities, labels, inputLengths, labelLengths);
    LossInputs.requireElements(NAME, options.reduction, logProbabilities);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor most = within(labelLengths, labels.size(1), "label length");
      Tensor places = Tensor.arange(labels.size(1)).to(labels.device());
      Tensor isLabel = places.lt(most.unsqueeze(1));
      Tensor losses =
          losses(
              logProbabilities,
              isLabel.where(labels, (double) options.blank),
              within(inputLengths, logProbabilities.size(0), "input length"),
              most);
      if (options.zeroInfinity) {
        losses = losses.lt(-IMPOSSIBLE / 2).where(losses, 0);
      } else {
        losses = losses.lt(-IMPOSSIBLE / 2).where(losses, Double.POSITIVE_INFINITY);
      }
      if (options.reduction == Reduction.MEAN) {
        return losses
            .div(labelLengths.to(losses.dtype()).clamp(1, Double.POSITIVE_INFINITY))
            .mean();
      }
      return options.reduction.apply(losses);
    }
  }

  /**
   * Returns the loss of each row by the forward variables: {@code a[s]} is the logarithm of the
   * probability of all alignments that have come to place s of the labels with blanks around them.
   */
  private Tensor losses(
      Tensor logProbabilities, Tensor labels, Tensor inputLengths, Tensor labelLengths) {
    long rows = labels.size(0);
    long places = 2 * labels.size(1) + 1;
    Tensor blanks = labels.unsqueeze(2).mul(0).add((double) options.blank);
    // blank, label, blank, ..., label, blank
    Tensor between = Tensor.concat(2, blanks, labels.unsqueeze(2)).reshape(rows, places - 1);
    Tensor end = lengths(rows, options.blank).to(labels.device()).unsqueeze(1);
    Tensor classes = Tensor.concat(1, between, end);
    Tensor each = classes.unsqueeze(0).expand(logProbabilities.size(0), rows, places);
    long most = logProbabilities.size(2) - 1;
    Tensor scores =
        OutsideRange.explain(
            labels,
            most + 1,
            () -> logProbabilities.gather(2, each),
            outside -> outside(outside, "label", most));
    double blank = (double) options.blank;
    // From two places before, past a blank, only to a label that is another one.
    Tensor mayPass =
        Tensor.concat(1, rooms(classes, 2, blank), classes)
            .slice(1, 0, places)
            .ne(classes)
            .and(classes.ne(blank));
    Tensor steps = Tensor.arange(places).to(labels.device());
    Tensor state = steps.lt(2).where(scores.select(0, 0), IMPOSSIBLE);
    // What does not depend on the state is made once for all steps.
    Tensor impossible = rooms(state.detach(), 2, IMPOSSIBLE);
    long count = logProbabilities.size(0);
    Tensor isWithin =
        Tensor.arange(count).to(labels.device()).unsqueeze(1).lt(inputLengths).unsqueeze(2);
    for (long step = 1; step < count; step++) {
      Tensor padded = Tensor.concat(1, impossible, state);
      Tensor one = padded.slice(1, 1, 1 + places);
      Tensor two = mayPass.where(padded.slice(1, 0, places), IMPOSSIBLE);
      Tensor next = state.logAddExp(one).logAddExp(two).add(scores.select(0, step));
      state = isWithin.select(0, step).where(next, state);
    }
    Tensor last = labelLengths.mul(2).unsqueeze(1);
    Tensor atBlank = state.gather(1, last);
    Tensor atLabel = state.gather(1, last.sub(1).relu());
    Tensor both = Tensor.concat(1, atBlank, last.gt(0).where(atLabel, IMPOSSIBLE));
    return both.logSumExp(1, false).neg();
  }

  private static Tensor within(Tensor lengths, long most, String what) {
    return OutsideRange.check(lengths, most + 1, outside -> outside(outside, what, most));
  }

  private static DataException outside(OutsideRange outside, String what, long most) {
    return new DataException(
        NAME + ": " + outside.place(what), what + "s from 0 to " + most, null, outside.seen());
  }

  /** Returns columns of a number, to stand before rows. */
  private static Tensor rooms(Tensor rows, long columns, double number) {
    return rows.slice(1, 0, 1).mul(0).add(number).expand(rows.size(0), columns);
  }

  private void requireFit(Tensor scores, Tensor labels, Tensor inputLengths, Tensor labelLengths) {
    Shape each = Shape.of(labels.shape().rank() == 2 ? labels.size(0) : 0);
    if (scores.shape().rank() != 3
        || labels.shape().rank() != 2
        || scores.size(0) == 0
        || scores.size(1) != labels.size(0)
        || !inputLengths.shape().equals(each)
        || !labelLengths.shape().equals(each)) {
      throw new ShapeException(
          NAME
              + ": log probabilities "
              + scores.shape()
              + ", labels "
              + labels.shape()
              + ", lengths "
              + inputLengths.shape()
              + " and "
              + labelLengths.shape(),
          "log probabilities [steps, n, classes], labels [n, labels] and lengths [n]");
    }
    if (options.blank >= scores.size(2)) {
      throw new OptionException(
          NAME + ": blank " + options.blank + " of " + scores.size(2) + " classes",
          "one of the classes");
    }
    for (Tensor integers : List.of(labels, inputLengths, labelLengths)) {
      if (integers.dtype() != DType.INT64) {
        throw new DTypeException(
            NAME + ": labels or lengths of " + integers.value().spec(),
            "int64",
            "labels.to(DType.INT64)");
      }
    }
  }

  /** {@inheritDoc} A batch is cut along the axis of the rows, the second of log probabilities. */
  @Override
  public List<Tensor> shares(List<Tensor> predictions, List<Tensor> targets, List<Tensor> weights) {
    Tensor mean = forward(predictions, targets);
    return List.of(SeveralOutputs.share(mean, targets.get(0).size(0), weights.get(0)));
  }

  @Override
  public Reduction reduction() {
    return options.reduction;
  }
}
