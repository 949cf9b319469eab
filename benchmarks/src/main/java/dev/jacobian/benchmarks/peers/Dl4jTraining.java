package dev.jacobian.benchmarks.peers;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** W1 and W2 as a network of DL4J. */
final class Dl4jTraining implements Program {
  private final MultiLayerNetwork network;
  private final INDArray x;
  private final INDArray y;

  Dl4jTraining(StepTask task) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().updater(new Sgd(task.learningRate())).list();
    int last = task.layers() - 1;
    for (int layer = 0; layer < last; layer++) {
      layers.layer(
          new DenseLayer.Builder()
              .nIn(task.widths().get(layer))
              .nOut(task.widths().get(layer + 1))
              .activation(Activation.RELU)
              .build());
    }
    MultiLayerConfiguration configuration =
        layers
            .layer(
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(task.widths().get(last))
                    .nOut(task.outputs())
                    .activation(Activation.IDENTITY)
                    .build())
            .build();
    network = new MultiLayerNetwork(configuration);
    network.init();
    for (int layer = 0; layer < task.layers(); layer++) {
      network.getParam(layer + "_W").assign(Nd4jPeers.weights(task, layer));
    }
    x = Nd4jPeers.x(task);
    y = Nd4jPeers.y(task);
  }

  @Override
  public void run() {
    network.fit(x, y);
  }

  @Override
  public double[] results() {
    return new double[] {network.score(new DataSet(x, y))};
  }

  @Override
  public String about() {
    return Nd4jPeers.about("DL4J on ND4J");
  }
}
