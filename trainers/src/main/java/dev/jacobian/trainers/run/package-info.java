/**
 * Builds what a configuration describes and runs it: data, model, loss, optimizer, training and the
 * run's folder. May use the configuration, saved models, the trainer and the callbacks; prints
 * nothing. Start with {@link dev.jacobian.trainers.run.TrainingRun}.
 */
@NullMarked
package dev.jacobian.trainers.run;

import org.jspecify.annotations.NullMarked;
