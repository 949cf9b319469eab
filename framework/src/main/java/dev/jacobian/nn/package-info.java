/**
 * Layers: modules with named parameters, and their initialisation. May use {@code shape}, {@code
 * device}, {@code autograd} and {@code tensor}. Start with {@link dev.jacobian.nn.Module}; {@link
 * dev.jacobian.nn.Linear} shows how a layer is written. Losses are in {@code nn.loss}.
 */
@NullMarked
package dev.jacobian.nn;

import org.jspecify.annotations.NullMarked;
