package dev.jacobian.trainers.run;

import dev.jacobian.metric.Accuracy;
import dev.jacobian.metric.Average;
import dev.jacobian.metric.AveragePrecision;
import dev.jacobian.metric.F1Score;
import dev.jacobian.metric.LogLoss;
import dev.jacobian.metric.MeanAbsoluteError;
import dev.jacobian.metric.MeanAbsolutePercentageError;
import dev.jacobian.metric.MeanSquaredError;
import dev.jacobian.metric.Metric;
import dev.jacobian.metric.Precision;
import dev.jacobian.metric.R2Score;
import dev.jacobian.metric.Recall;
import dev.jacobian.metric.RocAuc;
import dev.jacobian.metric.RootMeanSquaredError;
import dev.jacobian.metric.TopKAccuracy;
import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.models.MLP;
import dev.jacobian.models.TabularMLP;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.ModelKind;
import dev.jacobian.trainers.config.OptimizerConfig;
import java.util.List;

/**
 * Makes the objects that a configuration names. Where it is silent, the defaults of their own
 * options hold.
 */
final class Parts {
  private Parts() {}

  /** Returns a model for rows of a preparation with new weights, drawn by the seed. */
  static Module model(ModelConfig config, Preparation preparation, long seed) {
    Generator generator = new Generator(seed);
    int inputs = preparation.inputNames().size();
    if (config.kind() != ModelKind.MLP) {
      LinearOptions options = LinearOptions.defaults().withDtype(preparation.dtype());
      return new Linear(inputs, preparation.outputs(), options, generator);
    }
    MLP.Options form =
        MLP.Options.of(inputs, config.hidden(), preparation.outputs())
            .withDtype(preparation.dtype())
            .withActivation(config.activation())
            .withDropout(config.dropout());
    List<ColumnEmbeddings.Table> tables =
        preparation.encoder().lookups().stream()
            .map(
                column ->
                    new ColumnEmbeddings.Table(
                        column.rows(), column.hasUnknown(), column.dimension()))
            .toList();
    return tables.isEmpty() ? new MLP(form, generator) : new TabularMLP(form, tables, generator);
  }

  static Optimizer optimizer(OptimizerConfig config, List<Parameter> parameters) {
    return switch (config.kind()) {
      case SGD -> new SGD(parameters, sgd(config));
      case ADAM -> new Adam(parameters, adam(config));
      case ADAMW -> new AdamW(parameters, adamW(config));
    };
  }

  private static SGD.Options sgd(OptimizerConfig config) {
    SGD.Options options = SGD.Options.of(config.learningRate());
    return options
        .withMomentum(config.momentum().orElse(options.momentum()))
        .withDampening(config.dampening().orElse(options.dampening()))
        .withWeightDecay(config.weightDecay().orElse(options.weightDecay()))
        .withNesterov(config.nesterov().orElse(options.nesterov()));
  }

  private static Adam.Options adam(OptimizerConfig config) {
    Adam.Options options = Adam.Options.of(config.learningRate());
    return options
        .withBetas(config.beta1().orElse(options.beta1()), config.beta2().orElse(options.beta2()))
        .withEpsilon(config.epsilon().orElse(options.epsilon()))
        .withWeightDecay(config.weightDecay().orElse(options.weightDecay()));
  }

  private static AdamW.Options adamW(OptimizerConfig config) {
    AdamW.Options options = AdamW.Options.of(config.learningRate());
    return options
        .withBetas(config.beta1().orElse(options.beta1()), config.beta2().orElse(options.beta2()))
        .withEpsilon(config.epsilon().orElse(options.epsilon()))
        .withWeightDecay(config.weightDecay().orElse(options.weightDecay()));
  }

  static List<Metric> metrics(List<MetricChoice> choices) {
    return choices.stream().map(Parts::metric).toList();
  }

  private static Metric metric(MetricChoice choice) {
    return switch (choice.kind()) {
      case MSE -> new MeanSquaredError();
      case RMSE -> new RootMeanSquaredError();
      case MAE -> new MeanAbsoluteError();
      case MAPE -> new MeanAbsolutePercentageError();
      case R2 -> new R2Score();
      case ACCURACY -> new Accuracy();
      case PRECISION -> new Precision();
      case PRECISION_MACRO -> new Precision(Average.MACRO);
      case PRECISION_WEIGHTED -> new Precision(Average.WEIGHTED);
      case RECALL -> new Recall();
      case RECALL_MACRO -> new Recall(Average.MACRO);
      case RECALL_WEIGHTED -> new Recall(Average.WEIGHTED);
      case F1 -> new F1Score();
      case F1_MACRO -> new F1Score(Average.MACRO);
      case F1_WEIGHTED -> new F1Score(Average.WEIGHTED);
      case AUC -> new RocAuc();
      case AVERAGE_PRECISION -> new AveragePrecision();
      case LOG_LOSS -> new LogLoss();
      case TOP_K -> new TopKAccuracy(choice.k());
    };
  }
}
