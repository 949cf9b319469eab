package dev.jacobian.trainers.run;

import dev.jacobian.data.Folds.Fold;
import dev.jacobian.device.Device;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.record.CrossValidationScores;
import dev.jacobian.trainers.record.FoldScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Judges what a configuration describes by training it several times, each time without a part of
 * the rows that it is then judged on. Folds are chosen as the configuration's {@code data.split}
 * says, the statistics of each training follow from its own rows, and each begins with the first
 * weights that a run of the configuration has. Scikit-learn equivalent: {@code cross_val_score}
 * with {@code KFold}, {@code StratifiedKFold} or {@code GroupKFold}, shuffled.
 *
 * <p>A fold has no part in its training: if the configuration holds a share of the rows out, to say
 * which epoch is the best, that is a share of the other folds' rows.
 *
 * <pre>{@code
 * CrossValidation validation = CrossValidation.prepare(config, CrossValidation.Options.of(5));
 * CrossValidationScores scores = validation.run(Device.cpu(), fold -> {});
 * double accuracy = scores.mean().get("accuracy");
 * }</pre>
 */
public final class CrossValidation {
  private final RunConfig config;
  private final RunRows table;
  private final Options options;

  /**
   * How often a model is trained.
   *
   * @param folds the parts of the rows, at least 2
   * @param repeats how often the rows are divided anew, at least 1
   */
  public record Options(int folds, int repeats) {
    /**
     * Checks the numbers.
     *
     * @throws OptionException if one is too small
     */
    public Options {
      if (folds < 2) {
        throw new OptionException("cross-validation of " + folds + " folds", "at least 2");
      }
      if (repeats < 1) {
        throw new OptionException("cross-validation with " + repeats + " repeats", "at least 1");
      }
    }

    /** Returns one division into folds. */
    public static Options of(int folds) {
      return new Options(folds, 1);
    }

    /** Returns these options with more divisions, each drawn anew. */
    public Options withRepeats(int repeats) {
      return new Options(folds, repeats);
    }
  }

  private CrossValidation(RunConfig config, RunRows table, Options options) {
    this.config = config;
    this.table = table;
    this.options = options;
  }

  /**
   * Reads the rows.
   *
   * @throws dev.jacobian.shape.DataException if the data cannot be used
   * @throws OptionException if the configuration is of a trial
   */
  public static CrossValidation prepare(RunConfig config, Options options) {
    if (config.training().isTrial()) {
      throw new OptionException(
          "cross-validation with fastDevRun " + config.training().trainer().fastDevRun(),
          "runs that count",
          "leave fastDevRun out");
    }
    return new CrossValidation(config, RunRows.read(config), options);
  }

  /** Returns the number of rows that are divided. */
  public long rows() {
    return table.size();
  }

  /**
   * Returns a training without the first fold, which shows what all of them are like.
   *
   * @throws dev.jacobian.shape.DataException if the rows cannot be divided so
   */
  public TrainingRun first() {
    return run(table.folds(options.folds, seed(1)).get(0));
  }

  /**
   * Trains without each fold in turn.
   *
   * @param listener told of each fold when its model has been judged
   * @throws dev.jacobian.shape.DataException if the rows cannot be divided so
   */
  public CrossValidationScores run(Device device, Consumer<FoldScores> listener) {
    List<FoldScores> scores = new ArrayList<>();
    for (int repeat = 1; repeat <= options.repeats; repeat++) {
      int number = 1;
      for (Fold fold : table.folds(options.folds, seed(repeat))) {
        TrainingRun run = run(fold);
        Map<String, Double> test = run.train(device).testScores().orElse(Map.of());
        FoldScores judged =
            new FoldScores(repeat, number++, run.data().train().size(), fold.test().size(), test);
        scores.add(judged);
        listener.accept(judged);
      }
    }
    return new CrossValidationScores(
        String.valueOf(config.file().getFileName()), config.settings(), scores);
  }

  private TrainingRun run(Fold fold) {
    return TrainingRun.of(config, table.fold(fold));
  }

  private long seed(int repeat) {
    return config.training().seed() + repeat - 1;
  }
}
