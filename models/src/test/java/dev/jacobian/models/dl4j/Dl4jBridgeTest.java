package dev.jacobian.models.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.Sigmoid;
import dev.jacobian.nn.Softmax;
import dev.jacobian.nn.Softsign;
import dev.jacobian.nn.Tanh;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jBridgeTest {
  private static final double EQUAL = 1e-5;

  private final Generator generator = new Generator(21);

  @Test
  void networksOfEveryActivationPredictTheSameThereAndBack() {
    List<Sequential> models =
        List.of(
            new Sequential(linear(5, 3)),
            new Sequential(linear(5, 7), new ReLU(), linear(7, 6), new Tanh(), linear(6, 3)),
            new Sequential(linear(5, 7), new Sigmoid(), linear(7, 3), new Softmax(1)),
            new Sequential(linear(5, 7), linear(7, 3), new Softmax(-1)),
            new Sequential(linear(5, 1), new Sigmoid()),
            new Sequential(new Tanh(), linear(5, 3), new ReLU(), new Softsign(), new Sigmoid()),
            new Sequential(new Sequential(linear(5, 7), new ReLU()), new Sequential(linear(7, 3))),
            new Sequential(
                new Linear(5, 7, LinearOptions.defaults().withBias(false), generator),
                new ReLU(),
                new Linear(7, 3, LinearOptions.defaults().withBias(false), generator)));
    for (Sequential model : models) {
      assertSamePredictions(model, 5);
    }
  }

  @Test
  void doublePrecisionStays() {
    LinearOptions wide = LinearOptions.defaults().withDtype(DType.FLOAT64);
    Sequential model =
        new Sequential(
            new Linear(4, 6, wide, generator), new Tanh(), new Linear(6, 2, wide, generator));
    MultiLayerNetwork network = Dl4jBridge.toMultiLayerNetwork(model);
    Tensor x = Tensor.randn(generator, 8, 4).to(DType.FLOAT64);

    assertEquals(DataType.DOUBLE, network.params().dataType());
    double[] expected = model.forward(x).toDoubleArray();
    INDArray input = Nd4j.createFromArray(x.toDoubleArray()).reshape('c', 8, 4);
    assertArrayEquals(expected, network.output(input).dup('c').data().asDouble(), 1e-12);
    assertArrayEquals(
        expected, Dl4jBridge.fromMultiLayerNetwork(network).forward(x).toDoubleArray(), 1e-12);
  }

  @Test
  void weightsOfDl4jAreTransposed() {
    Linear layer = linear(2, 3);
    INDArray weight =
        Dl4jBridge.toMultiLayerNetwork(new Sequential(layer)).getLayer(0).getParam("W");

    assertArrayEquals(new long[] {2, 3}, weight.shape());
    float[] ours = layer.weight().tensor().toFloatArray();
    for (int out = 0; out < 3; out++) {
      for (int in = 0; in < 2; in++) {
        assertEquals(ours[out * 2 + in], weight.getFloat(in, out));
      }
    }
  }

  @Test
  void networkMadeByDl4jPredictsTheSameHere() {
    MultiLayerNetwork network =
        network(
            new DenseLayer.Builder().nIn(4).nOut(8).activation(Activation.RELU).build(),
            new DropoutLayer(0.8),
            new DenseLayer.Builder()
                .nIn(8)
                .nOut(8)
                .hasBias(false)
                .activation(Activation.TANH)
                .build(),
            new ActivationLayer(Activation.SIGMOID),
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(8)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build());
    Sequential model = Dl4jBridge.fromMultiLayerNetwork(network);

    assertEquals(
        List.of(
            "Linear(4, 8)",
            "ReLU()",
            "Linear(8, 8, bias=false)",
            "Tanh()",
            "Sigmoid()",
            "Linear(8, 3)",
            "Softmax(-1)"),
        model.children().stream().map(Module::description).toList());
    assertNull(((Linear) model.get(2)).bias());
    assertPredictions(model, network, 4);
    assertSamePredictions(model, 4);
  }

  @Test
  void convertedNetworkCanBeTrainedByDl4j() {
    Sequential model = new Sequential(linear(4, 8), new ReLU(), linear(8, 3), new Softmax(-1));
    MultiLayerNetwork network = Dl4jBridge.toMultiLayerNetwork(model);
    network.setLearningRate(0.5);
    DataSet data = new DataSet(Nd4j.rand(DataType.FLOAT, 30, 4), oneHot(30));
    double before = network.score(data);
    for (int i = 0; i < 50; i++) {
      network.fit(data);
    }

    assertTrue(network.score(data) < before, before + " became " + network.score(data));
    OutputLayer last = assertInstanceOf(OutputLayer.class, network.getLayer(1).conf().getLayer());
    assertEquals(LossFunction.MCXENT.getILossFunction(), last.getLossFn());
  }

  @Test
  void dropoutIsLeftOut() {
    Sequential model = new Sequential(linear(4, 8), new Dropout(0.5), new ReLU(), linear(8, 3));
    model.eval();

    assertEquals(2, Dl4jBridge.toMultiLayerNetwork(model).getnLayers());
    assertPredictions(model, Dl4jBridge.toMultiLayerNetwork(model), 4);
  }

  @Test
  void layersWithoutAnEqualInDl4jAreErrorsThatNameThem() {
    String expected =
        " has no equal in DL4J; expected Linear, Dropout, ReLU(), Sigmoid(), Tanh(), Softsign(), Softmax(-1),"
            + " or a Sequential of these";
    assertRefused("layer 1 (GELU())" + expected, new Sequential(linear(2, 2), new GELU()));
    assertRefused(
        "layer 0 (" + new Flatten().description() + ")" + expected,
        new Sequential(new Flatten(), linear(2, 2)));
    assertRefused(
        "layer 1.0 (Softmax(0))" + expected,
        new Sequential(linear(2, 2), new Sequential(new Softmax(0))));
    String normalization = new LayerNorm(2).description();
    assertRefused(
        "layer 1 (" + normalization + ")" + expected,
        new Sequential(linear(2, 2), new LayerNorm(2)));
    assertRefused(
        "a chain without a Linear layer as a DL4J network; expected at least one",
        new Sequential(new ReLU()));
    assertRefused(
        "layer 1 (Linear(2, 2)) is float64, the first is float32; expected layers of one dtype",
        new Sequential(
            linear(2, 2),
            new Linear(2, 2, LinearOptions.defaults().withDtype(DType.FLOAT64), generator)));
  }

  @Test
  void layersOfDl4jWithoutAnEqualHereAreErrorsThatNameThem() {
    String expected =
        " has no equal here; expected dense (without layer normalisation), output, activation, loss"
            + " and dropout layers";
    assertRefused(
        "layer 1 'norm' (BatchNormalization)" + expected,
        network(
            dense(Activation.RELU),
            new BatchNormalization.Builder().name("norm").nIn(2).nOut(2).build()));
    assertRefused(
        "layer 0 (DenseLayer) with layer normalisation" + expected,
        network(new DenseLayer.Builder().nIn(2).nOut(2).hasLayerNorm(true).build()));
    String function =
        " has no equal here; expected identity, relu, sigmoid, tanh, softsign or softmax with DL4J's default"
            + " settings";
    assertRefused(
        "layer 0 (DenseLayer): activation softplus" + function,
        network(dense(Activation.SOFTPLUS)));
    assertRefused(
        "layer 1 (LossLayer): activation leakyrelu(a=0.01)" + function,
        network(
            dense(Activation.RELU),
            new LossLayer.Builder(LossFunction.MSE).activation(Activation.LEAKYRELU).build()));
    MultiLayerNetwork clipped =
        network(
            new DenseLayer.Builder()
                .nIn(2)
                .nOut(2)
                .activation(new ActivationReLU(6.0, 0.0, 0.0))
                .build());
    assertThrows(OptionException.class, () -> Dl4jBridge.fromMultiLayerNetwork(clipped));
  }

  @Test
  void networksThatCannotBeReadAreErrors() {
    MultiLayerNetwork bare =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder().list().layer(dense(Activation.RELU)).build());
    assertRefused(
        "a MultiLayerNetwork without parameters; expected an initialised one; fix: call"
            + " network.init()",
        bare);
    MultiLayerNetwork images =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(dense(Activation.RELU))
                .inputPreProcessor(0, new CnnToFeedForwardPreProcessor(1, 2, 1))
                .build());
    images.init();
    OptionException error =
        assertThrows(OptionException.class, () -> Dl4jBridge.fromMultiLayerNetwork(images));
    assertTrue(
        error
            .getMessage()
            .startsWith("a MultiLayerNetwork with input preprocessors {0=CnnToFeedForward"),
        error.getMessage());
  }

  private Linear linear(int in, int out) {
    return new Linear(in, out, generator);
  }

  private static DenseLayer dense(Activation activation) {
    return new DenseLayer.Builder().nIn(2).nOut(2).activation(activation).build();
  }

  private static MultiLayerNetwork network(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(3).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static INDArray oneHot(int rows) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, rows, 3);
    for (int i = 0; i < rows; i++) {
      labels.putScalar(i, i % 3, 1);
    }
    return labels;
  }

  private void assertSamePredictions(Sequential model, int features) {
    MultiLayerNetwork network = Dl4jBridge.toMultiLayerNetwork(model);
    assertPredictions(model, network, features);
    assertPredictions(Dl4jBridge.fromMultiLayerNetwork(network), network, features);
  }

  private void assertPredictions(Sequential model, MultiLayerNetwork network, int features) {
    Tensor x = Tensor.randn(generator, 16, features);
    INDArray input = Nd4j.createFromArray(x.toFloatArray()).reshape('c', 16, features);
    double[] expected = network.output(input).dup('c').data().asDouble();
    assertArrayEquals(expected, model.forward(x).toDoubleArray(), EQUAL);
  }

  private static void assertRefused(String message, Sequential model) {
    OptionException error =
        assertThrows(OptionException.class, () -> Dl4jBridge.toMultiLayerNetwork(model));
    assertEquals(message, error.getMessage());
  }

  private static void assertRefused(String message, MultiLayerNetwork network) {
    OptionException error =
        assertThrows(OptionException.class, () -> Dl4jBridge.fromMultiLayerNetwork(network));
    assertEquals(message, error.getMessage());
  }
}
