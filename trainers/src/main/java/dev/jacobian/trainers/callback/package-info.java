/**
 * What a training run tells, and what listens to it: {@link
 * dev.jacobian.trainers.callback.Callback} receives the events of the loop; metrics, early
 * stopping, best weights and clipping are callbacks. One callback or event per file. May use the
 * framework, and nothing else of this module.
 */
@NullMarked
package dev.jacobian.trainers.callback;

import org.jspecify.annotations.NullMarked;
