/**
 * The bridge to DL4J: data from a {@code DataSetIterator}, and dense networks there and back. The
 * only package of this module that sees ND4J and DL4J. Start with {@link
 * dev.jacobian.models.dl4j.Dl4jBridge} and {@link dev.jacobian.models.dl4j.DataSetIterators}.
 */
@NullMarked
package dev.jacobian.models.dl4j;

import org.jspecify.annotations.NullMarked;
