package dev.jacobian.trainers.run;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;
import dev.jacobian.trainers.Evaluator;
import dev.jacobian.trainers.config.DataConfig;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.SavedConfig;
import dev.jacobian.trainers.strategy.CompileMode;
import java.util.Map;

/** Judges saved weights on the rows of a configuration. */
public final class Scoring {
  /** How rows are read when only results count: in order, as many at once as pays. */
  static final DataLoader.Options BATCHES = DataLoader.Options.of(1024);

  private Scoring() {}

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

  private static Scored score(
      SavedModel saved, Module model, DataConfig data, CompileMode compile) {
    Preparation preparation = saved.preparation();
    SavedConfig config = saved.requireConfig();
    TableDataset rows = RunData.read(data, preparation);
    boolean fitsMemory = data.rows().isInMemory();
    try (DataLoader loader = DataLoader.of(preparation.apply(rows, fitsMemory), BATCHES)) {
      Map<String, Double> scores =
          Evaluator.scores(
              model,
              Losses.of(config.loss(), preparation),
              loader,
              Parts.metrics(config.metrics()),
              preparation::inDataUnits,
              compile);
      return new Scored(rows.size(), rows.dropped(), scores);
    }
  }
}
