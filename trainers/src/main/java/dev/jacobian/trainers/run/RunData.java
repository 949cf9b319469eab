package dev.jacobian.trainers.run;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Sampler;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.TrainingConfig;
import dev.jacobian.trainers.saved.Preparation;
import java.util.Optional;

/**
 * The data of a run.
 *
 * @param raw the training rows in the data's own units, with none missing and encoded; empty if
 *     they are no rows of a table, or too many for a {@link LinearReport}, so that they need not be
 *     kept beside the others
 * @param train the training rows as the model is given them in training
 * @param unchanged the training rows as the final weights are judged on them: without random
 *     changes
 * @param classes the training rows with their classes, int64 {@code [n]}, as targets, and inputs
 *     that cost little to read; empty if they have none
 * @param validation the rows held out as the model is given them, if any
 * @param test the rows that the final weights are judged on, likewise
 * @param judged some of the rows that the final weights are judged on, as they are in the file: of
 *     the test, else of those held out, else of the training; empty if they have no columns
 * @param preparation what lies between the two
 * @param notes what a user should know of how they were read
 */
public record RunData(
    Optional<Dataset> raw,
    Dataset train,
    Dataset unchanged,
    Optional<Dataset> classes,
    Optional<Dataset> validation,
    Optional<Dataset> test,
    Optional<Dataset> judged,
    Preparation preparation,
    RowNotes notes) {

  /**
   * Reads the data, holds some out, and prepares all by what is left.
   *
   * @throws DataException if a file cannot be used, or a part would have no row
   */
  public static RunData load(RunConfig config) {
    return RunRows.read(config).whole();
  }

  /** Returns a loader of the rows that are trained on. */
  DataLoader trainLoader(TrainingConfig training) {
    Optional<Sampler> sampler =
        training
            .sampler()
            .map(
                kind ->
                    switch (kind) {
                      case BALANCED -> Sampler.balanced(ClassRows.of(classes.orElseThrow()));
                    });
    return sampler.isPresent()
        ? DataLoader.of(train, sampler.get(), training.trainBatches())
        : DataLoader.of(train, training.trainBatches());
  }
}
