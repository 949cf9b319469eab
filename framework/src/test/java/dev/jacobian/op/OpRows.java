package dev.jacobian.op;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.Device;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The inputs that every op is tested with: usual shapes, broadcasting, scalars, arrays without
 * elements.
 */
public final class OpRows {
  private static final Device CPU = Device.cpu();

  private final List<Row> rows = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(20261121);

  /**
   * An op and its inputs.
   *
   * @param inputs scalars and tensors; floating tensors are float64 and require a gradient
   */
  public record Row(Op op, List<Value> inputs) {
    /** Returns the inputs that are tensors. */
    public List<Tensor> tensors() {
      return inputs.stream().filter(v -> !(v instanceof Scalar)).map(Tensor::ofValue).toList();
    }

    /** Applies the op to the inputs, with the tensors among them replaced. */
    public Tensor apply(List<Tensor> tensors) {
      Value[] values = inputs.toArray(Value[]::new);
      int next = 0;
      for (int i = 0; i < values.length; i++) {
        if (!(values[i] instanceof Scalar)) {
          values[i] = tensors.get(next++).value();
        }
      }
      return Tensor.ofValue(Autograd.builder().apply(op, values));
    }

    boolean isDifferentiable() {
      for (int i = 0; i < inputs.size(); i++) {
        if (op.isDifferentiable(i) && inputs.get(i).dtype().isFloating()) {
          return true;
        }
      }
      return false;
    }

    /** Whether there are derivatives to check: not after a conversion to integers. */
    public boolean hasSmoothResult() {
      TensorSpec[] specs = inputs.stream().map(Value::spec).toArray(TensorSpec[]::new);
      return isDifferentiable() && op.infer(specs).dtype().isFloating();
    }

    boolean hasEmptyInput() {
      return inputs.stream().anyMatch(v -> v.shape().size() == 0);
    }

    boolean hasScalarInput() {
      return inputs.stream().anyMatch(v -> !(v instanceof Scalar) && v.shape().rank() == 0);
    }

    @Override
    public String toString() {
      return inputs.stream()
          .map(v -> v instanceof Scalar s ? Double.toString(s.value()) : v.spec().toString())
          .collect(Collectors.joining(", ", op + "(", ")"));
    }
  }

  private OpRows() {
    unary();
    binary();
    scaledSums();
    choices();
    gradients();
    reductions();
    layout();
    indexing();
    products();
    matrices();
    attentions();
    convolutions();
    recurrences();
    sources();
  }

  /** Returns all rows. */
  public static List<Row> all() {
    return new OpRows().rows;
  }

  private void row(Op op, Value... inputs) {
    rows.add(new Row(op, Arrays.asList(inputs)));
  }

  /** Numbers in [low, high), no two closer than a finite difference, none near 0. */
  private Value between(double low, double high, long... dims) {
    int size = (int) Shape.of(dims).size();
    List<Double> values = new ArrayList<>();
    while (values.size() < size) {
      double candidate = low + (high - low) * random.nextDouble();
      if (Math.abs(candidate) > 0.01
          && values.stream().allMatch(v -> Math.abs(v - candidate) > 0.001)) {
        values.add(candidate);
      }
    }
    double[] array = values.stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.of(array, dims).setRequiresGrad(true).value();
  }

  private Value real(long... dims) {
    return between(-2, 2, dims);
  }

  /** Numbers that gradients do not flow to. */
  private Value values(long... dims) {
    return Tensor.ofValue(real(dims)).detach().value();
  }

  private Value truths(long... dims) {
    boolean[] values = new boolean[(int) Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean();
    }
    return Tensor.of(values, dims).value();
  }

  private static Value indices(long... values) {
    return Tensor.of(values).value();
  }

  private static Value column(long... values) {
    return Tensor.of(values, values.length, 1).value();
  }

  private static Value numbers(int count) {
    return Tensor.arange(count).to(DType.INT32).value();
  }

  private static Value constant(double value) {
    return new Scalar(value, DType.FLOAT64);
  }

