/**
 * What a person sees of a run: {@link dev.jacobian.trainers.progress.ProgressDisplay} shows one bar
 * on a terminal and plain lines elsewhere. It writes to where it is told, never to standard output
 * by itself. May use the framework and the callback package.
 */
@NullMarked
package dev.jacobian.trainers.progress;

import org.jspecify.annotations.NullMarked;
