package dev.jacobian.trainers.config.kind;

import dev.jacobian.trainers.config.keys.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The models that a configuration can name, with the data and losses that fit them. */
public enum ModelKind {
  /** One linear layer for numbers. */
  LINEAR(Map.of(DataKind.TABLE, LossKind.MSE), false),
  /** One linear layer with one logit. */
  LOGISTIC(Map.of(DataKind.TABLE, LossKind.BCE_WITH_LOGITS), false),
  /** One linear layer with a logit per class. */
  SOFTMAX(Map.of(DataKind.TABLE, LossKind.CROSS_ENTROPY), false),
  /** Hidden layers with an activation between them, for any task. */
  MLP(Map.of(DataKind.TABLE, LossKind.MSE), true),
  /** Convolutions with poolings between them. */
  CNN(Map.of(DataKind.IMAGES, LossKind.CROSS_ENTROPY), false),
  /** The residual network of 18 layers, with torchvision's names. */
  RESNET18(Map.of(DataKind.IMAGES, LossKind.CROSS_ENTROPY), false),
  /** The transformer that tells the next token, with the names of Hugging Face's. */
  GPT2(Map.of(DataKind.TEXT, LossKind.CROSS_ENTROPY), false),
  /**
   * A recurrent network that does, one that tells the class of a text, or one that tells the next
   * steps of a series.
   */
  LSTM(
      Map.of(
          DataKind.TEXT,
          LossKind.CROSS_ENTROPY,
          DataKind.LABELLED_TEXT,
          LossKind.CROSS_ENTROPY,
          DataKind.TABLE,
          LossKind.MSE),
      false),
  /** An encoder of a transformer that tells the class of a text. */
  TRANSFORMER(Map.of(DataKind.LABELLED_TEXT, LossKind.CROSS_ENTROPY), false);

  /** The usual loss of each kind of data that the model can be given. */
  @SuppressWarnings("ImmutableEnumChecker") // Map.of makes what cannot be changed.
  private final Map<DataKind, LossKind> usual;

  private final boolean anyTask;

  ModelKind(Map<DataKind, LossKind> usual, boolean anyTask) {
    this.usual = usual;
    this.anyTask = anyTask;
  }

  /** Returns whether the model can be given such data. */
  public boolean takes(DataKind data) {
    return usual.containsKey(data);
  }

  /** Returns the kinds of data that the model can be given, in order. */
  public List<DataKind> data() {
    return Arrays.stream(DataKind.values()).filter(this::takes).toList();
  }

  /** Returns the models that are given such data, as a configuration names them. */
  public static String of(DataKind data) {
    return Arrays.stream(values())
        .filter(kind -> kind.takes(data))
        .map(ValueType::spelling)
        .collect(Collectors.joining(", "));
  }

  /** Returns the name with its article, as in "a linear model". */
  public String named() {
    return (this == MLP || this == LSTM ? "an " : "a ") + ValueType.spelling(this);
  }

  /** Returns the losses that can train the model on such data. */
  public List<LossKind> losses(DataKind data) {
    return Arrays.stream(LossKind.values())
        .filter(other -> anyTask || other.task() == defaultLoss(data).task())
        .toList();
  }

  /**
   * Returns whether the loss can be left out. An MLP's must be named, since it decides what its
   * outputs are.
   */
  public boolean hasDefaultLoss() {
    return !anyTask;
  }

  /** Returns the loss that is used for such data when none is named. */
  public LossKind defaultLoss(DataKind data) {
    return Objects.requireNonNull(usual.get(data));
  }
}
