package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.RemovableHandle;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Storage;
import dev.jacobian.device.Stored;
import dev.jacobian.op.Cast;
import dev.jacobian.op.Detach;
import dev.jacobian.op.FillLike;
import dev.jacobian.op.Op;
import dev.jacobian.op.Transfer;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A multi-dimensional array with automatic differentiation. A tensor is a thin handle: its values
 * lie in the memory of its device, and its methods apply ops. A view, such as a slice or a
 * transpose, shares the memory of the tensor that it was made from: a change of one shows in the
 * other. PyTorch equivalent: {@code torch.Tensor}.
 *
 * <p>Methods return new tensors unless their name ends in {@code InPlace}. Operands broadcast as in
 * NumPy and have one dtype and one device; anything else is an error that says how to fix it.
 */
public final class Tensor
    implements Elementwise,
        Trigonometry,
        Special,
        Activations,
        Logic,
        Reductions,
        Statistics,
        Shaping,
        Indexing,
        LinearAlgebra,
        Distances,
        Convolutions,
        Pooling,
        InPlace,
        Stored {
  private final Value value;

  private Tensor(Value value) {
    this.value = value;
  }

  /** Returns the handle of a value that ops gave. */
  public static Tensor ofValue(Value value) {
    return new Tensor(value);
  }

  /** Returns a scalar float32 tensor. */
  public static Tensor of(float value) {
    return Creation.fromArray(new float[] {value}, DType.FLOAT32, Shape.scalar());
  }

  /** Returns a float32 tensor {@code [n]} with these values. */
  public static Tensor of(float[] values) {
    return Creation.fromArray(values, DType.FLOAT32, Shape.of(values.length));
  }

  /** Returns a float32 tensor of the given shape with these values in row-major order. */
  public static Tensor of(float[] values, long... shape) {
    return Creation.fromArray(values, DType.FLOAT32, Shape.of(shape));
  }

  /** Returns a float32 matrix with these rows, which have one length. */
  public static Tensor of(float[][] rows) {
    return Creation.fromRows(rows);
  }

  /** Returns a float64 tensor {@code [n]} with these values. */
  public static Tensor of(double[] values) {
    return Creation.fromArray(values, DType.FLOAT64, Shape.of(values.length));
  }

  /** Returns a float64 tensor of the given shape with these values in row-major order. */
  public static Tensor of(double[] values, long... shape) {
    return Creation.fromArray(values, DType.FLOAT64, Shape.of(shape));
  }

  /** Returns an int32 tensor {@code [n]} with these values. */
  public static Tensor of(int[] values) {
    return Creation.fromArray(values, DType.INT32, Shape.of(values.length));
  }

  /** Returns an int32 tensor of the given shape with these values in row-major order. */
  public static Tensor of(int[] values, long... shape) {
    return Creation.fromArray(values, DType.INT32, Shape.of(shape));
  }

  /** Returns an int64 tensor {@code [n]} with these values, such as class labels or indices. */
  public static Tensor of(long[] values) {
    return Creation.fromArray(values, DType.INT64, Shape.of(values.length));
  }

  /** Returns an int64 tensor of the given shape with these values in row-major order. */
  public static Tensor of(long[] values, long... shape) {
    return Creation.fromArray(values, DType.INT64, Shape.of(shape));
  }

  /** Returns a bool tensor {@code [n]} with these values. */
  public static Tensor of(boolean[] values) {
    return Creation.fromArray(values, DType.BOOL, Shape.of(values.length));
  }

  /** Returns a bool tensor of the given shape with these values in row-major order. */
  public static Tensor of(boolean[] values, long... shape) {
    return Creation.fromArray(values, DType.BOOL, Shape.of(shape));
  }

  /** Returns a float32 tensor of zeros. */
  public static Tensor zeros(long... shape) {
    return full(Shape.of(shape), 0, DType.FLOAT32, Device.cpu());
  }

  /** Returns a float32 tensor of ones. */
  public static Tensor ones(long... shape) {
    return full(Shape.of(shape), 1, DType.FLOAT32, Device.cpu());
  }

  /** Returns a tensor filled with one number. */
  public static Tensor full(Shape shape, double value, DType dtype, Device device) {
    return Creation.full(shape, value, dtype, device);
  }

  /** Returns a float32 tensor filled with one number. */
  public static Tensor full(Shape shape, double value) {
    return full(shape, value, DType.FLOAT32, Device.cpu());
  }

  /** Returns the int64 tensor {@code 0, 1, ..., end - 1}. */
  public static Tensor arange(long end) {
    return Creation.arange(0, end);
  }

  /** Returns the int64 tensor {@code start, start + 1, ..., end - 1}. */
  public static Tensor arange(long start, long end) {
    return Creation.arange(start, end);
  }

  /**
   * Returns the int64 tensor {@code start, start + step, ...} of numbers before {@code end}; with a
   * negative step they fall.
   *
   * @throws ShapeException if the step does not lead from the start towards the end
   */
  public static Tensor arange(long start, long end, long step) {
    return Creation.arange(start, end, step);
  }

  /**
   * Returns the float32 tensor {@code start, start + step, ...} of numbers before {@code end}, each
   * computed in float64; with a negative step they fall. Whole numbers give int64: {@link
   * #arange(long, long, long)}.
   *
   * @throws ShapeException if the step does not lead from the start towards the end
   */
  public static Tensor arange(double start, double end, double step) {
    return Creation.arange(start, end, step);
  }

  /**
   * Returns {@code count} float32 numbers from {@code start} to {@code end}, both included, at
   * equal distances.
   */
  public static Tensor linspace(double start, double end, int count) {
    return Creation.linspace(start, end, count);
  }

  /** Returns zeros of the shape and dtype of a tensor, on its device. */
  public static Tensor zerosLike(Tensor x) {
    return fullLike(x, 0);
  }

  /** Returns ones of the shape and dtype of a tensor, on its device. */
  public static Tensor onesLike(Tensor x) {
    return fullLike(x, 1);
  }

  /** Returns a tensor filled with one number, of the shape and dtype of another, on its device. */
  public static Tensor fullLike(Tensor x, double value) {
    return Calls.apply(new FillLike(value), x);
  }

  /** Returns the float32 identity matrix {@code [n, n]}. */
  public static Tensor eye(int n) {
    return Creation.eye(n);
  }

  /** Returns float32 numbers uniform in [0, 1) from the thread's default generator. */
  public static Tensor rand(long... shape) {
    return rand(Generator.threadDefault(), shape);
  }

  /** Returns float32 numbers uniform in [0, 1). */
  public static Tensor rand(Generator generator, long... shape) {
    return Creation.uniform(generator, Shape.of(shape), DType.FLOAT32, Device.cpu());
  }

  /** Returns standard normal float32 numbers from the thread's default generator. */
  public static Tensor randn(long... shape) {
    return randn(Generator.threadDefault(), shape);
  }

  /** Returns standard normal float32 numbers. */
  public static Tensor randn(Generator generator, long... shape) {
    return Creation.normal(generator, Shape.of(shape), DType.FLOAT32, Device.cpu());
  }

  /** Returns {@link #randLike(Generator, Tensor)} of the thread's default generator. */
  public static Tensor randLike(Tensor x) {
    return randLike(Generator.threadDefault(), x);
  }

  /**
   * Returns numbers uniform in [0, 1) of the shape and dtype of a tensor, made on its device; its
   * values do not matter. PyTorch equivalent: {@code torch.rand_like}.
   *
   * @throws DTypeException if the tensor's dtype is not floating
   */
  public static Tensor randLike(Generator generator, Tensor x) {
    return Creation.uniform(generator, x.shape(), x.dtype(), x.device());
  }

  /** Returns {@link #randnLike(Generator, Tensor)} of the thread's default generator. */
  public static Tensor randnLike(Tensor x) {
    return randnLike(Generator.threadDefault(), x);
  }

  /**
   * Returns standard normal numbers of the shape and dtype of a tensor, made on its device; its
   * values do not matter. PyTorch equivalent: {@code torch.randn_like}.
   *
   * @throws DTypeException if the tensor's dtype is not floating
   */
  public static Tensor randnLike(Generator generator, Tensor x) {
    return Creation.normal(generator, x.shape(), x.dtype(), x.device());
  }

  /** Returns {@link #randint(Generator, long, long, long...)} of the thread's default generator. */
  public static Tensor randint(long low, long high, long... shape) {
    return randint(Generator.threadDefault(), low, high, shape);
  }

  /** Returns whole int64 numbers of {@code [low, high)}, each as likely as another. */
  public static Tensor randint(Generator generator, long low, long high, long... shape) {
    return Creation.randint(generator, low, high, Shape.of(shape));
  }

  /** {@link #randperm(Generator, long)} from the thread's default generator. */
  public static Tensor randperm(long n) {
    return randperm(Generator.threadDefault(), n);
  }

  /**
   * Returns the int64 numbers from 0 to {@code n - 1} in an order drawn at random, each order as
   * likely as another.
   */
  public static Tensor randperm(Generator generator, long n) {
    return Creation.randperm(generator, n);
  }

  /**
   * Returns the sum of products that an equation of labelled axes names, such as {@code
   * "bij,bjk->bik"} for a batch of matrix products. Each letter is an axis; one that stands in
   * several operands is common to them, one that is not in the result is summed over, one that
   * stands twice in an operand is its diagonal; {@code ...} are axes that broadcast. Without an
   * arrow the result has the letters that stand once, in alphabetical order. Pairs of operands are
   * contracted from left to right, by matrix products. PyTorch equivalent: {@code torch.einsum}.
   *
   * @throws ShapeException if the equation is none, or does not fit the operands
   */
  public static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.of(equation, operands);
  }

  /**
   * Returns the tensors one after another along an axis. PyTorch equivalent: {@code torch.cat}.
   *
   * @throws ShapeException if sizes differ along another axis
   */
  public static Tensor concat(int axis, Tensor... tensors) {
    return Creation.concat(axis, tensors);
  }

  /**
   * Returns a matrix with these along its diagonal and zeros elsewhere. PyTorch equivalent: {@code
   * torch.block_diag}.
   *
   * @throws ShapeException if there are none, or one is no matrix
   */
  public static Tensor blockDiag(Tensor... matrices) {
    return Creation.blockDiag(matrices);
  }

  /**
   * Returns the rows and columns of the elements of a matrix' lower triangle, row by row: int64
   * {@code [2, count]}. PyTorch equivalent: {@code torch.tril_indices}.
   *
   * @param diagonal the highest one that belongs to it, 0 for the main one
   */
  public static Tensor trilIndices(long rows, long columns, long diagonal) {
    return Creation.triangle(rows, columns, diagonal, false);
  }

  /**
   * Returns the rows and columns of the elements of a matrix' upper triangle, row by row: int64
   * {@code [2, count]}. PyTorch equivalent: {@code torch.triu_indices}.
   *
   * @param diagonal the lowest one that belongs to it, 0 for the main one
   */
  public static Tensor triuIndices(long rows, long columns, long diagonal) {
    return Creation.triangle(rows, columns, diagonal, true);
  }

  /**
   * Returns numbers whose logarithms to a base are so many equally far from each other, first and
   * last one included: float32. PyTorch equivalent: {@code torch.logspace}.
   */
  public static Tensor logspace(double start, double end, int count, double base) {
    return Creation.logspace(start, end, count, base);
  }

  /** Returns the tensors along a new axis. PyTorch equivalent: {@code torch.stack}. */
  public static Tensor stack(int axis, Tensor... tensors) {
    return Creation.stack(axis, tensors);
  }

  /**
   * Returns the tensors side by side: along axis 1, vectors and scalars along axis 0. PyTorch
   * equivalent: {@code torch.hstack}.
   */
  public static Tensor hstack(Tensor... tensors) {
    return Creation.hstack(tensors);
  }

  /**
   * Returns the tensors below each other, along axis 0; vectors and scalars are rows. PyTorch
   * equivalent: {@code torch.vstack}.
   */
  public static Tensor vstack(Tensor... tensors) {
    return Creation.vstack(tensors);
  }

  /**
   * Returns the tensors behind each other, along axis 2, which matrices, and the rows that vectors
   * are, get with size 1. PyTorch equivalent: {@code torch.dstack}.
   */
  public static Tensor dstack(Tensor... tensors) {
    return Creation.dstack(tensors);
  }

  /**
   * Returns the tensors side by side, along axis 1; vectors and scalars are columns. PyTorch
   * equivalent: {@code torch.column_stack}.
   */
  public static Tensor columnStack(Tensor... tensors) {
    return Creation.columnStack(tensors);
  }

  /**
   * Returns the tensors stretched to the shape that they broadcast to, as views. PyTorch
   * equivalent: {@code torch.broadcast_tensors}.
   */
  public static List<Tensor> broadcastTensors(Tensor... tensors) {
    return Creation.broadcastTensors(tensors);
  }

  /**
   * Returns all rows of an element of each vector, {@code [n, count]}, those of the last one
   * changing first; of a single vector itself. PyTorch equivalent: {@code torch.cartesian_prod}.
   *
   * @throws ShapeException if there are none, or one is no vector
   */
  public static Tensor cartesianProd(Tensor... vectors) {
    return Creation.cartesianProd(vectors);
  }

  /**
   * Returns the product of a row of matrices, of which the first and the last one may be vectors,
   * in the order that takes the fewest multiplications. PyTorch equivalent: {@code
   * torch.linalg.multi_dot}.
   *
   * @throws ShapeException if there are fewer than two, or they do not fit
   */
  public static Tensor multiDot(Tensor... matrices) {
    return Products.chain(matrices);
  }

  /**
   * Returns Hann's window {@code 0.5 - 0.5 cos(2 pi i / n)}: float32 {@code [length]}. PyTorch
   * equivalent: {@code torch.hann_window}.
   *
   * @param periodic whether n is the length, as for a Fourier transform, or one less, so that the
   *     window is symmetric
   */
  public static Tensor hannWindow(int length, boolean periodic) {
    return Creation.window("hannWindow", length, periodic, 0.5, -0.5);
  }

  /**
   * Returns Hamming's window {@code 0.54 - 0.46 cos(2 pi i / n)}: see {@link #hannWindow}. PyTorch
   * equivalent: {@code torch.hamming_window}.
   */
  public static Tensor hammingWindow(int length, boolean periodic) {
    return Creation.window("hammingWindow", length, periodic, 0.54, -0.46);
  }

  /**
   * Returns Blackman's window {@code 0.42 - 0.5 cos(2 pi i / n) + 0.08 cos(4 pi i / n)}: see {@link
   * #hannWindow}. PyTorch equivalent: {@code torch.blackman_window}.
   */
  public static Tensor blackmanWindow(int length, boolean periodic) {
    return Creation.window("blackmanWindow", length, periodic, 0.42, -0.5, 0.08);
  }

  /**
   * Returns the coordinates of a grid's points: of vectors with sizes m, n, ... as many tensors
   * {@code [m, n, ...]}, of which each varies along its own axis only. They are views. PyTorch
   * equivalent: {@code torch.meshgrid} with {@code indexing="ij"}.
   *
   * @throws ShapeException if one is no vector
   */
  public static List<Tensor> meshgrid(Tensor... vectors) {
    return Creation.meshgrid(vectors);
  }

  /**
   * Returns the result of an op, ours or one of a user's own, recorded for backward.
   *
   * @param inputs in the order of {@link Op#infer}
   * @throws dev.jacobian.shape.JacobianException if shapes, types or devices do not fit
   */
  public static Tensor apply(Op op, Tensor... inputs) {
    return Calls.apply(op, inputs);
  }

  /** Returns what ops see of this tensor. */
  public Value value() {
    return value;
  }

  /**
   * Returns the computed value behind this handle.
   *
   * @throws AutogradException while a function is being captured, when there is none
   */
  public Variable variable() {
    if (value instanceof Variable variable) {
      return variable;
    }
    throw new AutogradException(
        "the values of a " + value.spec() + " tensor were read while a step was being captured",
        "a captured function to compute with tensors only",
        "move what depends on values out of the function, or run it eagerly");
  }

  @Override
  public Tensor self() {
    return this;
  }

  @Override
  public Storage storage() {
    return variable().storage();
  }

  /** Returns the sizes of the axes. */
  public Shape shape() {
    return value.shape();
  }

  /** Returns the number of elements. PyTorch equivalent: {@code numel}. */
  public long size() {
    return value.shape().size();
  }

  /** Returns the size of an axis; a negative one counts from the end. */
  public long size(int axis) {
    return value.shape().dim(axis);
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return value.dtype();
  }

  /**
   * Returns the distance of neighbours along each axis, in elements of the storage. PyTorch
   * equivalent: {@code stride()}.
   */
  public long[] strides() {
    return variable().layout().strides();
  }

  /**
   * Returns the place of the first element in the storage. PyTorch equivalent: {@code
   * storage_offset()}.
   */
  public long storageOffset() {
    return variable().layout().offset();
  }

  /**
   * Returns whether the elements follow each other in row-major order in memory. PyTorch
   * equivalent: {@code is_contiguous}.
   */
  public boolean isContiguous() {
    return variable().layout().isContiguous();
  }

  /** Returns where the values lie. */
  public Device device() {
    return variable().device();
  }

  /** Returns whether gradients flow to or through this tensor. */
  public boolean requiresGrad() {
    Variable variable = variable();
    // A leaf may be frozen between two runs of a captured function; the result of an op stays.
    return !variable.isLeaf() || Recording.assume(variable::requiresGrad);
  }

  /**
   * Starts or stops asking for the gradient of this leaf. PyTorch equivalent: {@code
   * requires_grad_}.
   *
   * @return this tensor
   */
  public Tensor setRequiresGrad(boolean required) {
    variable().setRequiresGrad(required);
    return this;
  }

  /** Returns whether this tensor is not the result of a recorded op. */
  public boolean isLeaf() {
    return variable().isLeaf();
  }

  /** Returns the gradient that backward has accumulated here, or null. */
  public @Nullable Tensor grad() {
    Variable grad = variable().grad();
    return grad == null ? null : new Tensor(grad);
  }

  /**
   * Replaces the accumulated gradient; null clears it. One that backward had made is released when
   * the open {@link dev.jacobian.device.MemoryScope} closes, if there is one.
   */
  public void setGrad(@Nullable Tensor gradient) {
    variable().setGrad(gradient == null ? null : gradient.variable());
  }

  /**
   * Asks backward to keep the gradient of this result too. PyTorch equivalent: {@code retain_grad}.
   */
  public void retainGrad() {
    variable().retainGrad();
  }

  /**
   * Has a hook called with the gradient of this tensor whenever backward has it whole: once in each
   * pass, before the gradient is kept here, added up or passed on, and before {@link Gradients}
   * gives it. Hooks are called in the order in which they were added, each with what the one before
   * it gave; in passes with {@code createGraph} what they compute is recorded. What is changed in
   * place is another tensor afterwards: a hook that was added before is called with the gradient of
   * the values that were there. A leaf that is frozen keeps its hooks.
   *
   * <p>In a compiled function a hook runs when the function is captured, and its ops on tensors
   * every time; whether leaves have other hooks now is noticed. PyTorch equivalent: {@code
   * register_hook}.
   *
   * @return takes the hook away when it is closed
   * @throws AutogradException if this tensor does not require a gradient; by the backward pass, if
   *     the hook gives a gradient of another shape, dtype or device
   */
  public RemovableHandle registerHook(TensorHook hook) {
    return variable()
        .registerHook(
            gradient -> {
              Tensor made = hook.apply(new Tensor(gradient));
              return made == null ? null : made.variable();
            });
  }

  /**
   * Has a hook called with this leaf whenever backward has added to its gradient, in the order in
   * which hooks were added. It may use and clear {@link #grad}: an optimizer's step there needs no
   * memory for the gradients of all parameters at once. {@link Gradients} does not call it. PyTorch
   * equivalent: {@code register_post_accumulate_grad_hook}.
   *
   * @return takes the hook away when it is closed
   * @throws AutogradException if this tensor does not require a gradient or is no leaf
   */
  public RemovableHandle registerPostAccumulateGradHook(Consumer<Tensor> hook) {
    return variable().registerPostAccumulateGradHook(leaf -> hook.accept(this));
  }

  /**
   * Computes gradients from this one-element tensor and frees what forward had saved for it.
   * Gradients are added to what the leaves have collected.
   *
   * @throws AutogradException if nothing here requires a gradient, or the graph was freed by an
   *     earlier backward
   */
  public void backward() {
    Autograd.backward(variable(), null, false, false);
  }

  /**
   * Computes gradients as {@link #backward()}, keeping what forward saved if {@code retainGraph}.
   */
  public void backward(boolean retainGraph) {
    Autograd.backward(variable(), null, retainGraph, false);
  }

  /** Computes gradients from this tensor, weighted by {@code gradient}, which has its shape. */
  public void backward(Tensor gradient) {
    backward(gradient, false, false);
  }

  /**
   * Computes gradients from this tensor.
   *
   * @param gradient weighs its elements, of its shape and dtype
   * @param retainGraph whether backward may run again on this graph
   * @param createGraph whether the gradients can be differentiated in turn
   */
  public void backward(Tensor gradient, boolean retainGraph, boolean createGraph) {
    Autograd.backward(variable(), gradient.variable(), retainGraph, createGraph);
  }

  /** Returns the same values without a place on the tape; the storage is shared. */
  public Tensor detach() {
    return Calls.apply(new Detach(), this);
  }

  /**
   * Returns a copy in storage of its own; gradients flow through it. PyTorch equivalent: {@code
   * clone}.
   */
  public Tensor copy() {
    return new Tensor(Autograd.builder().apply(new Cast(dtype()), value));
  }

  /**
   * Returns the values in row-major order in memory: this tensor if it {@link #isContiguous}, else
   * a copy. PyTorch equivalent: {@code contiguous}.
   */
  public Tensor contiguous() {
    return isContiguous() ? this : copy();
  }

  /** Returns the values converted to another type; this tensor if it has that type. */
  public Tensor to(DType dtype) {
    return dtype == dtype() ? this : new Tensor(Autograd.builder().cast(value, dtype));
  }

  /**
   * Returns the values on another device; this tensor if they lie there.
   *
   * @throws dev.jacobian.shape.DeviceException if the device cannot be used
   */
  public Tensor to(Device device) {
    return to(device, false);
  }

  /**
   * Returns the values on another device; this tensor if they lie there. Either way they are there
   * for whoever reads the result, and this tensor may be changed afterwards.
   *
   * @param nonBlocking whether this returns before a GPU has come to the copy, whatever its size:
   *     the values are put together in pinned main memory, up to 256 MiB, and travel beside what
   *     the GPU computes. Without it, more than 2 MiB wait for that. Values for the CPU are always
   *     waited for: PyTorch returns a tensor there that must not be read yet. PyTorch equivalent:
   *     {@code to(device, non_blocking)}
   * @throws dev.jacobian.shape.DeviceException if the device cannot be used
   */
  public Tensor to(Device device, boolean nonBlocking) {
    Device from = device();
    return from.equals(device)
        ? this
        : new Tensor(Autograd.builder().apply(new Transfer(from, device, nonBlocking), value));
  }

  /**
   * Returns the values on the device that a text names: {@code cpu}, {@code cuda} or {@code
   * cuda:N}.
   *
   * @throws dev.jacobian.shape.DeviceException if it names none, or the device cannot be used
   */
  public Tensor to(String device) {
    return to(Device.parse(device));
  }

  /** Returns the values on the CPU. */
  public Tensor cpu() {
    return to(Device.cpu());
  }

  /** Returns the values on the first GPU. */
  public Tensor cuda() {
    return to(Device.cuda());
  }

  /**
   * Returns the only element.
   *
   * @throws ShapeException if there is not exactly one
   * @throws DTypeException if it is an int64 that double does not hold
   */
  public double item() {
    if (size() != 1) {
      throw new ShapeException(
          "item: the shape is " + shape(), "exactly one element", "reduce or slice first");
    }
    double value = toDoubleArray()[0];
    if (dtype() == DType.INT64 && !(Math.abs(value) < 0x1p53)) {
      long exact = toLongArray()[0];
      if (exact == Long.MAX_VALUE || (long) value != exact) {
        throw new DTypeException(
            "item: the int64 " + exact + " is none of the numbers of double",
            "one up to 2^53",
            "read it with toLongArray()[0]");
      }
    }
    return value;
  }

  /** Returns the elements of a float32 tensor in row-major order. */
  public float[] toFloatArray() {
    return (float[]) download(DType.FLOAT32);
  }

  /** Returns the elements of a tensor of any type in row-major order, converted to double. */
  public double[] toDoubleArray() {
    return Doubles.of(download(dtype()));
  }

  /** Returns the elements of an int32 tensor in row-major order. */
  public int[] toIntArray() {
    return (int[]) download(DType.INT32);
  }

  /** Returns the elements of an int64 tensor in row-major order. */
  public long[] toLongArray() {
    return (long[]) download(DType.INT64);
  }

  /** Returns the elements of a bool tensor in row-major order. */
  public boolean[] toBooleanArray() {
    return (boolean[]) download(DType.BOOL);
  }

  private static String reader(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "toFloatArray";
      case FLOAT64 -> "toDoubleArray";
      case INT32 -> "toIntArray";
      case INT64 -> "toLongArray";
      case BOOL -> "toBooleanArray";
    };
  }

  private Object download(DType expected) {
    if (dtype() != expected) {
      throw new DTypeException(
          "a " + variable().spec() + " tensor was read as " + expected,
          "the array type of its dtype",
          "read it with " + reader(dtype()) + "()");
    }
    Object array = JavaArrays.allocate(expected, size());
    Variable variable = variable();
    Recording.reading(variable);
    variable.operand().download(array, 0);
    return array;
  }

  /** Returns the values as NumPy prints them, shortened if there are many. */
  @Override
  public String toString() {
    return TensorPrinter.print(this);
  }
}
