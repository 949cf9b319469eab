package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.AttentionOptions;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads: each has queries, keys and values that are linear maps of the inputs,
 * attends by {@code softmax(Q K^T / sqrt(e / heads)) V}, and the heads' results together are mapped
 * once more. Inputs: queries {@code [t, n, e]}, keys {@code [s, n, keyDim]} and values {@code [s,
 * n, valueDim]}, with n before t and s if {@code batchFirst}, or all without n; output as the
 * queries. Parameters: {@code in_proj_weight [3 e, e]}, or {@code q_proj_weight}, {@code
 * k_proj_weight} and {@code v_proj_weight} where numbers of features differ; {@code in_proj_bias [3
 * e]}; {@code out_proj.weight [e, e]} and {@code out_proj.bias [e]}. Source: Vaswani et al.,
 * NeurIPS 2017. PyTorch equivalent: {@code torch.nn.MultiheadAttention}.
 */
public final class MultiheadAttention extends Module {
  private final int embedDim;
  private final int heads;
  private final MultiheadAttentionOptions options;
  private final @Nullable Parameter inProjection;
  private final Parameter @Nullable [] projections;
  private final @Nullable Parameter inBias;
  private final Linear outProjection;
  private final Generator generator;

  /**
   * What a call gives with its weights.
   *
   * @param output as {@link #forward(Tensor, Tensor, Tensor)}
   * @param weights of each query and key, their mean over the heads: {@code [n, t, s]}
   */
  public record Attended(Tensor output, Tensor weights) {}

