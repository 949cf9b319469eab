/**
 * Builds what a configuration describes and runs it: data, model, loss, optimizer, training, the
 * weights file, and predictions. May use the configuration, the trainer and the callbacks; prints
 * nothing. Start with {@link dev.jacobian.trainers.run.TrainingRun}.
 */
@NullMarked
package dev.jacobian.trainers.run;

import org.jspecify.annotations.NullMarked;
