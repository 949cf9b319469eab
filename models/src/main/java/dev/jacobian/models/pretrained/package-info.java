/**
 * Folders of trained models as Hugging Face's libraries write them: {@code config.json} and {@code
 * model.safetensors}, or its shards and their index. May use files and tensors; the only package of
 * this module that reads JSON. Start with {@link dev.jacobian.models.pretrained.PretrainedFolder}.
 */
@NullMarked
package dev.jacobian.models.pretrained;

import org.jspecify.annotations.NullMarked;
