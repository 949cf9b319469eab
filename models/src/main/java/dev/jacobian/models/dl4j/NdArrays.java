package dev.jacobian.models.dl4j;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies numbers between DL4J's arrays, which may have any order and offset, and tensors. */
final class NdArrays {
  private NdArrays() {}

  /** Returns a copy on the CPU: float64 of a double array, else float32. */
  static Tensor toTensor(INDArray array) {
    long[] shape = array.shape();
    if (array.dataType() == DataType.DOUBLE) {
      return Tensor.of(array.dup('c').data().asDouble(), shape);
    }
    return Tensor.of(array.castTo(DataType.FLOAT).dup('c').data().asFloat(), shape);
  }

  /** Returns a copy of a floating-point tensor. */
  static INDArray toArray(Tensor tensor) {
    long[] shape = tensor.shape().dims();
    Tensor values = tensor.detach().cpu();
    INDArray flat =
        values.dtype() == DType.FLOAT64
            ? Nd4j.createFromArray(values.toDoubleArray())
            : Nd4j.createFromArray(values.toFloatArray());
    return flat.reshape('c', shape);
  }
}
