/**
 * Using a trained model: predictions of rows as they come, from Java, CSV, JSON lines and arrays,
 * and of images, and continuations of text. May use the weights file and its preparation; trains
 * nothing and prints nothing. Start with {@link dev.jacobian.trainers.predict.Predictor}.
 */
@NullMarked
package dev.jacobian.trainers.predict;

import org.jspecify.annotations.NullMarked;
