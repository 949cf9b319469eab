package dev.jacobian.trainers.saved;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;
import dev.jacobian.trainers.Evaluator;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.SavedConfig;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.strategy.CompileMode;
import java.util.Map;

/** Judges saved weights on the rows of a configuration. */
public final class Scoring {
  private static final int MOST_ROWS = 1024;
  private static final int MOST_NUMBERS = 1 << 22;

  /** How rows of few numbers are read when only what is in them counts. */
  public static final DataLoader.Options BATCHES = DataLoader.Options.of(MOST_ROWS);

  private Scoring() {}

  /** Returns how rows are read when only results count: in order, as many at once as pays. */
  public static DataLoader.Options batches(Preparation preparation) {
    return DataLoader.Options.of(rowsAtOnce(preparation));
  }

  /** Returns how many rows are computed at once; more take no less time each. */
  public static int rowsAtOnce(Preparation preparation) {
    return (int) Math.max(1, Math.min(MOST_ROWS, MOST_NUMBERS / preparation.inputSize()));
  }

  /**
   * The scores of a model.
   *
   * @param rows how many rows were used
   * @param dropped the rows that were left out
   * @param scores loss and metrics by name
   */
  public record Scored(long rows, DroppedRows dropped, Map<String, Double> scores) {}

  /**
   * Returns loss and metrics of a configuration's model with these weights over all its rows.
   *
   * @throws dev.jacobian.shape.StateException if the weights are of another model
   */
  public static Scored score(RunConfig config, SavedModel saved, Device device) {
    SavedModel fitting = saved.fitting(config);
    return score(
        fitting, fitting.load(device), config.data(), config.training().trainer().compile());
  }

  /** Returns loss and metrics of a saved model over all rows that are written as its own were. */
  public static Scored score(SavedModel saved, Module model, DataConfig data) {
    return score(saved, model, data, CompileMode.AUTO);
  }

  /**
   * Returns loss and metrics of a saved model over all rows that are written as its own were.
   *
   * @param compile whether the forward calls are compiled
   */
  public static Scored score(SavedModel saved, Module model, DataConfig data, CompileMode compile) {
    Preparation preparation = saved.preparation();
    SavedConfig config = saved.requireConfig();
    Preparation.Rows read = preparation.read(data);
    try (DataLoader loader = DataLoader.of(read.rows(), batches(preparation))) {
      Map<String, Double> scores =
          Evaluator.scores(
              model,
              Losses.of(config.loss(), preparation),
              loader,
              Parts.metrics(config.metrics()),
              preparation::inDataUnits,
              compile);
      return new Scored(read.rows().size(), read.dropped(), scores);
    }
  }
}
