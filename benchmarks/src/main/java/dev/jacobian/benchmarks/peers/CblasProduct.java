package dev.jacobian.benchmarks.peers;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Program;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** W5 as one call of OpenBLAS into memory that exists. */
final class CblasProduct implements Program {
  private final FloatPointer x = new FloatPointer(ArrayTask.x());
  private final FloatPointer made = new FloatPointer((long) ArrayTask.SIZE);

  @Override
  public void run() {
    int n = ArrayTask.SIDE;
    openblas.cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, n, n, n, 1, x, n, x, n, 0, made, n);
  }

  @Override
  public double[] results() {
    float[] values = new float[ArrayTask.SIZE];
    made.get(values);
    return ArrayTask.summary(values);
  }

  @Override
  public String about() {
    return openblas.OPENBLAS_VERSION.strip() + ", default threads";
  }
}
