/**
 * Models that see images: a plain convolutional network, and residual ones with the names of
 * torchvision, so that weights go there and come from it. May use the framework and the activations
 * of {@code models}. Start with {@link dev.jacobian.models.vision.ResNet}.
 */
@NullMarked
package dev.jacobian.models.vision;

import org.jspecify.annotations.NullMarked;
