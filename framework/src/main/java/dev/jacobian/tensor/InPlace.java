package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.op.AddScaled;
import dev.jacobian.op.Binary;
import dev.jacobian.op.Cast;
import dev.jacobian.op.Clamp;
import dev.jacobian.op.FillLike;
import dev.jacobian.op.LiveScalar;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Unary;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Functions that change this tensor's values, and those of all tensors that share its memory, and
 * return it. Outside {@code Autograd.noGrad()} a change is recorded if this tensor or an operand
 * requires a gradient; then it is an error to change a leaf that requires one, a view of it, a view
 * that was made under {@code noGrad}, or one of several that one function gave. So it is always to
 * change a view in which one element of memory stands at several positions. Backward notices a
 * change of a value that it still needs.
 */
public sealed interface InPlace extends Family permits Tensor {

  /** {@code x += other}; {@code other} broadcasts to x's shape. */
  default Tensor addInPlace(Tensor other) {
    return assign(BinaryFunction.ADD, other.value());
  }

  /**
   * {@code x += alpha * other}, in one pass; {@code other} broadcasts to x's shape. PyTorch
   * equivalent: {@code add_} with {@code alpha}.
   */
  default Tensor addInPlace(Tensor other, double alpha) {
    return addScaled(other, new Scalar(alpha, self().dtype()));
  }

  /**
   * {@code x += alpha * other}, with a factor that is asked for at every run of a compiled
   * function: one that changes from step to step.
   */
  default Tensor addInPlace(Tensor other, DoubleSupplier alpha) {
    return addScaled(other, new LiveScalar(alpha, self().dtype()));
  }

  /** {@code x += number}. */
  default Tensor addInPlace(double number) {
    return assign(BinaryFunction.ADD, number);
  }

  /**
   * {@code x -= other}; {@code other} broadcasts to x's shape. PyTorch equivalent: {@code sub_}.
   */
  default Tensor subInPlace(Tensor other) {
    return assign(BinaryFunction.SUB, other.value());
  }

  /** {@code x -= number}. */
  default Tensor subInPlace(double number) {
    return assign(BinaryFunction.SUB, number);
  }

  /**
   * {@code x *= other}; {@code other} broadcasts to x's shape. PyTorch equivalent: {@code mul_}.
   */
  default Tensor mulInPlace(Tensor other) {
    return assign(BinaryFunction.MUL, other.value());
  }

  /** {@code x *= number}. */
  default Tensor mulInPlace(double number) {
    return assign(BinaryFunction.MUL, number);
  }

  /**
   * {@code x *= number}, with a number that is asked for at every run of a compiled function: a
   * factor that changes from step to step.
   */
  default Tensor mulInPlace(DoubleSupplier number) {
    return assign(BinaryFunction.MUL, new LiveScalar(number, self().dtype()));
  }

  /**
   * {@code x /= other}; {@code other} broadcasts to x's shape. PyTorch equivalent: {@code div_}.
   */
  default Tensor divInPlace(Tensor other) {
    return assign(BinaryFunction.DIV, other.value());
  }

  /** {@code x /= number}. */
  default Tensor divInPlace(double number) {
    return assign(BinaryFunction.DIV, number);
  }

  /** {@link Elementwise#clamp} in place. PyTorch equivalent: {@code clamp_}. */
  default Tensor clampInPlace(double min, double max) {
    Autograd.builder().assign(self().value(), new Clamp(min, max), self().value());
    return self();
  }

  /**
   * {@code x += weight * (end - x)}, of which a target network's weights follow another's. PyTorch
   * equivalent: {@code lerp_}.
   */
  default Tensor lerpInPlace(Tensor end, double weight) {
    return copyInPlace(self().lerp(end, weight));
  }

  /** Sets every element to 0. PyTorch equivalent: {@code zero_}. */
  default Tensor zeroInPlace() {
    return fillInPlace(0);
  }

  /**
   * Takes over the values of {@code other}, which broadcasts to this tensor's shape, converted to
   * its dtype. PyTorch equivalent: {@code copy_}, and {@code x[:, 1:3] = v} of a slice.
   */
  default Tensor copyInPlace(Tensor other) {
    boolean isWhole = other.shape().equals(self().shape());
    Tensor values = isWhole ? other : other.expand(self().shape().dims());
    Autograd.builder().assign(self().value(), new Cast(self().dtype()), values.value());
    return self();
  }

  /** Sets every element to a number. PyTorch equivalent: {@code fill_}. */
  default Tensor fillInPlace(double number) {
    Autograd.builder().assign(self().value(), new FillLike(number), self().value());
    return self();
  }

  /** {@link Elementwise#exp} in place. PyTorch equivalent: {@code exp_}. */
  default Tensor expInPlace() {
    return assign(UnaryFunction.EXP);
  }

  /** {@link Elementwise#sqrt} in place. PyTorch equivalent: {@code sqrt_}. */
  default Tensor sqrtInPlace() {
    return assign(UnaryFunction.SQRT);
  }

  /** {@link Elementwise#neg} in place. PyTorch equivalent: {@code neg_}. */
  default Tensor negInPlace() {
    return assign(UnaryFunction.NEG);
  }

  /** {@link Elementwise#abs} in place. PyTorch equivalent: {@code abs_}. */
  default Tensor absInPlace() {
    return assign(UnaryFunction.ABS);
  }

  /** {@link Elementwise#tanh} in place. PyTorch equivalent: {@code tanh_}. */
  default Tensor tanhInPlace() {
    return assign(UnaryFunction.TANH);
  }

  /** {@link Activations#sigmoid} in place. PyTorch equivalent: {@code sigmoid_}. */
  default Tensor sigmoidInPlace() {
    return assign(UnaryFunction.SIGMOID);
  }