  private void unary() {
    for (UnaryFunction function : UnaryFunction.values()) {
      double low =
          switch (function) {
            case LOG, SQRT -> 0.2;
            case LOG1P -> -0.8;
            default -> -2;
          };
      shapes(new Unary(function), low);
    }
    for (Op op : List.of(new LogGamma(), new Polygamma(0), new Polygamma(1), new Polygamma(3))) {
      shapes(op, 0.2);
      row(op, between(2, 12, 6));
    }
    row(new ErfInv(), between(-0.9, 0.9, 2, 3));
    row(new ErfInv(), between(-0.9, 0.9));
    row(new ErfInv(), between(-0.9, 0.9, 0, 3));
    row(new ErfInv(), between(0.991, 0.99995, 6));
    shapes(new Erfc(), -2);
    row(new Erfc(), between(2, 5, 6));
    row(new LogGamma(), between(-1.9, -1.1, 4));
    row(new Polygamma(0), between(-1.9, -1.1, 4));
    for (Op op :
        List.of(
            new FillLike(3),
            new Clamp(-1.013, 0.517),
            new Cast(DType.FLOAT64),
            new Cast(DType.INT32),
            new Cast(DType.BOOL),
            new Detach())) {
      shapes(op, -2);
    }
  }

  private void shapes(Op op, double low) {
    row(op, between(low, 2, 2, 3));
    row(op, between(low, 2));
    row(op, between(low, 2, 0, 3));
  }

  private void binary() {
    pairs(new LogAddExp(), -2);
    for (BinaryFunction function : BinaryFunction.values()) {
      pairs(new Binary(function), function == BinaryFunction.POW ? 0.3 : -2);
    }
    row(new Binary(BinaryFunction.POW), between(-2, 2, 3), constant(3));
    pairs(new Atan2(), -2);
  }

  private void pairs(Op op, double low) {
    row(op, between(low, 2, 2, 3), between(low, 2, 2, 3));
    row(op, between(low, 2, 2, 3), between(low, 2, 3));
    row(op, between(low, 2, 2, 1), between(low, 2, 1, 3));
    row(op, between(low, 2), between(low, 2, 2, 2));
    row(op, between(low, 2), between(low, 2));
    row(op, between(low, 2, 0, 3), between(low, 2, 1, 3));
    row(op, between(low, 2, 3), constant(1.5));
    row(op, constant(1.5), between(low, 2, 3));
  }

  private void scaledSums() {
    row(new AddScaled(), real(2, 3), real(2, 3), constant(-0.75));
    row(new AddScaled(), real(2, 1), real(3), real());
    row(new AddScaled(), real(2, 3), constant(0.5), real(3));
    row(new AddScaled(), real(), real(), constant(2));
    row(new AddScaled(), real(0, 3), real(3), constant(2));
  }

  private void choices() {
    row(new Where(), truths(2, 3), real(2, 3), real(2, 3));
    row(new Where(), truths(3), real(2, 1), real());
    row(new Where(), truths(2, 3), real(3), constant(0.5));
    row(new Where(), truths(2, 3), constant(0.5), real(1));
    row(new Where(), truths(), real(), real());
    row(new Where(), truths(0, 2), real(2), real(1, 2));
  }

  private void gradients() {
    Op erf = new ElementwiseGradient(new Unary(UnaryFunction.ERF), 0, List.of(DType.FLOAT64));
    row(erf, real(2, 3), real(2, 3));
    row(erf, real(), real());
    row(erf, real(0, 2), real(0, 2));
    List<DType> types = List.of(DType.FLOAT64, DType.FLOAT64);
    Op quotient = new ElementwiseGradient(new Binary(BinaryFunction.DIV), 1, types);
    row(quotient, real(2, 1), real(3), real(2, 3));
  }

  private void reductions() {
    for (Op op : List.of(new Sum(List.of(0, 2)), new Max(List.of(0, 2)), new Min(List.of(0, 2)))) {
      row(op, real(2, 3, 2));
      row(op, real(2, 0, 2));
    }
    row(new Sum(List.of(1)), real(2, 0));
    row(new Sum(List.of()), real());
    row(new Sum(List.of(1), true), real(2, 3));
    row(new Max(List.of()), real());
    row(new Min(List.of()), real());
    row(new ArgMax(1), real(2, 3));
    row(new ArgMax(1), real(0, 3));
    row(new ArgSort(1, false, 3), real(2, 3, 2));
    row(new ArgSort(0, true, 2), real(4));
    row(new ArgSort(1, false, 0), real(2, 0));
    row(new Multinomial(3, true), between(0.1, 2, 2, 4), between(0.02, 0.98, 2, 3));
    row(new Multinomial(3, false), between(0.1, 2, 4), between(0.02, 0.98, 4));
    row(new Multinomial(1, true), between(0.1, 2, 0, 4), between(0.02, 0.98, 0, 1));
    row(new WindowArgMax(1, 3, 2, 1, 1, false), real(2, 5, 2));
    row(new WindowArgMax(1, 2, 2, 0, 1, true), real(2, 5));
    row(new WindowArgMax(1, 2, 2, 0, 1, false), real(0, 4));
    windows(List.of(2L, 2L), List.of(2L, 2L), List.of(0L, 0L), 3, 4, 6);
    windows(List.of(3L, 2L), List.of(2L, 3L), List.of(1L, 1L), 2, 5, 7);
    windows(List.of(3L), List.of(1L), List.of(1L), 4);
    windows(List.of(2L), List.of(2L), List.of(0L), 0, 5);
    row(new CumSum(1, false), real(2, 3, 2));
    row(new CumSum(0, true), real(4));
    row(new CumSum(1, false), real(2, 0));
    row(new CumProd(1), real(2, 3, 2));
    row(new CumProd(0), real(1, 2));
    row(new CumProd(1), real(2, 0));
    row(new CumProd(0), Tensor.of(new double[] {2, 0, -1.5, 0, 3}).setRequiresGrad(true).value());
    row(new CumExtreme(1, true), real(2, 3, 2));
    row(new CumExtreme(0, false), real(4));
    row(new CumExtreme(1, true), real(2, 0));
  }

