/**
 * The training loop: {@link dev.jacobian.trainers.Trainer} runs epochs and emits events. What
 * listens lies in {@code callback} and {@code progress}, how a gradient is made in {@code
 * strategy}, the YAML file in {@code config}, what it builds in {@code run}, and the command line
 * in {@code cli}. Start with {@link dev.jacobian.trainers.Trainer}.
 */
@NullMarked
package dev.jacobian.trainers;

import org.jspecify.annotations.NullMarked;
