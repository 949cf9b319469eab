package dev.jacobian.models.dl4j;

import dev.jacobian.nn.Sequential;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Turns a chain of dense layers into a DL4J {@code MultiLayerNetwork} and back. Both predict the
 * same numbers, to rounding.
 *
 * <p>What is converted: {@code Linear} (with or without bias) with {@code ReLU}, {@code Sigmoid},
 * {@code Tanh}, {@code Softsign} or {@code Softmax(-1)} after it, float32 or float64, chains within
 * chains. Weights are copied, transposed: {@code [out, in]} here and {@code [in, out]} there.
 * Dropout does nothing when a network predicts, and is left out. Anything else is an error that
 * names the layer.
 */
public final class Dl4jBridge {
  private Dl4jBridge() {}

  /**
   * Returns a DL4J network with the same layers and weights. It ends in an output layer with the
   * loss that goes with the last activation (softmax: MCXENT, sigmoid: XENT, else MSE), so that
   * DL4J can train it further.
   *
   * @param model takes {@code [n, features]}
   * @throws dev.jacobian.shape.OptionException if DL4J has no equal layer, with the layer's name
   */
  public static MultiLayerNetwork toMultiLayerNetwork(Sequential model) {
    return NetworkWriter.write(model);
  }

  /**
   * Returns the same layers and weights as a chain, in evaluation mode.
   *
   * @param network initialised, of dense, output, activation, loss and dropout layers
   * @throws dev.jacobian.shape.OptionException if a layer has no equal here, with its number and
   *     name
   */
  public static Sequential fromMultiLayerNetwork(MultiLayerNetwork network) {
    return NetworkReader.read(network);
  }
}
