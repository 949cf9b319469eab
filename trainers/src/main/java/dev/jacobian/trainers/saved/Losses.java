package dev.jacobian.trainers.saved;

import dev.jacobian.nn.loss.BCEWithLogitsLoss;
import dev.jacobian.nn.loss.BCEWithLogitsLossOptions;
import dev.jacobian.nn.loss.ClassWeights;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.HuberLoss;
import dev.jacobian.nn.loss.HuberLossOptions;
import dev.jacobian.nn.loss.L1Loss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.nn.loss.PoissonNLLLoss;
import dev.jacobian.nn.loss.SmoothL1Loss;
import dev.jacobian.nn.loss.SmoothL1LossOptions;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ClassWeighting;
import dev.jacobian.trainers.config.LossConfig;
import dev.jacobian.trainers.config.keys.ConfigException;
import java.util.List;

/** Makes the loss that a configuration names. Where it is silent, the loss's own defaults hold. */
public final class Losses {
  private Losses() {}

  /**
   * Returns the loss.
   *
   * @param preparation knows the classes, and how many rows they had in training
   * @throws ConfigException if there are not as many weights as classes
   * @throws StateException if the loss is balanced, and the weights were trained with one that was
   *     not
   */
  public static Loss of(LossConfig config, Preparation preparation) {
    return preparation.loss(ofRows(config, preparation));
  }

  private static Loss ofRows(LossConfig config, Preparation preparation) {
    return switch (config.kind()) {
      case MSE -> new MSELoss();
      case L1 -> new L1Loss();
      case HUBER -> new HuberLoss((HuberLossOptions) config.options());
      case SMOOTH_L1 -> new SmoothL1Loss((SmoothL1LossOptions) config.options());
      // The means are those of a CountModel.
      case POISSON_NLL -> new PoissonNLLLoss((PoissonNLLLoss.Options) config.options());
      case CROSS_ENTROPY -> {
        CrossEntropyLossOptions options = ((LossConfig.CrossEntropy) config.options()).options();
        yield new CrossEntropyLoss(
            config
                .weights()
                .map(weights -> ofEachClass(weights, preparation))
                .map(options::withClassWeights)
                .orElse(options));
      }
      case BCE_WITH_LOGITS -> {
        BCEWithLogitsLossOptions defaults = BCEWithLogitsLossOptions.defaults();
        yield new BCEWithLogitsLoss(
            config
                .weights()
                .map(weights -> ofPositives(weights, preparation))
                .map(defaults::withPosWeight)
                .orElse(defaults));
      }
    };
  }

  private static Tensor ofEachClass(ClassWeighting weights, Preparation preparation) {
    if (weights.isBalanced()) {
      return balanced(preparation);
    }
    List<String> classes = preparation.classNames();
    if (weights.numbers().size() != classes.size()) {
      throw new ConfigException(
          weights.place(),
          "there are " + classes.size() + " classes, and " + count(weights.numbers().size()),
          "a weight for each of " + String.join(", ", classes) + ", in this order");
    }
    return Tensor.of(weights.numbers().stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static String count(int weights) {
    return weights + (weights == 1 ? " weight" : " weights");
  }

  private static Tensor ofPositives(ClassWeighting weights, Preparation preparation) {
    if (!weights.isBalanced()) {
      return Tensor.of(new double[] {weights.numbers().get(0)});
    }
    double[] both = balanced(preparation).toDoubleArray();
    return Tensor.of(new double[] {both[1] / both[0]});
  }

  private static Tensor balanced(Preparation preparation) {
    List<Long> rows = preparation.classRows();
    if (rows.isEmpty()) {
      throw new StateException(
          "the loss is balanced by the rows of each class in training, which the weights do not tell",
          "weights that were trained with a balanced loss",
          "use the configuration that the weights were trained with");
    }
    return ClassWeights.balanced(rows.stream().mapToLong(Long::longValue).toArray());
  }
}
