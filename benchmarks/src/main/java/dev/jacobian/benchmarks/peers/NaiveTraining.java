package dev.jacobian.benchmarks.peers;

import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** W1 and W2 written by hand with ND4J's everyday methods, a new array for each result. */
final class NaiveTraining implements Program {
  private final List<INDArray> weights = new ArrayList<>();
  private final List<INDArray> biases = new ArrayList<>();
  private final INDArray x;
  private final INDArray y;
  private final double learningRate;

  NaiveTraining(StepTask task) {
    for (int layer = 0; layer < task.layers(); layer++) {
      weights.add(Nd4jPeers.weights(task, layer));
      biases.add(Nd4j.zeros(DataType.FLOAT, 1, task.widths().get(layer + 1)));
    }
    x = Nd4jPeers.x(task);
    y = Nd4jPeers.y(task);
    learningRate = task.learningRate();
  }

  @Override
  public void run() {
    int last = weights.size() - 1;
    List<INDArray> inputs = new ArrayList<>();
    List<INDArray> sums = new ArrayList<>();
    INDArray difference = forward(inputs, sums).sub(y);
    INDArray loss = difference.mul(difference).mean();
    INDArray gradient = difference.mul(2.0 / difference.length());
    for (int i = last; i >= 0; i--) {
      INDArray weightGradient = inputs.get(i).transpose().mmul(gradient);
      INDArray biasGradient = gradient.sum(true, 0);
      if (i > 0) {
        INDArray mask = sums.get(i - 1).gt(0).castTo(DataType.FLOAT);
        gradient = gradient.mmul(weights.get(i).transpose()).mul(mask);
      }
      weights.get(i).subi(weightGradient.mul(learningRate));
      biases.get(i).subi(biasGradient.mul(learningRate));
    }
    if (loss.isEmpty()) {
      throw new IllegalStateException("no loss");
    }
  }

  private INDArray forward(List<INDArray> inputs, List<INDArray> sums) {
    INDArray activation = x;
    for (int i = 0; i < weights.size(); i++) {
      inputs.add(activation);
      INDArray sum = activation.mmul(weights.get(i)).addRowVector(biases.get(i));
      sums.add(sum);
      activation = i == weights.size() - 1 ? sum : Transforms.relu(sum);
    }
    return activation;
  }

  @Override
  public double[] results() {
    INDArray difference = forward(new ArrayList<>(), new ArrayList<>()).sub(y);
    return new double[] {difference.mul(difference).meanNumber().doubleValue()};
  }

  @Override
  public String about() {
    return Nd4jPeers.about("ND4J");
  }
}
