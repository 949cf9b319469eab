package dev.jacobian.device.nd4j.call;

import dev.jacobian.device.Device;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.Shape;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueContext;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * libnd4j's calls on one device. ND4J's op objects end in these same calls on both of its backends,
 * 10 to 50 times later; here they are made at once. The one difference between the backends is that
 * CUDA calls are told their stream.
 *
 * <p>libnd4j itself moves buffers between main memory and the GPU: a call first copies an input to
 * the GPU if it is newer in main memory, and marks its output as newer on the GPU. Safe for use by
 * threads.
 */
public final class NativeCalls {
  private static final Shape ONE = Shape.of(1);

  private final NativeOps ops;
  private final Device device;
  private final ShapeInfos shapes;
  private final ThreadLocal<CallResources> resources;

  public NativeCalls(NativeOps ops, Device device) {
    this.ops = ops;
    this.device = device;
    this.shapes = new ShapeInfos(ops);
    this.resources = ThreadLocal.withInitial(() -> new CallResources(device.index()));
  }

  /** Returns the descriptions of shapes on this device. */
  public ShapeInfos shapes() {
    return shapes;
  }

  /** Returns the functions of libnd4j themselves. */
  public NativeOps ops() {
    return ops;
  }

  /** Makes this the device of the thread; ND4J gives each new thread another one in turn. */
  public void enter() {
    if (device.isCuda() && ops.getDevice() != device.index()) {
      Nd4j.getAffinityManager().unsafeSetDevice(device.index());
    }
  }

  /** Waits for the calls of this thread, so that any other thread may read what they wrote. */
  public void await() {
    if (device.isCuda()) {
      Nd4j.getExecutioner().commit();
    }
  }

  /** Returns whether operands lie on a GPU. */
  public boolean isCuda() {
    return device.isCuda();
  }

  /** Returns an operand as it is, as an argument. */
  public View view(Operand operand) {
    return view(operand, operand.shape());
  }

  /** Returns an operand read as a row-major array of another shape. */
  public View view(Operand operand, Shape shape) {
    return new View(handle(operand), shapes.of(operand.dtype(), shape));
  }

  /** Returns an operand whose bits are read as integers of the same size. */
  public View bits(Operand operand, Shape shape) {
    return new View(handle(operand), shapes.of(Types.bitsOf(operand.dtype()), shape));
  }

  /** Returns the memory that an operand lies in. */
  public static Nd4jBlock block(Operand operand) {
    return (Nd4jBlock) operand.storage().block();
  }

  /** Returns libnd4j's handle of the memory that an operand lies in. */
  public static OpaqueDataBuffer handle(Operand operand) {
    return block(operand).handle();
  }

  /** Returns a number as the argument of the next call; the number after it takes its place. */
  public View number(DType dtype, double value) {
    Nd4jBlock cell = resources.get().cell(dtype);
    // On a GPU the call before may not have read its number yet.
    await();
    MainMemory.putNumber(ops, cell, dtype, value);
    return new View(cell.handle(), shapes.of(dtype, ONE));
  }

  /** Returns a whole number as the argument of the next call, exactly. */
  public View wholeNumber(DType dtype, long value) {
    Nd4jBlock cell = resources.get().cell(dtype);
    await();
    MainMemory.putWholeNumber(ops, cell, dtype, value);
    return new View(cell.handle(), shapes.of(dtype, ONE));
  }

  /** {@code z = f(x, y)} with arrays of one shape. */
  public void pairwise(int function, View x, View y, View z) {
    pairwise(function, x, y, z, null);
  }

