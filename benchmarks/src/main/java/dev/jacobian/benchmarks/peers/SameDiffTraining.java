package dev.jacobian.benchmarks.peers;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** W1 and W2 as a graph of SameDiff. */
final class SameDiffTraining implements Program {
  private static final String INPUT = "input";
  private static final String LABEL = "label";
  private static final String LOSS = "loss";

  private final SameDiff graph = SameDiff.create();
  private final DataSet batch;

  SameDiffTraining(StepTask task) {
    SDVariable activation = graph.placeHolder(INPUT, DataType.FLOAT, -1, task.inputs());
    SDVariable label = graph.placeHolder(LABEL, DataType.FLOAT, -1, task.outputs());
    for (int layer = 0; layer < task.layers(); layer++) {
      INDArray zeros = Nd4j.zeros(DataType.FLOAT, 1, task.widths().get(layer + 1));
      SDVariable weight = graph.var("w" + layer, Nd4jPeers.weights(task, layer));
      SDVariable bias = graph.var("b" + layer, zeros);
      SDVariable sum = activation.mmul(weight).add(bias);
      activation = layer == task.layers() - 1 ? sum : graph.nn.relu(sum, 0);
    }
    graph.loss.meanSquaredError(LOSS, label, activation, null);
    graph.setLossVariables(LOSS);
    graph.setTrainingConfig(
        new TrainingConfig.Builder()
            .updater(new Sgd(task.learningRate()))
            .dataSetFeatureMapping(INPUT)
            .dataSetLabelMapping(LABEL)
            .build());
    batch = new DataSet(Nd4jPeers.x(task), Nd4jPeers.y(task));
  }

  @Override
  public void run() {
    graph.fit(batch);
  }

  @Override
  public double[] results() {
    INDArray loss =
        graph
            .batchOutput()
            .input(INPUT, batch.getFeatures())
            .input(LABEL, batch.getLabels())
            .output(LOSS)
            .outputSingle();
    return new double[] {loss.getDouble(0)};
  }

  @Override
  public String about() {
    return Nd4jPeers.about("SameDiff of ND4J");
  }
}
