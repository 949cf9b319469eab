/**
 * Language models and generation of text by them. Models have the names, the options and the
 * folders of Hugging Face's library transformers, so weights go there and come from it. May use the
 * framework and folders of trained models. Start with {@link dev.jacobian.models.language.GPT2}.
 */
@NullMarked
package dev.jacobian.models.language;

import org.jspecify.annotations.NullMarked;
