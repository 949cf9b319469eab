package dev.jacobian.models.dl4j;

import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sigmoid;
import dev.jacobian.nn.Softmax;
import dev.jacobian.nn.Softsign;
import dev.jacobian.nn.Tanh;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The functions that both sides compute alike. GELU is not among them: DL4J's two approximations
 * differ from the exact function by up to 0.03.
 */
enum DenseActivation {
  IDENTITY,
  RELU,
  SIGMOID,
  TANH,
  SOFTSIGN,
  SOFTMAX;

  /** Returns the function that a layer computes, or empty if it is none of these. */
  static Optional<DenseActivation> of(Module module) {
    if (module instanceof Softmax softmax) {
      return isOverColumns(softmax) ? Optional.of(SOFTMAX) : Optional.empty();
    }
    if (module instanceof ReLU) {
      return Optional.of(RELU);
    }
    if (module instanceof Sigmoid) {
      return Optional.of(SIGMOID);
    }
    if (module instanceof Softsign) {
      return Optional.of(SOFTSIGN);
    }
    return module instanceof Tanh ? Optional.of(TANH) : Optional.empty();
  }

  /** Over the columns of a row of two zeros, softmax gives halves; over its only row, ones. */
  private static boolean isOverColumns(Softmax softmax) {
    return softmax.forward(Tensor.zeros(1, 2)).max().item() == 0.5;
  }

  /** Returns the same function, or empty if DL4J's is none of these or has other settings. */
  static Optional<DenseActivation> of(IActivation function) {
    return Arrays.stream(values()).filter(known -> known.dl4j().equals(function)).findFirst();
  }

  /** Returns the names of the layers that can be converted. */
  static String layerNames() {
    return Stream.of(values())
        .flatMap(known -> known.newLayer().stream())
        .map(Module::description)
        .collect(Collectors.joining(", "));
  }

  /** Returns a new layer; empty for the identity. */
  Optional<Module> newLayer() {
    return switch (this) {
      case IDENTITY -> Optional.empty();
      case RELU -> Optional.of(new ReLU());
      case SIGMOID -> Optional.of(new Sigmoid());
      case TANH -> Optional.of(new Tanh());
      case SOFTSIGN -> Optional.of(new Softsign());
      case SOFTMAX -> Optional.of(new Softmax(-1));
    };
  }

  /** Returns the function as DL4J has it, with its default settings. */
  IActivation dl4j() {
    return switch (this) {
      case IDENTITY -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case SIGMOID -> new ActivationSigmoid();
      case TANH -> new ActivationTanH();
      case SOFTSIGN -> new ActivationSoftSign();
      case SOFTMAX -> new ActivationSoftmax();
    };
  }

  /** Returns the loss that goes with this function at the end of a network. */
  LossFunction usualLoss() {
    return switch (this) {
      case SOFTMAX -> LossFunction.MCXENT;
      case SIGMOID -> LossFunction.XENT;
      case IDENTITY, RELU, TANH, SOFTSIGN -> LossFunction.MSE;
    };
  }
}
