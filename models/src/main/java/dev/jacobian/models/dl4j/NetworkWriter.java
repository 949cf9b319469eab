package dev.jacobian.models.dl4j;

import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.Sequential;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** Makes a DL4J network of a chain of layers. */
final class NetworkWriter {
  /** A layer of the DL4J network: a linear map, or none, and the function after it. */
  private record Stage(@Nullable Linear linear, DenseActivation activation) {}

  private NetworkWriter() {}

  static MultiLayerNetwork write(Sequential model) {
    List<Stage> stages = new ArrayList<>();
    addStages(model, stages);
    List<Linear> linears = new ArrayList<>();
    for (Stage stage : stages) {
      if (stage.linear != null) {
        linears.add(stage.linear);
      }
    }
    if (linears.isEmpty()) {
      throw new OptionException("a chain without a Linear layer as a DL4J network", "at least one");
    }
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .dataType(dataType(linears))
            .weightInit(WeightInit.ZERO)
            .list()
            // DL4J warns of some ends, such as a softmax over one output, which are the caller's
            // own choice.
            .validateOutputLayerConfig(false);
    for (int i = 0; i < stages.size(); i++) {
      layers.layer(i, configuration(stages.get(i), i == stages.size() - 1));
    }
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    for (int i = 0; i < stages.size(); i++) {
      copyParameters(stages.get(i), network.getLayer(i));
    }
    return network;
  }

  private static void addStages(Sequential chain, List<Stage> stages) {
    for (int i = 0; i < chain.size(); i++) {
      Module module = chain.get(i);
      if (module instanceof Sequential inner) {
        addStages(inner, stages);
      } else if (module instanceof Linear linear) {
        stages.add(new Stage(linear, DenseActivation.IDENTITY));
      } else if (!(module instanceof Dropout)) {
        addActivation(module, stages);
      }
    }
  }

  private static void addActivation(Module module, List<Stage> stages) {
    DenseActivation activation =
        DenseActivation.of(module)
            .orElseThrow(
                () ->
                    new OptionException(
                        "layer " + module + " has no equal in DL4J",
                        "Linear, Dropout, "
                            + DenseActivation.layerNames()
                            + ", or a Sequential of these"));
    int last = stages.size() - 1;
    if (last >= 0 && stages.get(last).activation == DenseActivation.IDENTITY) {
      stages.set(last, new Stage(stages.get(last).linear, activation));
    } else {
      stages.add(new Stage(null, activation));
    }
  }

  private static DataType dataType(List<Linear> linears) {
    DType first = linears.get(0).weight().tensor().dtype();
    for (Linear linear : linears) {
      DType dtype = linear.weight().tensor().dtype();
      if (dtype != first) {
        throw new OptionException(
            "layer " + linear + " is " + dtype + ", the first is " + first, "layers of one dtype");
      }
    }
    return first == DType.FLOAT64 ? DataType.DOUBLE : DataType.FLOAT;
  }

  private static org.deeplearning4j.nn.conf.layers.Layer configuration(Stage stage, boolean last) {
    Linear linear = stage.linear;
    DenseActivation activation = stage.activation;
    if (linear == null) {
      return last
          ? new LossLayer.Builder(activation.usualLoss()).activation(activation.dl4j()).build()
          : new ActivationLayer.Builder(activation.dl4j()).build();
    }
    if (last) {
      return new OutputLayer.Builder(activation.usualLoss())
          .nIn(linear.inFeatures())
          .nOut(linear.outFeatures())
          .hasBias(linear.bias() != null)
          .activation(activation.dl4j())
          .build();
    }
    return new DenseLayer.Builder()
        .nIn(linear.inFeatures())
        .nOut(linear.outFeatures())
        .hasBias(linear.bias() != null)
        .activation(activation.dl4j())
        .build();
  }

  private static void copyParameters(Stage stage, Layer layer) {
    Linear linear = stage.linear;
    if (linear == null) {
      return;
    }
    layer
        .getParam(DefaultParamInitializer.WEIGHT_KEY)
        .assign(NdArrays.toArray(linear.weight().tensor()).transpose());
    Parameter bias = linear.bias();
    if (bias != null) {
      layer
          .getParam(DefaultParamInitializer.BIAS_KEY)
          .assign(NdArrays.toArray(bias.tensor()).reshape(1, linear.outFeatures()));
    }
  }
}
