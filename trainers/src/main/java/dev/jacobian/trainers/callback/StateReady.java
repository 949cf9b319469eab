package dev.jacobian.trainers.callback;

import dev.jacobian.io.Checkpoint;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run is complete: all callbacks have seen what happened last.
 *
 * @param epoch the epoch, from 1
 * @param step how many training steps the run has done
 * @param scores the epoch's scores if it has ended here, or null in the middle of one
 * @param stop ends the run here when asked to
 * @param state gives what is needed to go on from here, as tensors that are valid until the
 *     callback returns
 */
public record StateReady(
    int epoch,
    long step,
    @Nullable EpochScores scores,
    StopSignal stop,
    Supplier<Checkpoint> state) {}
