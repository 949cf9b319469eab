package dev.jacobian.device.host.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.device.Operand;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LapackTest {
  @Test
  void theNumberOfThreadsChangesNoBit() {
    Tensor a = Tensor.randn(40, 24, 24).to(DType.FLOAT64).add(Tensor.eye(24).to(DType.FLOAT64));
    Operand input = a.variable().operand();
    double[][] results = new double[3][];
    for (int threads = 1; threads <= results.length; threads++) {
      Tensor output = Tensor.zeros(40, 24, 49).to(DType.FLOAT64);
      try (WorkerThreads workers = new WorkerThreads("lapack-test", threads)) {
        Operand[] inputs = {input};
        Lapack.run(workers, MatrixFunction.SVD, inputs, output.variable().operand());
      }
      results[threads - 1] = output.toDoubleArray();
    }
    assertArrayEquals(results[0], results[1]);
    assertArrayEquals(results[0], results[2]);
  }
}
