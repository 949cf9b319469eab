package dev.jacobian.trainers.saved;

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
import dev.jacobian.trainers.config.MetricChoice;
import java.util.List;

/**
 * Makes the objects that a configuration names. Where it is silent, the defaults of their own
 * options hold.
 */
public final class Parts {
  private Parts() {}

  public static List<Metric> metrics(List<MetricChoice> choices) {
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
