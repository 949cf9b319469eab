/**
 * A trained model as a file, with the preparation of its inputs and the meaning of its output: all
 * that predicting, evaluating, exporting and serving need. May use the configuration and the
 * models. Start with {@link dev.jacobian.trainers.saved.SavedModel}; {@link
 * dev.jacobian.trainers.saved.Preparation} is how rows, images and texts become its inputs.
 */
@NullMarked
package dev.jacobian.trainers.saved;

import org.jspecify.annotations.NullMarked;
