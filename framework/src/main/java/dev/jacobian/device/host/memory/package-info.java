/**
 * Memory of the host adapter: blocks outside the heap, which ND4J's arrays can share, and the
 * arrays that elements are computed in. May use {@code shape}, {@code expr}, {@code kernel} and
 * {@code device}. Start with {@link dev.jacobian.device.host.memory.HostBlock}.
 */
@NullMarked
package dev.jacobian.device.host.memory;

import org.jspecify.annotations.NullMarked;
