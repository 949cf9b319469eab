package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Learned vectors of the indices of a bag as one: their mean, sum or largest elements. Input {@code
 * [n, length]} of int64 or int32, one bag a row; or {@code [indices]} with the place in it where
 * each bag begins, {@code offsets [n]}, the first of which is 0. Output {@code [n, dim]}, zeros for
 * a bag without indices; parameter {@code weight [numEmbeddings, dim]}, drawn from {@code N(0, 1)}.
 * PyTorch equivalent: {@code torch.nn.EmbeddingBag}.
 *
 * <p>With a padding index, entries of that index do not count, and the weight's row is zeros at
 * first and gets no gradient. A greatest norm is that of {@link Embedding}. The largest elements of
 * bags by offsets take memory for {@code n * indices * dim} numbers.
 */
public final class EmbeddingBag extends Module {
  private final Mode mode;
  private final EmbeddingOptions options;
  private final OptionalInt paddingIdx;
  private final Parameter weight;

  /** What becomes of the vectors of a bag. */
  public enum Mode {
    /** Their mean, the default. */
    MEAN,
    /** Their sum. */
    SUM,
    /** The largest of each of their elements. */
    MAX
  }

  /** Makes a layer of means, initialised from the thread's default generator. */
  public EmbeddingBag(int numEmbeddings, int embeddingDim) {
    this(numEmbeddings, embeddingDim, Mode.MEAN);
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public EmbeddingBag(int numEmbeddings, int embeddingDim, Mode mode) {
    this(numEmbeddings, embeddingDim, mode, EmbeddingOptions.defaults());
  }

  /** Makes a layer with options, initialised from the thread's default generator. */
  public EmbeddingBag(int numEmbeddings, int embeddingDim, Mode mode, EmbeddingOptions options) {
    this(numEmbeddings, embeddingDim, mode, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param numEmbeddings number of vectors; indices are from 0 to one less
   * @param embeddingDim size of a vector
   * @throws OptionException if a number is below 1, or the padding index is none of the indices
   */
  public EmbeddingBag(
      int numEmbeddings,
      int embeddingDim,
      Mode mode,
      EmbeddingOptions options,
      Generator generator) {
    super("EmbeddingBag(" + numEmbeddings + ", " + embeddingDim + ", " + mode + ")");
    // The table is that of an Embedding: its numbers, its padding and their errors.
    Embedding table = new Embedding(numEmbeddings, embeddingDim, options, generator);
    this.options = options;
    this.mode = mode;
    this.paddingIdx = table.paddingIdx();
    weight = registerParameter("weight", table.weight().tensor().detach());
  }

  /** Returns the vectors, {@code [numEmbeddings, dim]}. */
  public Parameter weight() {
    return weight;
  }

  /**
   * Returns one vector for each row of indices.
   *
   * @throws ShapeException if they are no matrix
   * @throws DTypeException if they are no whole numbers
   * @throws DataException if one is outside the table
   */
  @Override
  public Tensor forward(Tensor input) {
    requireIndices(input, "input");
    if (input.shape().rank() != 2) {
      throw named(
          new ShapeException(
              "input " + input.shape(), "[n, length]", "give offsets for indices in a row"));
    }
    try (Autograd.Guard layer = enter()) {
      return ofRows(input.to(DType.INT64));
    }
  }

  /**
   * Returns one vector for each bag.
   *
   * @param input the indices of all bags, one after the other
   * @param offsets int64, where each bag begins; rising, the first 0
   * @throws ShapeException if the tensors are no vectors
   * @throws DTypeException if they are no whole numbers
   * @throws DataException if an index is outside the table, or the first offset is not 0
   */
  @Override
  public Tensor forward(Tensor input, Tensor offsets) {
    return ofBags(input, offsets, null);
  }

  /**
   * Returns one vector for each bag, a sum of vectors times weights.
   *
   * @param weights {@code [indices]}, of the parameter's dtype. PyTorch: {@code per_sample_weights}
   * @throws OptionException if the layer does not sum
   */
  @Override
  public Tensor forward(Tensor input, Tensor offsets, Tensor weights) {
    if (mode != Mode.SUM) {
      throw named(new OptionException("weights of the entries with " + mode, "the mode SUM"));
    }
    if (!weights.shape().equals(input.shape())) {
      throw named(
          new ShapeException(
              "weights " + weights.shape() + " of indices " + input.shape(), "a weight for each"));
    }
    return ofBags(input, offsets, weights);
  }

  private void requireIndices(Tensor indices, String what) {
    if (indices.dtype() != DType.INT64 && indices.dtype() != DType.INT32) {
      throw named(
          new DTypeException(
              what + " " + indices.variable().spec(),
              "indices of int64 or int32",
              what + ".to(DType.INT64)"));
    }
  }

  private Tensor ofRows(Tensor indices) {
    long rows = indices.size(0);
    long length = indices.size(1);
    Tensor flat = indices.flatten();
    Tensor vectors = vectors(flat).reshape(rows, length, weight.tensor().size(1));
    Tensor counts = counts(flat).reshape(rows, length, 1);
    return switch (mode) {
      case SUM -> vectors.mul(counts).sum(false, 1);
      case MEAN ->
          vectors
              .mul(counts)
              .sum(false, 1)
              .div(counts.sum(false, 1).clamp(1, Double.POSITIVE_INFINITY));
      case MAX -> length == 0 ? vectors.sum(false, 1) : largest(vectors, counts.ne(0));
    };
  }

  private Tensor ofBags(Tensor input, Tensor offsets, @Nullable Tensor weights) {
    requireIndices(input, "input");
    requireIndices(offsets, "offsets");
    if (input.shape().rank() != 1 || offsets.shape().rank() != 1) {
      throw named(
          new ShapeException(
              "input " + input.shape() + " and offsets " + offsets.shape(), "[indices] and [n]"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor starts = offsets.to(DType.INT64);
      long bags = starts.size(0);
      Tensor bagOf = bagOf(starts, input.size(0));
      Tensor flat = input.to(DType.INT64);
      Tensor vectors = vectors(flat);
      Tensor counts = counts(flat).unsqueeze(1);
      if (mode == Mode.MAX) {
        Tensor isMine = bagOf.eq(Tensor.arange(bags).to(bagOf.device()).unsqueeze(1)).unsqueeze(2);
        return input.size(0) == 0
            ? sums(vectors, bagOf, bags)
            : largest(vectors.unsqueeze(0), isMine.and(counts.ne(0)));
      }
      Tensor counted = vectors.mul(weights == null ? counts : counts.mul(weights.unsqueeze(1)));
      Tensor sums = sums(counted, bagOf, bags);
      return mode == Mode.SUM
          ? sums
          : sums.div(sums(counts, bagOf, bags).clamp(1, Double.POSITIVE_INFINITY));
    }
  }

  /** Returns the bag of each of the indices. */
  private Tensor bagOf(Tensor starts, long indices) {
    if (starts.size(0) > 0) {
      Tensor first = starts.slice(0, 0, 1).abs().to(DType.FLOAT64).sum();
      Recording.check(first.variable(), this::requireZero);
    }
    Tensor begins =
        Tensor.full(Shape.of(indices + 1), 0, DType.INT64, starts.device())
            .indexAdd(0, starts, Tensor.onesLike(starts));
    return begins.cumsum(0).sub(1).slice(0, 0, indices);
  }

  private void requireZero(double first) {
    if (first != 0) {
      throw named(new DataException("the first of the offsets is not 0", "where a bag begins"));
    }
  }

  private Tensor sums(Tensor entries, Tensor bagOf, long bags) {
    Device device = entries.device();
    return Tensor.full(Shape.of(bags, entries.size(1)), 0, entries.dtype(), device)
        .indexAdd(0, bagOf, entries);
  }

  /** Returns the largest elements along axis 1 of those that count; 0 where there are none. */
  private static Tensor largest(Tensor vectors, Tensor counts) {
    Tensor all = counts.where(vectors, Double.NEGATIVE_INFINITY);
    return counts.any(false, 1).where(all.max(false, 1), 0);
  }

  /** Returns 1 for each index, and 0 for padding. */
  private Tensor counts(Tensor indices) {
    DType dtype = weight.tensor().dtype();
    return paddingIdx.isPresent()
        ? indices.ne(paddingIdx.getAsInt()).to(dtype)
        : Tensor.onesLike(indices).to(dtype);
  }

  private Tensor vectors(Tensor indices) {
    return Embedding.select(this, weight.tensor(), options, indices);
  }
}
