/**
 * The adapter to ND4J 1.0.0-M2.1: every kernel of the port as calls that ND4J's CPU and CUDA
 * backends both have, on whichever of the two this process has loaded. May use {@code
 * device.nd4j.kernel}, which computes, {@code device.nd4j.call}, which calls, what these may use,
 * and {@code device.host}, whose memory ND4J's arrays share. Start with {@link
 * dev.jacobian.device.nd4j.Nd4jBackend}; which backend is loaded, and why one is not, is decided in
 * {@link dev.jacobian.device.nd4j.Nd4jBackendProvider}.
 */
@NullMarked
package dev.jacobian.device.nd4j;

import org.jspecify.annotations.NullMarked;
