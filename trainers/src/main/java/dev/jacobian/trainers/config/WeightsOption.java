package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.FileName;
import java.util.Optional;

/** The form of a model that may begin with weights of a file. */
interface WeightsOption {
  /** Returns where the weights lie that training begins with, if they are not drawn. */
  Optional<FileName> weights();
}
