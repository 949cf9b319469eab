package dev.jacobian.trainers.run;

import dev.jacobian.data.Folds.Fold;
import dev.jacobian.data.Subset;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.ImageData;
import dev.jacobian.trainers.config.data.LabelledTextData;
import dev.jacobian.trainers.config.data.TableData;
import dev.jacobian.trainers.config.data.TextData;
import java.util.List;

/** The data of a run, before any are held out. */
interface RunRows {
  /**
   * Reads the data that a configuration names.
   *
   * @throws dev.jacobian.shape.DataException if they cannot be used
   */
  static RunRows read(RunConfig config) {
    if (config.data() instanceof ImageData images) {
      return RunImages.read(config, images);
    }
    if (config.data() instanceof LabelledTextData texts) {
      return RunLabelledText.read(config, texts);
    }
    return config.data() instanceof TextData text
        ? RunText.read(config, text)
        : RunTable.read(config, (TableData) config.data());
  }

  /** Returns the number of rows. */
  long size();

  /** Returns the rows of a run: those that are held out and the others. */
  RunData whole();

  /**
   * Divides the rows as the configuration says how.
   *
   * @param seed draws the folds
   */
  List<Fold> folds(int folds, long seed);

  /**
   * Returns the rows of a run that trains on all but a fold. The model is judged on the fold only
   * at the end: rows that are held out meanwhile, to say which epoch is the best, are others.
   */
  RunData fold(Fold fold);

  /** Returns the error of a division of rows of which only the last are held out. */
  static OptionException noFolds() {
    return new OptionException(
        "cross-validation of rows whose order counts",
        "rows of which any part can be held out",
        "hold out those at the end with data.validation");
  }

  /**
   * Checks that each part of a split has rows.
   *
   * @param rows that were divided
   */
  static void requireRows(DataConfig data, long rows, List<Subset> parts) {
    for (Subset part : parts) {
      if (part.size() == 0) {
        throw new DataException(
            data.rows().name()
                + ": "
                + rows
                + " rows with "
                + data.split().share()
                + " held out leave a part without rows",
            "rows to train on and rows to hold out",
            "change data.validation, or use more rows");
      }
    }
  }
}