  /** Makes a layer with PyTorch's defaults. */
  public MultiheadAttention(int embedDim, int heads) {
    this(embedDim, heads, MultiheadAttentionOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public MultiheadAttention(int embedDim, int heads, MultiheadAttentionOptions options) {
    this(embedDim, heads, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param embedDim features e of the queries and the output
   * @param heads number of heads, which divides them
   * @throws OptionException if it does not, or a number is out of its range
   */
  public MultiheadAttention(
      int embedDim, int heads, MultiheadAttentionOptions options, Generator generator) {
    super("MultiheadAttention(" + embedDim + ", " + heads + ")");
    if (embedDim < 1 || heads < 1 || embedDim % heads != 0) {
      throw named(
          new OptionException(
              embedDim + " features for " + heads + " heads", "a number that the heads divide"));
    }
    if (!(options.dropout() >= 0 && options.dropout() < 1)) {
      throw named(new OptionException("dropout " + options.dropout(), "a number in [0, 1)"));
    }
    this.embedDim = embedDim;
    this.heads = heads;
    this.options = options;
    int keyDim = options.keyDim().orElse(embedDim);
    int valueDim = options.valueDim().orElse(embedDim);
    if (keyDim == embedDim && valueDim == embedDim) {
      inProjection = projection("in_proj_weight", 3 * embedDim, embedDim, generator);
      projections = null;
    } else {
      inProjection = null;
      projections =
          new Parameter[] {
            projection("q_proj_weight", embedDim, embedDim, generator),
            projection("k_proj_weight", embedDim, keyDim, generator),
            projection("v_proj_weight", embedDim, valueDim, generator)
          };
    }
    inBias =
        options.bias()
            ? registerParameter("in_proj_bias", zeros(options.dtype(), 3L * embedDim))
            : null;
    LinearOptions out = LinearOptions.defaults().withBias(options.bias());
    outProjection =
        register(
            "out_proj", new Linear(embedDim, embedDim, out.withDtype(options.dtype()), generator));
    if (outProjection.bias() != null) {
      Init.zeros(outProjection.bias().tensor());
    }
    this.generator = registerGenerator("generator", generator);
  }

  private Parameter projection(String name, int rows, int columns, Generator generator) {
    Parameter weight = registerParameter(name, zeros(options.dtype(), rows, columns));
    Init.xavierUniform(weight.tensor(), 1, generator);
    return weight;
  }

  private static Tensor zeros(DType dtype, long... dims) {
    return Tensor.full(Shape.of(dims), 0, dtype, Device.cpu());
  }

  /** Returns the number of features of queries and output. */
  public int embedDim() {
    return embedDim;
  }

  /** Returns the number of heads. */
  public int heads() {
    return heads;
  }

  /** Returns the generator of dropout's choices. */
  public Generator generator() {
    return generator;
  }

  /** Returns the attention of a sequence to itself. */
  @Override
  public Tensor forward(Tensor input) {
    return forward(input, input, input);
  }

  /** Returns the attention of queries that see all keys. */
  @Override
  public Tensor forward(Tensor query, Tensor key, Tensor value) {
    return forward(query, key, value, AttentionMasks.none());
  }

  /** Returns the attention with a mask: see {@link AttentionMasks#mask}. */
  @Override
  public Tensor forward(Tensor query, Tensor key, Tensor value, Tensor mask) {
    return forward(query, key, value, AttentionMasks.none().withMask(mask));
  }

  /**
   * Returns the attention of queries to keys.
   *
   * @throws ShapeException if an input or a mask does not fit
   */
  public Tensor forward(Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    if (query.shape().rank() == 2) {
      Tensor output = forward(single(query), single(key), single(value), masks);
      return output.squeeze(batchAxis());
    }
    requireFit(query, key, value, masks);
    try (Autograd.Guard layer = enter()) {
      Tensor[] inputs = projected(query, key, value);
      AttentionOptions attention =
          AttentionOptions.defaults()
              .withMask(masks.forHeads(heads))
              .withCausal(masks.causal())
              .withDropout(isTraining() ? options.dropout() : 0, generator);
      return out(inputs[0].scaledDotProductAttention(inputs[1], inputs[2], attention));
    }
  }

  /**
   * Returns the attention and its weights, all of which are in memory. PyTorch: {@code
   * need_weights=True}.
   */
  public Attended attend(Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    if (query.shape().rank() == 2) {
      Attended attended = attend(single(query), single(key), single(value), masks);
      return new Attended(attended.output().squeeze(batchAxis()), attended.weights().squeeze(0));
    }
    requireFit(query, key, value, masks);
    try (Autograd.Guard layer = enter()) {
      Tensor[] inputs = projected(query, key, value);
      Tensor scores =
          inputs[0].matmulTransposed(inputs[1]).mul(1 / Math.sqrt((double) embedDim / heads));
      Tensor mask = masks.forHeads(heads);
      if (mask != null) {
        scores =
            mask.dtype() == DType.BOOL
                ? mask.where(scores, Double.NEGATIVE_INFINITY)
                : scores.add(mask);
      }
      if (masks.causal()) {
        Tensor rows = Tensor.arange(scores.size(2)).unsqueeze(1);
        Tensor isSeen = rows.ge(Tensor.arange(scores.size(3))).to(query.device());
        scores = isSeen.where(scores, Double.NEGATIVE_INFINITY);
      }
      Tensor weights = scores.softmax(-1);
      if (isTraining() && options.dropout() != 0) {
        double p = options.dropout();
        weights =
            Creation.uniform(generator, weights.shape(), weights.dtype(), weights.device())
                .ge(p)
                .where(weights.mul(1 / (1 - p)), 0);
      }
      return new Attended(out(weights.matmul(inputs[2])), weights.mean(false, 1));
    }
  }

  private int batchAxis() {
    return options.batchFirst() ? 0 : 1;
  }

  private Tensor single(Tensor sequence) {
    return sequence.unsqueeze(batchAxis());
  }

  private void requireFit(Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    int batch = batchAxis();
    int keyDim = options.keyDim().orElse(embedDim);
    int valueDim = options.valueDim().orElse(embedDim);
    boolean fits =
        query.shape().rank() == 3
            && key.shape().rank() == 3
            && value.shape().rank() == 3
            && query.size(2) == embedDim
            && key.size(2) == keyDim
            && value.size(2) == valueDim
            && query.size(batch) == key.size(batch)
            && key.shape().withDim(2, 1).equals(value.shape().withDim(2, 1));
    if (!fits) {
      String first = batch == 0 ? "[n, t, " : "[t, n, ";
      String second = batch == 0 ? "[n, s, " : "[s, n, ";
      throw named(
          new ShapeException(
              "query " + query.shape() + ", key " + key.shape() + ", value " + value.shape(),
              first + embedDim + "], " + second + keyDim + "] and " + second + valueDim + "]"));
    }
    long n = query.size(batch);
    long t = query.size(1 - batch);
    long s = key.size(1 - batch);
    requireMask(masks.mask(), Shape.of(t, s), Shape.of(n * heads, t, s), "mask");
    requireMask(masks.keyPadding(), Shape.of(n, s), Shape.of(n, s), "keyPadding");
  }

  private void requireMask(@Nullable Tensor mask, Shape shape, Shape other, String name) {
    if (mask != null && !mask.shape().equals(shape) && !mask.shape().equals(other)) {
      String forms = shape.equals(other) ? shape.toString() : shape + " or " + other;
      throw named(new ShapeException(name + " " + mask.shape(), forms));
    }
  }

  /** Returns queries, keys and values of the heads, {@code [n, heads, t, e / heads]}. */
  private Tensor[] projected(Tensor query, Tensor key, Tensor value) {
    Tensor[] inputs = {query, key, value};
    Tensor[] results = new Tensor[3];
    for (int i = 0; i < 3; ) {
      // Inputs that are one tensor are mapped by one product.
      int end = i + 1;
      while (projections == null && end < 3 && inputs[end] == inputs[i]) {
        end++;
      }
      Tensor mapped = inputs[i].matmulTransposed(weight(i, end));
      if (inBias != null) {
        mapped = mapped.add(part(inBias.tensor(), i, end));
      }
      Tensor parts =
          mapped.reshape(mapped.size(0), mapped.size(1), end - i, heads, embedDim / heads);
      for (int part = i; part < end; part++) {
        Tensor one = parts.select(2, part - i);
        results[part] = options.batchFirst() ? one.permute(0, 2, 1, 3) : one.permute(1, 2, 0, 3);
      }
      i = end;
    }
    return results;
  }

  private Tensor weight(int from, int to) {
    return projections == null
        ? part(Objects.requireNonNull(inProjection).tensor(), from, to)
        : projections[from].tensor();
  }

  private Tensor part(Tensor whole, int from, int to) {
    return to - from == 3 ? whole : whole.slice(0, (long) from * embedDim, (long) to * embedDim);
  }

  private Tensor out(Tensor heads) {
    Tensor sequences = options.batchFirst() ? heads.permute(0, 2, 1, 3) : heads.permute(2, 0, 1, 3);
    return outProjection.forward(sequences.reshape(sequences.size(0), sequences.size(1), embedDim));
  }
}
