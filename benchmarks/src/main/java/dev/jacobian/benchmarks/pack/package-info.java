/**
 * Makes the folder that is carried to a machine with a GPU: start at {@link
 * dev.jacobian.benchmarks.pack.Pack}. Uses nothing of the other packages.
 */
@NullMarked
package dev.jacobian.benchmarks.pack;

import org.jspecify.annotations.NullMarked;
