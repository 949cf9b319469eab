/**
 * The course: numbered programs, each short and about one thing, that print what they learned.
 * Start with {@link dev.jacobian.examples.E01TensorsAndGradients}; {@link
 * dev.jacobian.examples.Examples} runs them by number.
 */
@NullMarked
package dev.jacobian.examples;

import org.jspecify.annotations.NullMarked;
