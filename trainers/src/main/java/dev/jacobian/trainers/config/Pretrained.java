package dev.jacobian.trainers.config;

import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.FileName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model whose form its name tells.
 *
 * @param weights a safetensors file or a folder with model.safetensors that training begins with,
 *     such as torchvision's or those of another run; the last layer is drawn anew if it has another
 *     number of classes. By default all weights are drawn
 */
record Pretrained(@Option Optional<FileName> weights) {
  static Pretrained none() {
    return new Pretrained(Optional.empty());
  }

  static Path existing(FileName name) {
    return name.existingOrFolder("a safetensors file, or a folder with model.safetensors");
  }
}
