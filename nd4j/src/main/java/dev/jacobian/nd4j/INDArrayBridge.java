package dev.jacobian.nd4j;

import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.nd4j.Nd4jArrays;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns ND4J's arrays into tensors and back. Where {@link #sharesMemory} holds and the array is
 * row-major without gaps, both are the same memory: nothing is copied, and a change of one shows in
 * the other. PyTorch equivalent: {@code torch.from_numpy} and {@code Tensor.numpy}.
 */
public final class INDArrayBridge {
  private INDArrayBridge() {}

  /**
   * Returns a tensor with an array's elements, on the device that ND4J computes on. While memory is
   * shared, the array must not be closed as long as the tensor is in use.
   *
   * @param array of type FLOAT, DOUBLE, INT, LONG or BOOL
   * @throws dev.jacobian.shape.DTypeException if the array has another type
   * @throws dev.jacobian.shape.DataException if the array was closed
   */
  public static Tensor fromINDArray(INDArray array) {
    return Tensor.ofValue(new Variable(Nd4jArrays.adopt(array), Shape.of(array.shape())));
  }

  /**
   * Returns an array with a tensor's elements. While memory is shared, backward does not notice
   * what is changed through the array; and the tensor's memory leaves its {@link
   * dev.jacobian.device.MemoryScope}: it is released when tensor and array are unreachable.
   *
   * @throws AutogradException if the tensor requires a gradient, which would not flow through the
   *     array
   */
  public static INDArray toINDArray(Tensor tensor) {
    if (tensor.requiresGrad()) {
      throw new AutogradException(
          "toINDArray: a " + tensor.value().spec() + " tensor that requires a gradient",
          "one that does not, since no gradient flows through an INDArray",
          "call toINDArray(x.detach())");
    }
    Recording.reading(tensor.variable());
    return Nd4jArrays.viewOf(tensor.variable().operand());
  }

  /**
   * Returns whether a tensor and the arrays made from it are, where the layout allows it, the same
   * memory.
   */
  public static boolean sharesMemory(Tensor tensor) {
    return Nd4jArrays.sharesMemory(tensor.storage().backend());
  }
}