  /** {@link Activations#relu} in place. PyTorch equivalent: {@code relu_}. */
  default Tensor reluInPlace() {
    return assign(UnaryFunction.RELU);
  }

  /** {@link Elementwise#addcmul} in place. PyTorch equivalent: {@code addcmul_}. */
  default Tensor addcmulInPlace(Tensor first, Tensor second, double value) {
    return addInPlace(first.mul(second), value);
  }

  /** {@link Elementwise#addcdiv} in place. PyTorch equivalent: {@code addcdiv_}. */
  default Tensor addcdivInPlace(Tensor numerator, Tensor denominator, double value) {
    return addInPlace(numerator.div(denominator), value);
  }

  /**
   * Sets every element to a number drawn from a normal distribution. PyTorch equivalent: {@code
   * normal_}.
   */
  default Tensor normalInPlace(Generator generator, double mean, double deviation) {
    return copyInPlace(Tensor.randnLike(generator, self()).mul(deviation).add(mean));
  }

  /**
   * Sets every element to a number drawn evenly from {@code [low, high)}. PyTorch equivalent:
   * {@code uniform_}.
   */
  default Tensor uniformInPlace(Generator generator, double low, double high) {
    return copyInPlace(uniform(generator, self().dtype()).mul(high - low).add(low));
  }

  /**
   * Sets every element to 1 with this probability, else to 0. PyTorch equivalent: {@code
   * bernoulli_}.
   *
   * @throws OptionException if it is no number in [0, 1]
   */
  default Tensor bernoulliInPlace(Generator generator, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new OptionException(
          "bernoulliInPlace: a probability of " + probability, "a number from 0 to 1");
    }
    DType dtype = self().dtype().isFloating() ? self().dtype() : DType.FLOAT32;
    return copyInPlace(uniform(generator, dtype).lt(probability));
  }

  private Tensor uniform(Generator generator, DType dtype) {
    return Creation.uniform(generator, self().shape(), dtype, self().device());
  }

  /**
   * {@link Indexing#indexPut(List, Tensor)} in place. PyTorch equivalent: {@code x[a, b] = v},
   * {@code x[mask] = v}.
   */
  default Tensor indexPutInPlace(List<Tensor> indices, Tensor values) {
    return indexPutInPlace(indices, values, false);
  }

  /**
   * {@link Indexing#indexPut(List, Tensor, boolean)} in place. PyTorch equivalent: {@code
   * index_put_}.
   */
  default Tensor indexPutInPlace(List<Tensor> indices, Tensor values, boolean accumulate) {
    return Putting.indexPut(self(), indices, values, accumulate);
  }

  /** {@link Indexing#indexFill} in place. PyTorch equivalent: {@code index_fill_}. */
  default Tensor indexFillInPlace(int axis, Tensor index, double number) {
    return Putting.indexFill(self(), axis, index, number);
  }

  /** {@link Indexing#indexCopy} in place. PyTorch equivalent: {@code index_copy_}. */
  default Tensor indexCopyInPlace(int axis, Tensor index, Tensor source) {
    return Putting.indexCopy(self(), axis, index, source);
  }

  /** {@link Indexing#indexAdd} in place. PyTorch equivalent: {@code index_add_}. */
  default Tensor indexAddInPlace(int axis, Tensor index, Tensor source) {
    return Putting.indexAdd(self(), axis, index, source);
  }

  /** {@link Indexing#scatter} in place. PyTorch equivalent: {@code scatter_}. */
  default Tensor scatterInPlace(int axis, Tensor index, Tensor source) {
    return Putting.scatter(self(), axis, index, source, false);
  }

  /** {@link Indexing#scatter(int, Tensor, double)} in place. */
  default Tensor scatterInPlace(int axis, Tensor index, double number) {
    Tensor numbers = Tensor.full(index.shape(), number, self().dtype(), self().device());
    return Putting.scatter(self(), axis, index, numbers, false);
  }

  /** {@link Indexing#scatterAdd} in place. PyTorch equivalent: {@code scatter_add_}. */
  default Tensor scatterAddInPlace(int axis, Tensor index, Tensor source) {
    return Putting.scatter(self(), axis, index, source, true);
  }

  /** {@link Indexing#scatterReduce} in place. PyTorch equivalent: {@code scatter_reduce_}. */
  default Tensor scatterReduceInPlace(
      int axis, Tensor index, Tensor source, ScatterReduction reduction, boolean includeSelf) {
    return copyInPlace(self().scatterReduce(axis, index, source, reduction, includeSelf));
  }

  /**
   * {@link Indexing#maskedFill} in place; the mask broadcasts to x's shape. PyTorch equivalent:
   * {@code masked_fill_}.
   */
  default Tensor maskedFillInPlace(Tensor mask, double number) {
    return copyInPlace(self().maskedFill(mask, number));
  }

  /** {@link Indexing#maskedScatter} in place. PyTorch equivalent: {@code masked_scatter_}. */
  default Tensor maskedScatterInPlace(Tensor mask, Tensor source) {
    return copyInPlace(self().maskedScatter(mask, source));
  }

  private Tensor addScaled(Tensor other, Value alpha) {
    Value target = self().value();
    Autograd.builder().assign(target, new AddScaled(), target, other.value(), alpha);
    return self();
  }

  private Tensor assign(UnaryFunction f) {
    Autograd.builder().assign(self().value(), new Unary(f), self().value());
    return self();
  }

  private Tensor assign(BinaryFunction f, double number) {
    return assign(f, new Scalar(number, self().dtype()));
  }

  private Tensor assign(BinaryFunction f, Value other) {
    Autograd.builder().assign(self().value(), new Binary(f), self().value(), other);
    return self();
  }
}