  private void windows(List<Long> sizes, List<Long> strides, List<Long> paddings, long... dims) {
    List<Long> near = sizes.stream().map(size -> 1L).toList();
    PoolWindows windows = new PoolWindows(sizes, strides, paddings, near, true);
    Shape array = Shape.of(dims);
    Shape results = windows.over(array);
    long[] over = Arrays.copyOfRange(results.dims(), dims.length - sizes.size(), dims.length);
    Value first = Tensor.of(WindowPlace.first(windows, array), over).value();
    long[] stride = strides.stream().mapToLong(Long::longValue).toArray();
    Value numbers = Tensor.of(WindowSpread.numbers(windows), stride).value();
    Value place = Autograd.builder().apply(new WindowPlace(windows), values(dims), first);
    row(new WindowPlace(windows), values(dims), first);
    row(new WindowPick(windows), place, real(dims), numbers);
    row(new WindowSpread(windows, array), place, real(results.dims()), numbers);
  }

  private void layout() {
    row(new Expand(Shape.of(2, 3, 2)), real(3, 1));
    row(new Expand(Shape.of(2)), real());
    row(new Expand(Shape.of(2, 0)), real(2, 1));
    row(new Permute(List.of(2, 0, 1)), real(2, 3, 2));
    row(new Permute(List.of()), real());
    row(new Permute(List.of(1, 0)), real(0, 3));
    row(new Reshape(Shape.of(3, 2)), real(2, 3));
    row(new Reshape(Shape.of(1, 1)), real());
    row(new Reshape(Shape.of(5, 0)), real(0, 3));
    row(new Slice(1, 1, 2, 2), real(2, 4));
    row(new Slice(0, 2, 0, 1), real(2));
    row(new Slice(1, 1, 2, 1), real(0, 4));
    row(new Slice(0, 4, 3, -2), real(5));
    row(new WindowView(1, 2, 1), real(2, 4));
    row(new WindowView(0, 2, 3), real(6, 2));
    row(new WindowView(0, 0, 1), real(0));
    row(new Diagonal(0, 1, 1), real(3, 4));
    row(new Diagonal(2, 0, -1), real(3, 2, 4));
    row(new Diagonal(0, 1, 0), real(0, 3));
    row(
        new ViewScatter(List.of(new Permute(List.of(1, 0)), new Slice(0, 1, 2, 2))),
        real(2, 4),
        real(2, 2));
    row(new ViewScatter(List.of(new Reshape(Shape.of(1)))), real(), real(1));
    row(new ViewScatter(List.of(new Slice(0, 0, 0, 1))), real(2), real(0));
    row(new Pad(0, 4, -2, 5), real(3));
    row(new Pad(1, 1, 2, 6), real(2, 3));
    row(new Pad(0, 1, 1, 3), real(0));
    row(new Concat(1), real(2, 1), real(2, 0), real(2, 3));
    row(new Concat(0), real(0, 2), real(0, 2));
    row(new Transfer(CPU, CPU, false), real(2, 3));
    row(new Transfer(CPU, CPU, false), real());
    row(new Transfer(CPU, CPU, true), real(0));
    row(new Transfer(CPU, CPU, true), real(3, 2));
  }

