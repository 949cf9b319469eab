package dev.jacobian.device.nd4j.call;

import dev.jacobian.shape.DType;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueLaunchContext;

/**
 * What one thread needs for its calls on one device and uses again and again: a cell for a number
 * argument of each type, and the argument lists of ops. ND4J frees the native parts after the
 * thread has ended and this object is unreachable.
 */
final class CallResources {
  private static final int EXTRA_POINTERS = 32;

  private final Map<DType, Nd4jBlock> cells = new EnumMap<>(DType.class);
  private final IdentityHashMap<CustomOp, ArgumentList> argumentLists = new IdentityHashMap<>();
  private final PointerPointer<Pointer> extras = new PointerPointer<>(EXTRA_POINTERS);
  private final Pointer deviceNumber;

  CallResources(int deviceIndex) {
    deviceNumber = new PagedPointer(deviceIndex);
  }

  /** Returns memory for one element. */
  Nd4jBlock cell(DType dtype) {
    return cells.computeIfAbsent(
        dtype,
        key -> Nd4jBlock.owning(Nd4j.getDataBufferFactory().create(Types.of(key), 1, false)));
  }

  /** Returns the argument list of an op, with its fixed arguments set. */
  ArgumentList arguments(CustomOp op) {
    return argumentLists.computeIfAbsent(op, ArgumentList::new);
  }

  /**
   * Returns the launch arguments of CUDA calls in the order that libnd4j reads them. They are asked
   * for at each call, since they change when the thread moves to another device.
   */
  PointerPointer<Pointer> cudaExtras(NativeOps ops) {
    OpaqueLaunchContext launch = ops.defaultLaunchContext();
    extras.put(1, ops.lcExecutionStream(launch));
    extras.put(2, deviceNumber);
    extras.put(3, ops.lcAllocationPointer(launch));
    extras.put(4, ops.lcReductionPointer(launch));
    extras.put(5, ops.lcScalarPointer(launch));
    extras.put(6, ops.lcScalarPointer(launch));
    return extras;
  }
}