  private void pairwise(int function, View x, View y, View z, @Nullable Pointer parameters) {
    ops.execPairwiseTransform(
        extras(x, y, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        y.handle(),
        y.info().host(),
        y.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        parameters);
    check("pairwise " + function);
  }

  /** {@code z = factor * x + y} with floating arrays of one shape. */
  public void axpy(DType dtype, double factor, View x, View y, View z) {
    View number = number(dtype, factor);
    ops.dbSyncToSpecial(number.handle());
    Pointer parameters =
        device.isCuda()
            ? ops.dbSpecialBuffer(number.handle())
            : ops.dbPrimaryBuffer(number.handle());
    pairwise(Numbers.PAIR_AXPY, x, y, z, parameters);
  }

  /** {@code z = f(x, y)} with arrays of one shape and truth values as the result. */
  public void compare(int function, View x, View y, View z) {
    ops.execPairwiseTransformBool(
        extras(x, y, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        y.handle(),
        y.info().host(),
        y.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        null);
    check("compare " + function);
  }

  /** {@code z = f(x, number)}. */
  public void scalar(int function, View x, View number, View z) {
    ops.execScalar(
        extras(x, number, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        number.handle(),
        number.info().host(),
        number.info().special(),
        null);
    check("scalar " + function);
  }

  /** {@code z = f(x, number)} with truth values as the result. */
  public void compareScalar(int function, View x, View number, View z) {
    ops.execScalarBool(
        extras(x, number, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        number.handle(),
        number.info().host(),
        number.info().special(),
        null);
    check("compare with number " + function);
  }

  /** {@code z = x}, converted to the type of z; the shapes are equal, the strides may differ. */
  public void assign(View x, View z) {
    ops.execTransformAny(
        extras(x, null, z),
        Numbers.ANY_ASSIGN,
        x.handle(),
        x.info().host(),
        x.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        null);
    check("assign");
  }

  /** {@code z = f(x)} by a function of the table that keeps any type. */
  public void same(int function, View x, View z) {
    ops.execTransformSame(
        extras(x, null, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        null);
    check("same " + function);
  }

  /** {@code z = f(x)} by a function of the table for floating types. */
  public void strict(int function, View x, View z) {
    ops.execTransformStrict(
        extras(x, null, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        null);
    check("strict " + function);
  }

  /** {@code z = f(x)} by a function of the table with floating results. */
  public void floating(int function, View x, View z) {
    ops.execTransformFloat(
        extras(x, null, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        null);
    check("floating " + function);
  }

  /** {@code z = (x is NaN)}. */
  public void isNaN(View x, View z) {
    ops.execTransformBool(
        extras(x, null, z),
        Numbers.BOOL_IS_NAN,
        x.handle(),
        x.info().host(),
        x.info().special(),
        z.handle(),
        z.info().host(),
        z.info().special(),
        null);
    check("isNaN");
  }

  /** Reduces all of x to one element. */
  public void reduceAll(int function, View x, View z) {
    ops.execReduceSame(
        extras(x, null, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        null,
        z.handle(),
        z.info().host(),
        z.info().special());
    check("reduce all " + function);
  }

  /** Reduces one axis of x; z has the shape of x without it. */
  public void reduce(int function, View x, View axis, View z) {
    ops.execReduceSame2(
        extras(x, null, z),
        function,
        x.handle(),
        x.info().host(),
        x.info().special(),
        null,
        z.handle(),
        z.info().host(),
        z.info().special(),
        axis.handle(),
        axis.info().host(),
        axis.info().special());
    check("reduce " + function);
  }

  /** Reduces all of x to whether any element is not zero. */
  public void any(View x, View z) {
    ops.execReduceBool(
        extras(x, null, z),
        Numbers.REDUCE_ANY,
        x.handle(),
        x.info().host(),
        x.info().special(),
        null,
        z.handle(),
        z.info().host(),
        z.info().special());
    check("any");
  }

  /** Finds the position of the largest element of x. */
  public void indexMaxOfAll(View x, View z) {
    ops.execIndexReduceScalar(
        extras(x, null, z),
        Numbers.INDEX_MAX,
        x.handle(),
        x.info().host(),
        x.info().special(),
        null,
        z.handle(),
        z.info().host(),
        z.info().special());
    check("index of maximum");
  }

  /**
   * Finds the position of the largest element along one axis of x; z has the shape of x without it.
   */
  public void indexMax(View x, View axis, View z) {
    ops.execIndexReduce(
        extras(x, null, z),
        Numbers.INDEX_MAX,
        x.handle(),
        x.info().host(),
        x.info().special(),
        null,
        z.handle(),
        z.info().host(),
        z.info().special(),
        axis.handle(),
        axis.info().host(),
        axis.info().special());
    check("index of maximum along an axis");
  }

  /** Runs an op that is called by name. */
  public void custom(CustomOp op, View output, View... inputs) {
    OpaqueContext arguments = resources.get().arguments(op).with(ops, output, inputs);
    int status = ops.execCustomOp2(null, op.hash(), arguments);
    check(op.name());
    if (status != 0) {
      throw failure(op.name(), "status " + status);
    }
  }

  private @Nullable PointerPointer<Pointer> extras(View x, @Nullable View y, View z) {
    if (!device.isCuda()) {
      return null;
    }
    PointerPointer<Pointer> extras = resources.get().cudaExtras(ops);
    extras.put(0, x.info().host());
    extras.put(7, y == null ? null : y.info().host());
    extras.put(8, z.info().host());
    return extras;
  }

  private void check(String call) {
    if (ops.lastErrorCode() != 0) {
      throw failure(call, ops.lastErrorMessage());
    }
  }

  private static DeviceException failure(String call, String message) {
    return new DeviceException("ND4J's " + call + " failed: " + message, "the call to succeed");
  }
}
