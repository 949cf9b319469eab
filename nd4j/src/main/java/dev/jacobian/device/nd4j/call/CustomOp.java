package dev.jacobian.device.nd4j.call;

import dev.jacobian.shape.DeviceException;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ops.CustomOpDescriptor;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An op of libnd4j that is called by name with a list of arrays, together with its fixed arguments.
 *
 * @param name the op's name
 * @param hash the number that libnd4j looks the op up by
 * @param integers its integer arguments
 * @param isLocked whether it gets the flag by which scatter ops work in the order of their indices
 * @param isInPlace whether its output is its first input
 */
public record CustomOp(
    String name, long hash, List<Long> integers, boolean isLocked, boolean isInPlace) {

  /** Returns an op with integer arguments. */
  public static CustomOp of(String name, long... integers) {
    List<Long> list = Arrays.stream(integers).boxed().toList();
    return new CustomOp(name, hashOf(name), list, false, false);
  }

  /** Returns an op that changes its first input, in the order of its indices. */
  public static CustomOp inPlaceInOrder(String name) {
    return new CustomOp(name, hashOf(name), List.of(), true, true);
  }

  private static long hashOf(String name) {
    CustomOpDescriptor op = Nd4j.getExecutioner().getCustomOperations().get(name);
    if (op == null) {
      throw new DeviceException("ND4J has no op " + name, "the ops of ND4J 1.0.0-M2.1");
    }
    return op.getHash();
  }

  /** Returns a new argument list that holds the fixed arguments. */
  OpContext newContext() {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(integers.stream().mapToLong(Long::longValue).toArray());
    if (isLocked) {
      context.setBArguments(true);
    }
    context.markInplace(isInPlace);
    return context;
  }
}
