package dev.jacobian.serve;

import dev.jacobian.models.language.GenerationOptions;

/**
 * A text to be continued.
 *
 * @param prompt what it begins with
 * @param options how it goes on
 * @param seed of what is drawn
 * @param stream whether each piece is sent when it is there
 */
record TextRequest(String prompt, GenerationOptions options, long seed, boolean stream) {}
