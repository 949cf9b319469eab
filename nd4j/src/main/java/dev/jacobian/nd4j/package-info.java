/**
 * The bridge between tensors and ND4J's arrays, above the tensors and the adapter. Start with
 * {@link dev.jacobian.nd4j.INDArrayBridge}.
 */
@NullMarked
package dev.jacobian.nd4j;

import org.jspecify.annotations.NullMarked;
