package dev.jacobian.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The same step written by hand with ND4J's everyday methods, a new array for each result. */
final class NaiveNd4jStep implements Runnable {
  private final List<INDArray> weights = new ArrayList<>();
  private final List<INDArray> biases = new ArrayList<>();
  private final INDArray x;
  private final INDArray y;
  private final double learningRate;

  NaiveNd4jStep(Workload workload) {
    for (int i = 0; i + 1 < workload.widths().size(); i++) {
      int in = workload.widths().get(i);
      int out = workload.widths().get(i + 1);
      weights.add(Nd4j.randn(DataType.FLOAT, in, out).muli(1 / Math.sqrt(in)));
      biases.add(Nd4j.zeros(DataType.FLOAT, 1, out));
    }
    x = Nd4j.randn(DataType.FLOAT, workload.batch(), workload.inputs());
    y = Nd4j.randn(DataType.FLOAT, workload.batch(), workload.outputs());
    learningRate = workload.learningRate();
  }

  @Override
  public void run() {
    int last = weights.size() - 1;
    List<INDArray> inputs = new ArrayList<>();
    List<INDArray> sums = new ArrayList<>();
    INDArray activation = x;
    for (int i = 0; i <= last; i++) {
      inputs.add(activation);
      INDArray sum = activation.mmul(weights.get(i)).addRowVector(biases.get(i));
      sums.add(sum);
      activation = i == last ? sum : Transforms.relu(sum);
    }
    INDArray difference = activation.sub(y);
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
}
