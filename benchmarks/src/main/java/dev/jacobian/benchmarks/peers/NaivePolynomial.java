package dev.jacobian.benchmarks.peers;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** W4 with ND4J's everyday methods. */
final class NaivePolynomial implements Program {
  private final INDArray x = Nd4j.createFromArray(ArrayTask.x());
  private INDArray made = x;

  @Override
  public void run() {
    made = x.mul(x).add(x.mul(2)).add(1);
  }

  @Override
  public double[] results() {
    return ArrayTask.summary(made.toFloatVector());
  }

  @Override
  public String about() {
    return Nd4jPeers.about("ND4J");
  }
}
