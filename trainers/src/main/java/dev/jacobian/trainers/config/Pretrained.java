package dev.jacobian.trainers.config;

import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.FileName;
import java.util.Optional;

/**
 * A model whose form its name tells.
 *
 * @param weights a safetensors file or a folder with model.safetensors that training begins with,
 *     such as torchvision's or those of another run; the last layer is drawn anew if it has another
 *     number of classes. Of gpt2 a folder of Hugging Face's, whose config.json says the whole form.
 *     By default all weights are drawn
 */
record Pretrained(@Option Optional<FileName> weights) implements WeightsOption {
  static Pretrained none() {
    return new Pretrained(Optional.empty());
  }
}