  private void indexing() {
    row(new FromStart(3), indices(0, -1, 2, 3, -3, -4));
    row(new FromStart(3), indices());
    row(new PlaceAlong(3, 2), column(0, -1, 2, 3), indices(0, 1));
    row(new PlaceAlong(3, 2), indices(), indices(5));
    row(
        new PlaceAlong(3, 2),
        Tensor.of(new long[] {2}).reshape().value(),
        Tensor.of(new long[] {1}).reshape().value());
    row(new FromStart(3), Tensor.of(new long[] {-2}).reshape().value());
    row(new IndexSelect(0), real(3, 2), indices(2, 0, 2));
    row(new IndexSelect(1), real(2, 3, 2), indices(1));
    row(new IndexSelect(0), real(3, 2), indices());
    row(new Pick(1), real(2, 3), column(2, 0), numbers(3));
    row(new Pick(1), real(0, 3), column(), numbers(3));
    Value places = Tensor.of(new long[] {2, 0, 2, 1, 1, 1}, 2, 3).value();
    row(new GatherElements(1), real(2, 3), places);
    row(new GatherElements(0), real(3, 4), places);
    row(new GatherElements(1), real(2, 3), Tensor.of(new long[0], 2, 0).value());
    row(new ScatterAddElements(1, Shape.of(2, 4)), real(2, 3), places);
    row(new ScatterAddElements(0, Shape.of(3, 4)), real(2, 3), places);
    row(
        new ScatterAddElements(1, Shape.of(2, 4)),
        real(2, 0),
        Tensor.of(new long[0], 2, 0).value());
    row(new IndexAdd(0, 4), real(3, 2), indices(3, 0, 3));
    row(new IndexAdd(1, 3), real(2, 2, 2), indices(0, 1));
    row(new IndexAdd(0, 4), real(0, 2), indices());
    row(new IndexPut(0), real(4, 2), indices(3, 0, 3), real(3, 2));
    row(new IndexPut(1), real(2, 3, 2), indices(2), real(2, 1, 2));
    row(new IndexPut(0), real(4, 2), indices(), real(0, 2));
  }

