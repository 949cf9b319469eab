package dev.jacobian.tensor;

import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Storage;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.op.Concat;
import dev.jacobian.op.Full;
import dev.jacobian.op.Random;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Makes tensors from numbers, and from other tensors put together. */
public final class Creation {
  private Creation() {}

  /**
   * Returns a CPU tensor with the values of a Java array of the dtype's type, in row-major order.
   *
   * @throws ShapeException if the array has another length than the shape has elements
   */
  static Tensor fromArray(Object array, DType dtype, Shape shape) {
    if (Array.getLength(array) != shape.size()) {
      throw new ShapeException(
          "an array of " + Array.getLength(array) + " elements for shape " + shape,
          shape.size() + " elements");
    }
    return upload(array, 0, new TensorSpec(shape, dtype), Device.cpu());
  }

  /**
   * Returns a tensor with values from a Java array. A compiled function that makes one has these
   * values in every run.
   *
   * @param array {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} or {@code
   *     boolean[]}, as the dtype asks
   * @param offset index of the first element that is read
   */
  public static Tensor upload(Object array, int offset, TensorSpec spec, Device device) {
    Backend backend = device.backend();
    Storage storage = backend.memory().allocate(spec);
    Variable variable = new Variable(storage, spec.shape());
    backend.upload(array, offset, variable.operand());
    if (Recording.isActive()) {
      // To a captured function this is a constant, which later runs read: it outlives this one.
      storage.moveTo(null);
      Recording.constant(variable);
    }
    return Tensor.ofValue(variable);
  }

