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
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.ModelKind;
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
        config
            .layers()
            .withInputs(inputs)
            .withOutputs(preparation.outputs())
            .withDtype(preparation.dtype());
    List<ColumnEmbeddings.Table> tables =
        preparation.encoder().lookups().stream()
            .map(
                column ->
                    new ColumnEmbeddings.Table(
                        column.rows(), column.hasUnknown(), column.dimension()))
            .toList();
    return tables.isEmpty() ? new MLP(form, generator) : new TabularMLP(form, tables, generator);
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
