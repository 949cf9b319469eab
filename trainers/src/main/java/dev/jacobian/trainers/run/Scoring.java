package dev.jacobian.trainers.run;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.DroppedRows;
import dev.jacobian.data.TableDataset;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;
import dev.jacobian.trainers.Evaluator;
import dev.jacobian.trainers.config.RunConfig;
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

  /** Returns loss and metrics of the weights over all rows of the configuration's file. */
  public static Scored score(RunConfig config, SavedModel saved, Device device) {
    SavedModel fitting = saved.fitting(config);
    Preparation preparation = fitting.preparation();
    Module model = fitting.load(config, device);
    TableDataset rows = RunData.read(config.data(), preparation);
    boolean fitsMemory = config.data().rows().isInMemory();
    try (DataLoader loader = DataLoader.of(preparation.apply(rows, fitsMemory), BATCHES)) {
      Map<String, Double> scores =
          Evaluator.scores(
              model,
              Losses.of(config.loss(), preparation),
              loader,
              Parts.metrics(config.training().metrics()),
              preparation::inDataUnits,
              config.training().compile());
      return new Scored(rows.size(), rows.dropped(), scores);
    }
  }
}
