/**
 * How a native function of ND4J is called: the memory that it gets, how that is described to it,
 * and the numbers and names that functions have. May use {@code shape}, {@code expr} and {@code
 * device}. Start with {@link dev.jacobian.device.nd4j.call.NativeCalls}.
 */
@NullMarked
package dev.jacobian.device.nd4j.call;

import org.jspecify.annotations.NullMarked;
