/**
 * The threads that the parts of a call are divided over. May use {@code device}. Start with {@link
 * dev.jacobian.device.threads.WorkerThreads}.
 */
@NullMarked
package dev.jacobian.device.threads;

import org.jspecify.annotations.NullMarked;
