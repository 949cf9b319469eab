/**
 * The workloads as users of DL4J, SameDiff and ND4J write them. Uses those and {@code work}. Start
 * with {@link dev.jacobian.benchmarks.peers.Nd4jPeers}.
 */
@NullMarked
package dev.jacobian.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
