package dev.jacobian.models.dl4j;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes a chain of layers of a DL4J network. */
final class NetworkReader {
  private NetworkReader() {}

  static Sequential read(MultiLayerNetwork network) {
    if (network.getLayers() == null) {
      throw new OptionException(
          "a MultiLayerNetwork without parameters", "an initialised one", "call network.init()");
    }
    if (!network.getLayerWiseConfigurations().getInputPreProcessors().isEmpty()) {
      throw new OptionException(
          "a MultiLayerNetwork with input preprocessors "
              + network.getLayerWiseConfigurations().getInputPreProcessors(),
          "a network that takes [n, features] as they are");
    }
    List<Module> chain = new ArrayList<>();
    Layer[] layers = network.getLayers();
    for (int i = 0; i < layers.length; i++) {
      add(layers[i], i, chain);
    }
    Sequential model = new Sequential(chain.toArray(Module[]::new));
    model.eval();
    return model;
  }

  private static void add(Layer layer, int index, List<Module> chain) {
    org.deeplearning4j.nn.conf.layers.Layer form = layer.conf().getLayer();
    if (form instanceof DropoutLayer) {
      return;
    }
    if (form instanceof ActivationLayer activation) {
      addActivation(activation.getActivationFn(), form, index, chain);
    } else if (form instanceof LossLayer loss) {
      addActivation(loss.getActivationFn(), form, index, chain);
    } else if (form instanceof DenseLayer dense && !dense.hasLayerNorm()) {
      chain.add(linear(layer, dense.getNIn(), dense.getNOut(), dense.hasBias()));
      addActivation(dense.getActivationFn(), form, index, chain);
    } else if (form instanceof OutputLayer output) {
      chain.add(linear(layer, output.getNIn(), output.getNOut(), output.hasBias()));
      addActivation(output.getActivationFn(), form, index, chain);
    } else {
      boolean normalizes = form instanceof DenseLayer;
      throw new OptionException(
          name(form, index)
              + (normalizes ? " with layer normalisation" : "")
              + " has no equal here",
          "dense (without layer normalisation), output, activation, loss and dropout layers");
    }
  }

  private static void addActivation(
      IActivation function,
      org.deeplearning4j.nn.conf.layers.Layer form,
      int index,
      List<Module> chain) {
    DenseActivation activation =
        DenseActivation.of(function)
            .orElseThrow(
                () ->
                    new OptionException(
                        name(form, index) + ": activation " + function + " has no equal here",
                        "identity, relu, sigmoid, tanh, softsign or softmax with DL4J's default settings"));
    activation.newLayer().ifPresent(chain::add);
  }

  private static String name(org.deeplearning4j.nn.conf.layers.Layer form, int index) {
    String given = form.getLayerName();
    // DL4J itself calls a layer without a name by its number.
    boolean isNamed = given != null && !given.equals("layer" + index);
    return "layer "
        + index
        + (isNamed ? " '" + given + "'" : "")
        + " ("
        + form.getClass().getSimpleName()
        + ")";
  }

  private static Linear linear(Layer layer, long in, long out, boolean bias) {
    Map<String, Tensor> state = new HashMap<>();
    Tensor weight = NdArrays.toTensor(layer.getParam(DefaultParamInitializer.WEIGHT_KEY)).t();
    state.put("weight", weight);
    if (bias) {
      INDArray row = layer.getParam(DefaultParamInitializer.BIAS_KEY);
      state.put("bias", NdArrays.toTensor(row).reshape(out));
    }
    DType dtype = weight.dtype();
    LinearOptions options = LinearOptions.defaults().withBias(bias).withDtype(dtype);
    // The first values do not matter; a generator of its own leaves the caller's alone.
    Linear linear =
        new Linear(Math.toIntExact(in), Math.toIntExact(out), options, new Generator(0));
    linear.loadStateDict(state);
    return linear;
  }
}
