package dev.jacobian.trainers.callback;

import dev.jacobian.nn.Module;
import java.util.List;
import java.util.Optional;

/**
 * A run is done.
 *
 * @param model what was trained
 * @param history the scores of every epoch that ran
 * @param stopReason why it ended before the last epoch, if it did
 */
public record RunFinished(Module model, List<EpochScores> history, Optional<String> stopReason) {}
