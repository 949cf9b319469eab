/**
 * Event files for TensorBoard, written without TensorFlow: {@link
 * dev.jacobian.trainers.tensorboard.TensorBoardWriter}. Uses the JDK only.
 */
@NullMarked
package dev.jacobian.trainers.tensorboard;

import org.jspecify.annotations.NullMarked;
