/**
 * Models that see images, with the names of torchvision, so that weights go there and come from it.
 * May use the framework. Start with {@link dev.jacobian.models.vision.ResNet}.
 */
@NullMarked
package dev.jacobian.models.vision;

import org.jspecify.annotations.NullMarked;