  private void products() {
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        Op op = new MatMul(a, b);
        row(op, a ? real(4, 2) : real(2, 4), b ? real(3, 4) : real(4, 3));
        row(op, a ? real(2, 3, 2) : real(2, 2, 3), b ? real(2, 2, 3) : real(2, 3, 2));
        row(op, a ? real(0, 2) : real(2, 0), b ? real(3, 0) : real(0, 3));
      }
    }
  }

  /** Matrices whose diagonals are large and different, so that all of them have all factors. */
  private Value regular(long... dims) {
    double[] elements = Tensor.ofValue(real(dims)).mul(0.3).toDoubleArray();
    int rank = dims.length;
    int columns = (int) dims[rank - 1];
    int size = (int) dims[rank - 2] * columns;
    for (int i = 0; i < elements.length; i++) {
      int row = i % size / columns;
      elements[i] += row == i % columns ? 2 + 1.5 * row : 0;
    }
    return Tensor.of(elements, dims).setRequiresGrad(true).value();
  }

  private void matrices() {
    for (Op op : List.of(new Solve(), new SolveTriangular(true), new SolveTriangular(false))) {
      row(op, regular(3, 3), real(3, 2));
      row(op, regular(2, 1, 2, 2), real(2, 1, 2, 1));
      row(op, regular(0, 2, 2), real(0, 2, 1));
    }
    for (Op op :
        List.of(new Cholesky(), new SymmetricEigen(), new Det(), new Cofactors(), new LogDet())) {
      row(op, regular(3, 3));
      row(op, regular(2, 1, 2, 2));
      row(op, regular(0, 2, 2));
    }
    for (Op op : List.of(new Qr(false), new Svd())) {
      row(op, regular(3, 2));
      row(op, regular(2, 1, 2, 2));
      row(op, regular(2, 0));
    }
    row(new Svd(), regular(2, 3));
  }

  private void attentions() {
    Attention plain = new Attention(0.7, false, false, 0, true);
    row(plain, real(2, 1, 3, 2), real(2, 1, 2, 2), real(2, 1, 2, 2));
    row(plain, real(0, 1, 3, 2), real(0, 1, 2, 2), real(0, 1, 2, 2));
    Attention masked = new Attention(0.7, false, true, 0, true);
    row(masked, real(1, 2, 2, 1), real(1, 2, 2, 1), real(1, 2, 2, 2), real(1, 2, 2, 1));
    row(masked, real(1, 1, 2, 1), real(1, 1, 3, 1), real(1, 1, 3, 2), keys());
    row(
        new Attention(0.7, true, false, 0, true),
        real(1, 2, 3, 1),
        real(1, 2, 3, 1),
        real(1, 2, 3, 2));
    Attention dropping = new Attention(0.7, false, false, 0.4, true);
    row(dropping, real(1, 1, 2, 1), real(1, 1, 3, 1), real(1, 1, 3, 2), values(2));
    row(
        new AttentionGradient(plain),
        values(2, 1, 3, 2),
        values(2, 1, 2, 2),
        values(2, 1, 2, 2),
        values(18),
        values(2, 3, 1, 2),
        values(2, 1, 3, 1));
    row(
        new AttentionGradient(plain),
        values(0, 1, 3, 2),
        values(0, 1, 2, 2),
        values(0, 1, 2, 2),
        values(0),
        values(0, 3, 1, 2),
        values(0, 1, 3, 1));
    TensorSpec pairs = new TensorSpec(Shape.of(1, 2, 3, 3), DType.FLOAT64);
    row(new AttentionDropout(dropping, pairs), values(2));
  }

  private static Value keys() {
    return Tensor.of(new boolean[] {true, false, true}, 1, 1, 1, 3).value();
  }

  private void convolutions() {
    List<Long> two = List.of(2L, 2L);
    List<Long> one = List.of(1L, 1L);
    ConvolutionShape strided =
        new ConvolutionShape(List.of(5L, 4L), List.of(3L, 2L), two, one, List.of(1L, 2L), 2);
    ConvolutionShape padded =
        new ConvolutionShape(List.of(3L), List.of(2L), List.of(1L), List.of(1L), List.of(1L), 1);
    for (ConvolutionShape shape : List.of(strided, padded)) {
      for (long batch : new long[] {2, 0}) {
        Value input = real(shape.shape(ConvolutionPart.INPUT, batch, 2).dims());
        Value weight = real(shape.shape(ConvolutionPart.WEIGHT, 2, 2 / shape.groups()).dims());
        Value output = real(shape.shape(ConvolutionPart.OUTPUT, batch, 2).dims());
        row(new Convolution(ConvolutionPart.OUTPUT, shape), input, weight);
        row(new Convolution(ConvolutionPart.INPUT, shape), weight, output);
        row(new Convolution(ConvolutionPart.WEIGHT, shape), input, output);
      }
    }
  }

  private void recurrences() {
    for (RecurrentCell cell : RecurrentCell.values()) {
      long gates = cell.gates();
      for (long n : new long[] {0, 1}) {
        for (boolean masked : new boolean[] {false, true}) {
          List<Value> inputs =
              new ArrayList<>(List.of(real(2, n, gates), real(gates, 1), real(n, 1)));
          if (cell.hasCell() || cell.hasInnerBias()) {
            inputs.add(cell.hasCell() ? real(n, 1) : real(1));
          }
          if (masked) {
            inputs.add(Tensor.ofValue(values(2, n, 1)).gt(0).to(DType.FLOAT64).value());
          }
          Recurrence op = new Recurrence(cell, masked, masked, true);
          // What backward reads is no result; layers with such cells have tests of their own.
          if (cell.kept() == 0) {
            row(op, inputs.toArray(Value[]::new));
          }
          long size =
              op.infer(inputs.stream().map(Value::spec).toArray(TensorSpec[]::new)).shape().size();
          List<Value> given = new ArrayList<>();
          inputs.subList(1, inputs.size()).forEach(v -> given.add(values(v.shape().dims())));
          given.addAll(List.of(values(size), values(size)));
          row(new RecurrenceGradient(op), given.toArray(Value[]::new));
        }
      }
      long[][] shapes =
          cell == RecurrentCell.TANH ? new long[][] {{2}, {}, {0}} : new long[][] {{2}};
      for (long[] dims : shapes) {
        for (boolean isBackward : new boolean[] {false, true}) {
          int count = isBackward ? cell.backwardInputs() : cell.forwardInputs();
          Value[] inputs = new Value[count];
          Arrays.setAll(inputs, i -> real(dims));
          row(new RecurrentStep(cell, false, isBackward, 0), inputs);
        }
      }
    }
  }

  private void sources() {
    for (long[] dims : new long[][] {{2, 3}, {}, {0, 3}}) {
      TensorSpec spec = new TensorSpec(Shape.of(dims), DType.FLOAT64);
      row(new Full(spec, 1.5, CPU));
      row(new Random(spec, RandomKind.NORMAL, new RandomState(1, 2, 3), CPU));
      row(new Random(spec, RandomKind.UNIFORM, new RandomState(1, 2, 3), CPU));
    }
  }
}
