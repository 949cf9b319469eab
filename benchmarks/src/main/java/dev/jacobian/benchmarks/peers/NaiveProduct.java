package dev.jacobian.benchmarks.peers;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** W5 with ND4J's everyday methods. */
final class NaiveProduct implements Program {
  private final INDArray x =
      Nd4j.createFromArray(ArrayTask.x()).reshape(ArrayTask.SIDE, ArrayTask.SIDE);
  private INDArray made = x;

  @Override
  public void run() {
    made = x.mmul(x.transpose());
  }

  @Override
  public double[] results() {
    return ArrayTask.summary(made.dup('c').data().asFloat());
  }

  @Override
  public String about() {
    return Nd4jPeers.about("ND4J");
  }
}
