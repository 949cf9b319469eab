package dev.jacobian.device.nd4j;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.Hold;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.device.nd4j.call.MainMemory;
import dev.jacobian.device.nd4j.call.Nd4jBlock;
import dev.jacobian.device.nd4j.call.Types;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns ND4J's arrays into storage and back, on the same memory where that is possible: where this
 * process's ND4J backend serves the storage's device too, and the array is row-major without gaps.
 * Elsewhere elements are copied.
 */
public final class Nd4jArrays {
  private static final Cleaner CLEANER = Cleaner.create();

  private Nd4jArrays() {}

  /** Keeps a storage reachable until the cleaner runs it. */
  private record Keeper(Storage storage) implements Runnable {
    @Override
    public void run() {
      // From here on nothing refers to the storage any more, and the pool takes its memory back.
    }
  }

  /**
   * Returns storage with the elements of an array, in row-major order, on the device that ND4J
   * computes on.
   *
   * <p>If memory is shared, changes of one show in the other, and the storage keeps the array's
   * memory alive; the array must not be closed while the storage is in use. An array that lies in a
   * workspace is copied, since its memory is used again when the workspace's scope ends; so is one
   * with gaps or in column-major order.
   *
   * @throws DTypeException if the array's type is not one of ours
   * @throws DataException if the array was closed
   */
  public static Storage adopt(INDArray array) {
    DType dtype = dtypeOf(array);
    if (array.wasClosed()) {
      throw new DataException(
          "an INDArray that was closed cannot become a tensor", "an array that is open");
    }
    return adopt(array, dtype, deviceOf(array).backend());
  }

  /**
   * Returns storage of a backend.
   *
   * @param backend computes on the device that ND4J computes on
   */
  static Storage adopt(INDArray array, DType dtype, Backend backend) {
    TensorSpec spec = new TensorSpec(Shape.of(array.shape()), dtype);
    if (spec.shape().size() == 0) {
      return backend.memory().allocate(spec);
    }
    INDArray rows = isRowMajor(array) ? array : copyOf(array);
    Optional<ArrayMemory> shared = ArrayMemory.of(backend);
    if (shared.isPresent()) {
      return backend.memory().adopt(spec, shared.get().blockOver(rows.data(), dtype));
    }
    Storage storage = backend.memory().allocate(spec);
    backend.upload(elementsOf(rows, dtype), 0, new Operand(storage, spec.shape()));
    return storage;
  }

  private static Object elementsOf(INDArray rows, DType dtype) {
    Object elements = JavaArrays.allocate(dtype, rows.length());
    try {
      MainMemory.read(
          Nd4jRuntime.load(loadedKind()),
          Nd4jBlock.sharing(rows.data()),
          elements,
          0,
          Math.toIntExact(rows.length()));
    } finally {
      Reference.reachabilityFence(rows);
    }
    return elements;
  }

  /**
   * Returns an array with the elements of an operand.
   *
   * <p>If memory is shared, changes of one show in the other, without being counted in the
   * storage's version; and the storage leaves its memory scope for good: its memory goes back to
   * the pool when the storage, the array, and all arrays made from that by slicing or reshaping are
   * unreachable. {@link #sharesMemory} tells whether this is so; an operand with elements that
   * repeat or go backwards is copied.
   */
  public static INDArray viewOf(Operand operand) {
    Storage storage = operand.storage();
    Shape shape = operand.shape();
    DataType type = Types.of(operand.dtype());
    Device.Kind kind = storage.backend().device().kind();
    Optional<ArrayMemory> memory = ArrayMemory.of(storage.backend());
    if (memory.isEmpty() || kind != loadedKind() || !hasPlaces(operand.layout())) {
      return copyOf(operand.packed());
    }
    // Loads ND4J in our way if this is its first use.
    Nd4jRuntime.load(kind);
    if (shape.size() == 0) {
      return Nd4j.create(type, shape.dims());
    }
    Hold.take(operand);
    try {
      return arrayOver(operand, memory.get().bufferOver(operand, type), type);
    } finally {
      Hold.letGo(operand);
    }
  }

  /** Returns whether ND4J has strides for a layout: none that repeat or go backwards. */
  private static boolean hasPlaces(Layout layout) {
    return layout.isContiguous() || Arrays.stream(layout.strides()).allMatch(stride -> stride > 0);
  }

  private static INDArray arrayOver(Operand operand, ArrayMemory.Shared shared, DataType type) {
    Shape shape = operand.shape();
    if (shared.isNew()) {
      // Before an array can be used that no hold protects.
      operand.storage().pin();
      // Arrays made from this one refer to its buffer, so that this buffer is the last to become
      // unreachable.
      CLEANER.register(shared.data(), new Keeper(operand.storage()));
    }
    return Nd4j.create(
        shared.data(), shape.dims(), operand.layout().strides(), operand.offset(), 'c', type);
  }

  /** Returns whether storage of a backend and ND4J's arrays can be the same memory. */
  public static boolean sharesMemory(Backend backend) {
    return ArrayMemory.of(backend).isPresent() && backend.device().kind() == loadedKind();
  }

  private static INDArray copyOf(Operand operand) {
    // Loads ND4J in our way if this is its first use.
    Nd4jRuntime.load(loadedKind());
    Object elements = JavaArrays.allocate(operand.dtype(), operand.shape().size());
    DataType type = Types.of(operand.dtype());
    INDArray array = Nd4j.create(type, operand.shape().dims());
    if (operand.shape().size() > 0) {
      operand.storage().backend().download(operand, elements, 0);
      int count = Math.toIntExact(operand.shape().size());
      MainMemory.write(
          Nd4jRuntime.load(loadedKind()), Nd4jBlock.sharing(array.data()), elements, 0, count);
    }
    return array;
  }

  private static Device.Kind loadedKind() {
    return Nd4jRuntime.loaded().orElse(Device.Kind.CPU);
  }

  private static Device deviceOf(INDArray array) {
    if (loadedKind() == Device.Kind.CPU) {
      return Device.cpu();
    }
    return Device.cuda(
        array.isEmpty()
            ? Nd4j.getAffinityManager().getDeviceForCurrentThread()
            : Nd4j.getAffinityManager().getDeviceForArray(array));
  }

  private static DType dtypeOf(INDArray array) {
    return Types.of(array.dataType())
        .orElseThrow(
            () ->
                new DTypeException(
                    "an INDArray of type " + array.dataType() + " cannot become a tensor",
                    "one of FLOAT, DOUBLE, INT, LONG, BOOL",
                    "convert it first, for example array.castTo(DataType.FLOAT)"));
  }

  private static boolean isRowMajor(INDArray array) {
    long[] strides = Shape.of(array.shape()).strides();
    return !array.isAttached()
        && array.ordering() == 'c'
        && (array.rank() == 0 || Arrays.equals(array.stride(), strides));
  }

  /** Returns a row-major copy that lies in no workspace. */
  @SuppressWarnings("try") // the scope is only opened and closed
  private static INDArray copyOf(INDArray array) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return array.dup('c');
    }
  }
}