  static Tensor fromRows(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    Shape shape = Shape.of(rows.length, columns);
    float[] values = (float[]) JavaArrays.allocate(DType.FLOAT32, shape.size());
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new ShapeException(
            "row " + i + " has " + rows[i].length + " values, row 0 has " + columns,
            "rows of one length");
      }
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return fromArray(values, DType.FLOAT32, shape);
  }

  static Tensor full(Shape shape, double value, DType dtype, Device device) {
    return Calls.apply(new Full(new TensorSpec(shape, dtype), value, device));
  }

  static Tensor arange(long start, long end) {
    if (end < start) {
      throw new ShapeException(
          "arange: from " + start + " to " + end, "an end not below the start");
    }
    long[] values = LongStream.range(start, end).toArray();
    return fromArray(values, DType.INT64, Shape.of(values.length));
  }

  static Tensor arange(long start, long end, long step) {
    if (step == 0 || (step > 0 ? end < start : end > start)) {
      throw noSteps(start, end, step);
    }
    long count = start == end ? 0 : (Math.abs(end - start) - 1) / Math.abs(step) + 1;
    return arange(0, count).mul((double) step).add((double) start);
  }

  static Tensor arange(double start, double end, double step) {
    double count = Math.ceil((end - start) / step);
    if (!(count >= 0 && count <= Integer.MAX_VALUE)) {
      throw noSteps(start, end, step);
    }
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (start + i * step);
    }
    return fromArray(values, DType.FLOAT32, Shape.of(values.length));
  }

  private static ShapeException noSteps(Number start, Number end, Number step) {
    return new ShapeException(
        "arange: from " + start + " to " + end + " in steps of " + step,
        "a step other than 0 that leads from the start towards the end");
  }

  static Tensor linspace(double start, double end, int count) {
    return spaced("linspace", start, end, count, place -> place);
  }

  static Tensor logspace(double start, double end, int count, double base) {
    return spaced("logspace", start, end, count, place -> Math.pow(base, place));
  }

  private static Tensor spaced(
      String name, double start, double end, int count, DoubleUnaryOperator value) {
    if (count < 1) {
      throw new ShapeException(name + ": " + count + " numbers", "at least 1");
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double place = count == 1 ? start : start + (end - start) * i / (count - 1);
      values[i] = (float) value.applyAsDouble(place);
    }
    return fromArray(values, DType.FLOAT32, Shape.of(count));
  }

  static Tensor eye(int n) {
    Shape shape = Shape.of(n, n);
    float[] values = (float[]) JavaArrays.allocate(DType.FLOAT32, shape.size());
    for (int i = 0; i < n; i++) {
      values[i * n + i] = 1;
    }
    return fromArray(values, DType.FLOAT32, shape);
  }

  /** Returns numbers uniform in [0, 1), made on the device. */
  public static Tensor uniform(Generator generator, Shape shape, DType dtype, Device device) {
    return random(RandomKind.UNIFORM, generator, shape, dtype, device);
  }

  /** Returns standard normal numbers, made on the device. */
  public static Tensor normal(Generator generator, Shape shape, DType dtype, Device device) {
    return random(RandomKind.NORMAL, generator, shape, dtype, device);
  }

  private static Tensor random(
      RandomKind distribution, Generator generator, Shape shape, DType dtype, Device device) {
    if (!dtype.isFloating()) {
      throw new DTypeException("random numbers of dtype " + dtype, "float32 or float64");
    }
    RandomState state = Recording.draw(() -> generator.take(shape.size()), generator::setState);
    return Calls.apply(new Random(new TensorSpec(shape, dtype), distribution, state, device));
  }

  static Tensor randint(Generator generator, long low, long high, Shape shape) {
    if (low >= high || !(high - low > 0 && high - low <= 1L << 53)) {
      throw new OptionException(
          "randint: from " + low + " to before " + high, "low < high, no more than 2^53 apart");
    }
    // The product of a number below 1 may be rounded up to the number of choices.
    Tensor choices =
        uniform(generator, shape, DType.FLOAT64, Device.cpu()).mul((double) (high - low)).floor();
    Tensor chosen = choices.clamp(0, (double) (high - low - 1)).to(DType.INT64);
    return low == 0 ? chosen : chosen.add(Tensor.of(new long[] {low}, new long[0]));
  }

  static Tensor randperm(Generator generator, long n) {
    return uniform(generator, Shape.of(n), DType.FLOAT64, Device.cpu()).argsort(0, false);
  }

  static Tensor concat(int axis, Tensor... tensors) {
    return concat("concat", axis, tensors);
  }

  private static Tensor concat(String name, int axis, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new ShapeException(name + ": no tensors", "at least one");
    }
    return Calls.apply(new Concat(tensors[0].shape().axis(axis)), tensors);
  }

  static Tensor stack(int axis, Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (!tensor.shape().equals(tensors[0].shape())) {
        throw new ShapeException(
            "stack: shapes " + tensors[0].shape() + " and " + tensor.shape() + " differ",
            "tensors of one shape",
            "concat, which joins tensors along an axis that they have");
      }
    }
    return concat(axis, Arrays.stream(tensors).map(t -> t.unsqueeze(axis)).toArray(Tensor[]::new));
  }

  /** Returns the rows and columns of a triangle's elements, row by row: {@code [2, count]}. */
  static Tensor triangle(long rows, long columns, long diagonal, boolean isUpper) {
    long[] inside =
        LongStream.range(0, Shape.of(rows, columns).size())
            .filter(
                at -> {
                  long ahead = at % columns - at / columns;
                  return isUpper ? ahead >= diagonal : ahead <= diagonal;
                })
            .toArray();
    LongStream both =
        LongStream.concat(
            Arrays.stream(inside).map(at -> at / columns),
            Arrays.stream(inside).map(at -> at % columns));
    return fromArray(both.toArray(), DType.INT64, Shape.of(2, inside.length));
  }

  static Tensor blockDiag(Tensor... blocks) {
    if (blocks.length == 0) {
      throw new ShapeException("blockDiag: no matrices", "at least one");
    }
    long columns = 0;
    for (Tensor block : blocks) {
      if (block.shape().rank() != 2) {
        throw new ShapeException("blockDiag: received " + block.shape(), "matrices");
      }
      columns += block.size(1);
    }
    Tensor[] rows = new Tensor[blocks.length];
    long before = 0;
    for (int i = 0; i < blocks.length; i++) {
      long width = blocks[i].size(1);
      rows[i] = blocks[i].pad(1, before, columns - before - width);
      before += width;
    }
    return concat(0, rows);
  }

  static List<Tensor> meshgrid(Tensor... vectors) {
    return meshgrid("meshgrid", vectors);
  }

  private static List<Tensor> meshgrid(String name, Tensor... vectors) {
    long[] grid = new long[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].shape().rank() != 1) {
        throw new ShapeException(
            name + ": tensor " + i + " has the shape " + vectors[i].shape(), "vectors");
      }
      grid[i] = vectors[i].size();
    }
    List<Tensor> coordinates = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      long[] along = new long[vectors.length];
      Arrays.fill(along, 1);
      along[i] = grid[i];
      coordinates.add(vectors[i].reshape(along).expand(grid));
    }
    return coordinates;
  }

  static Tensor hstack(Tensor... tensors) {
    Tensor[] parts = each(tensors, t -> t.shape().rank() == 0 ? t.reshape(1) : t);
    return concat("hstack", parts.length > 0 && parts[0].shape().rank() == 1 ? 0 : 1, parts);
  }

  static Tensor vstack(Tensor... tensors) {
    return concat("vstack", 0, each(tensors, Creation::rows));
  }

  static Tensor dstack(Tensor... tensors) {
    Tensor[] parts = each(tensors, t -> t.shape().rank() < 3 ? rows(t).unsqueeze(-1) : t);
    return concat("dstack", 2, parts);
  }

  static Tensor columnStack(Tensor... tensors) {
    Tensor[] parts = each(tensors, t -> t.shape().rank() < 2 ? t.reshape(t.size(), 1) : t);
    return concat("columnStack", 1, parts);
  }

  /** Returns a vector or a scalar as one row. */
  private static Tensor rows(Tensor x) {
    return x.shape().rank() < 2 ? x.reshape(1, x.size()) : x;
  }

  private static Tensor[] each(Tensor[] tensors, UnaryOperator<Tensor> form) {
    return Arrays.stream(tensors).map(form).toArray(Tensor[]::new);
  }

  static List<Tensor> broadcastTensors(Tensor... tensors) {
    Shape shape = Shape.scalar();
    for (Tensor tensor : tensors) {
      shape = Broadcasting.broadcast("broadcastTensors", shape, tensor.shape());
    }
    long[] dims = shape.dims();
    return Arrays.stream(tensors).map(tensor -> tensor.expand(dims)).toList();
  }

  static Tensor cartesianProd(Tensor... vectors) {
    Tensor[] columns =
        meshgrid("cartesianProd", vectors).stream().map(Tensor::flatten).toArray(Tensor[]::new);
    if (columns.length == 0) {
      throw new ShapeException("cartesianProd: no tensors", "at least one");
    }
    return columns.length == 1 ? columns[0].copy() : stack(1, columns);
  }

  /** Returns a sum of cosines: of one period the first factor times 0 of them, and so on. */
  static Tensor window(String name, int length, boolean periodic, double... factors) {
    if (length < 0) {
      throw new ShapeException(name + ": " + length + " numbers", "0 or more");
    }
    double period = periodic ? length : length - 1;
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (int k = 0; k < factors.length; k++) {
        sum += factors[k] * Math.cos(2 * Math.PI * k * i / period);
      }
      // One number alone has no period.
      values[i] = length == 1 ? 1 : (float) sum;
    }
    return fromArray(values, DType.FLOAT32, Shape.of(length));
  }
}
