package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.OutsideRange;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A table of learned vectors, looked up by index: {@code y[i] = weight[x[i]]}; {@code dweight[x[i]]
 * += dy[i]}, in the order of i. Input {@code [...]} of int64 or int32, output {@code [..., dim]};
 * parameter {@code weight [numEmbeddings, dim]}, drawn from {@code N(0, 1)}. PyTorch equivalent:
 * {@code torch.nn.Embedding}.
 *
 * <p>With a padding index the weight's row is zeros at first and gets no gradient; it may be set to
 * something else. With a greatest norm the rows that are looked up are shortened to it in the
 * weight itself, {@code w *= maxNorm / (|w| + 1e-7)}, before they are; that has no gradient.
 */
public final class Embedding extends Module {
  /** What helps against an index outside the table. */
  static final String FIX =
      "number tokens or categories from 0, or give the layer as many embeddings as there are";

  private final int numEmbeddings;
  private final int embeddingDim;
  private final OptionalInt paddingIdx;
  private final EmbeddingOptions options;
  private final Parameter weight;

  /** Makes a layer, initialised from the thread's default generator. */
  public Embedding(int numEmbeddings, int embeddingDim) {
    this(numEmbeddings, embeddingDim, EmbeddingOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public Embedding(int numEmbeddings, int embeddingDim, EmbeddingOptions options) {
    this(numEmbeddings, embeddingDim, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param numEmbeddings number of vectors; indices are from 0 to one less
   * @param embeddingDim size of a vector
   * @throws OptionException if a number is below 1, or the padding index is none of the indices
   */
  public Embedding(
      int numEmbeddings, int embeddingDim, EmbeddingOptions options, Generator generator) {
    super(description(numEmbeddings, embeddingDim, options.paddingIdx()));
    if (numEmbeddings < 1 || embeddingDim < 1) {
      throw named(new OptionException("an empty table", "at least 1 vector of at least 1 number"));
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = fromStart(options.paddingIdx());
    this.options = options;
    Shape shape = Shape.of(numEmbeddings, embeddingDim);
    weight = registerParameter("weight", Tensor.full(shape, 0, options.dtype(), Device.cpu()));
    Init.normal(weight.tensor(), 0, 1, generator);
    paddingIdx.ifPresent(this::clear);
  }

  private static String description(int count, int dim, OptionalInt padding) {
    String sizes = "Embedding(" + count + ", " + dim;
    return sizes + (padding.isPresent() ? ", paddingIdx=" + padding.getAsInt() + ")" : ")");
  }

  private void clear(int row) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      Tensor others = Tensor.arange(numEmbeddings).ne(row).unsqueeze(1);
      weight.tensor().copyInPlace(others.where(weight.tensor(), 0));
    }
  }

  private OptionalInt fromStart(OptionalInt padding) {
    if (padding.isEmpty()) {
      return padding;
    }
    int index = padding.getAsInt();
    if (index < -numEmbeddings || index >= numEmbeddings) {
      throw named(
          new OptionException(
              "paddingIdx " + index,
              "an index from " + -numEmbeddings + " to " + (numEmbeddings - 1)));
    }
    return OptionalInt.of(index < 0 ? index + numEmbeddings : index);
  }

  /** Returns the number of vectors. */
  public int numEmbeddings() {
    return numEmbeddings;
  }

  /** Returns the size of a vector. */
  public int embeddingDim() {
    return embeddingDim;
  }

  /** Returns the index of the row for padding, counted from 0, if there is one. */
  public OptionalInt paddingIdx() {
    return paddingIdx;
  }

  /** Returns the vectors, {@code [numEmbeddings, dim]}. */
  public Parameter weight() {
    return weight;
  }

  /**
   * Returns the vectors of the indices.
   *
   * @param input indices of any shape, int64 or int32
   * @throws DTypeException if they are no whole numbers
   * @throws DataException if one is outside the table
   */
  @Override
  public Tensor forward(Tensor input) {
    if (input.dtype() != DType.INT64 && input.dtype() != DType.INT32) {
      throw named(
          new DTypeException(
              "input " + input.variable().spec(),
              "indices of int64 or int32",
              "input.to(DType.INT64)"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor indices = input.to(DType.INT64).flatten();
      Tensor vectors = select(indices);
      if (paddingIdx.isPresent()) {
        Tensor isPadding = indices.eq(paddingIdx.getAsInt()).unsqueeze(1);
        vectors = isPadding.where(vectors.detach(), vectors);
      }
      long[] shape = Arrays.copyOf(input.shape().dims(), input.shape().rank() + 1);
      shape[shape.length - 1] = embeddingDim;
      return vectors.reshape(shape);
    }
  }

  private Tensor select(Tensor indices) {
    return select(this, weight.tensor(), options, indices);
  }

  /** Returns rows of the table of a layer, after those that are too long have been shortened. */
  static Tensor select(Module layer, Tensor table, EmbeddingOptions options, Tensor indices) {
    long most = table.size(0) - 1;
    return OutsideRange.explain(
        indices,
        most + 1,
        () -> {
          if (options.maxNorm() < Double.POSITIVE_INFINITY) {
            shorten(table, options, indices);
          }
          return table.indexSelect(0, indices);
        },
        outside ->
            layer.named(
                new DataException(
                    outside.place("index"), "indices from 0 to " + most, FIX, outside.seen())));
  }

  private static void shorten(Tensor table, EmbeddingOptions options, Tensor indices) {
    double most = options.maxNorm();
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      Tensor rows = table.indexSelect(0, indices);
      Tensor norms = rows.norm(options.normType(), true, 1);
      Tensor factors = norms.gt(most).where(norms.add(1e-7).reciprocal().mul(most), 1);
      table.indexPutInPlace(List.of(indices), rows.mul(factors));
    }
  }
}
