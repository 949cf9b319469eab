/**
 * Images as data: folders and archives of classes, decoded by the JDK where a loader's workers read
 * them, and random changes of images whose result no number of workers changes. May use {@code
 * data} and {@code io}. Start with {@link dev.jacobian.data.image.ImageFolder}.
 */
@NullMarked
package dev.jacobian.data.image;

import org.jspecify.annotations.NullMarked;
