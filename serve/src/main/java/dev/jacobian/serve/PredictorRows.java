package dev.jacobian.serve;

import dev.jacobian.trainers.predict.Prediction;
import dev.jacobian.trainers.predict.Predictor;
import java.util.List;

/** A {@link Predictor} as a server asks it. */
final class PredictorRows implements RowPredictor {
  private final Predictor predictor;

  PredictorRows(Predictor predictor) {
    this.predictor = predictor;
  }

  @Override
  public ModelDescription description() {
    return new ModelDescription(
        predictor.schema(), predictor.targetNames(), predictor.classNames());
  }

  @Override
  public List<RowPrediction> predict(double[][] rows) {
    return predictor.predict(rows).stream().map(PredictorRows::row).toList();
  }

  /** Returns what is said about one row, in the words of a server. */
  static RowPrediction row(Prediction prediction) {
    return new RowPrediction(prediction.numbers(), prediction.label(), prediction.probabilities());
  }
}
