package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The models that a configuration can name, with the data and losses that fit them. */
public enum ModelKind {
  /** One linear layer for numbers. */
  LINEAR(DataKind.TABLE, LossKind.MSE, false),
  /** One linear layer with one logit. */
  LOGISTIC(DataKind.TABLE, LossKind.BCE_WITH_LOGITS, false),
  /** One linear layer with a logit per class. */
  SOFTMAX(DataKind.TABLE, LossKind.CROSS_ENTROPY, false),
  /** Hidden layers with an activation between them, for any task. */
  MLP(DataKind.TABLE, LossKind.MSE, true),
  /** Convolutions with poolings between them. */
  CNN(DataKind.IMAGES, LossKind.CROSS_ENTROPY, false),
  /** The residual network of 18 layers, with torchvision's names. */
  RESNET18(DataKind.IMAGES, LossKind.CROSS_ENTROPY, false),
  /** The transformer that tells the next token, with the names of Hugging Face's. */
  GPT2(DataKind.TEXT, LossKind.CROSS_ENTROPY, false),
  /** A recurrent network that does. */
  LSTM(DataKind.TEXT, LossKind.CROSS_ENTROPY, false);

  private final DataKind data;
  private final LossKind loss;
  private final boolean anyTask;

  ModelKind(DataKind data, LossKind loss, boolean anyTask) {
    this.data = data;
    this.loss = loss;
    this.anyTask = anyTask;
  }

  /** Returns what the model is given. */
  public DataKind data() {
    return data;
  }

  /** Returns the models that are given such data, as a configuration names them. */
  static String of(DataKind data) {
    return Arrays.stream(values())
        .filter(kind -> kind.data == data)
        .map(ValueType::spelling)
        .collect(Collectors.joining(", "));
  }

  /** Returns the name with its article, as in "a linear model". */
  String named() {
    return (this == MLP || this == LSTM ? "an " : "a ") + ValueType.spelling(this);
  }

  /** Returns the losses that can train the model. */
  public List<LossKind> losses() {
    return Arrays.stream(LossKind.values())
        .filter(other -> anyTask || other.task() == loss.task())
        .toList();
  }

  /**
   * Returns whether the loss can be left out. An MLP's must be named, since it decides what its
   * outputs are.
   */
  public boolean hasDefaultLoss() {
    return !anyTask;
  }

  /** Returns the loss that is used when none is named. */
  public LossKind defaultLoss() {
    return loss;
  }
}
