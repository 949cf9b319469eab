/**
 * What a configuration says of its data, and what of that a trained model keeps as the form of
 * later data: tables, arrays, images and texts. May use {@code trainers.config.kind}, {@code
 * trainers.config.keys} and the options of data. Start with {@link
 * dev.jacobian.trainers.config.data.DataConfig}.
 */
@NullMarked
package dev.jacobian.trainers.config.data;

import org.jspecify.annotations.NullMarked;
