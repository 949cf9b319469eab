package dev.jacobian.models.language;

import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.AttentionOptions;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention of each position to itself and those before it, {@code [n, t, e]} to {@code [n, t, e]}.
 */
final class GPT2Attention extends Module {
  private final GPT2Options options;
  private final GPT2Linear input;
  private final GPT2Linear output;
  private final Dropout dropout;

  GPT2Attention(GPT2Options options, Generator generator) {
    this.options = options;
    int width = options.nEmbd();
    double deviation = options.initializerRange();
    input = register("c_attn", new GPT2Linear(width, 3 * width, deviation, options, generator));
    output =
        register("c_proj", new GPT2Linear(width, width, residual(options), options, generator));
    dropout = register("resid_dropout", new Dropout(options.residPdrop(), generator));
  }

  /** Returns the deviation of weights whose results are added up over all blocks. */
  static double residual(GPT2Options options) {
    return options.initializerRange() / Math.sqrt(2.0 * options.nLayer());
  }

  /**
   * Returns the attention.
   *
   * @param cache of the positions before, to which those of x are added, if there is one
   */
  Tensor forward(Tensor x, KeyValueCache.@Nullable Layer cache) {
    long n = x.size(0);
    long t = x.size(1);
    int heads = options.nHead();
    Tensor parts = input.forward(x).reshape(n, t, 3, heads, options.nEmbd() / heads);
    Tensor query = parts.select(2, 0).transpose(1, 2);
    Tensor key = parts.select(2, 1).transpose(1, 2);
    Tensor value = parts.select(2, 2).transpose(1, 2);
    AttentionOptions attention = AttentionOptions.defaults().withCausal(true);
    if (isTraining()) {
      attention = attention.withDropout(options.attnPdrop(), dropout.generator());
    }
    if (cache != null) {
      attention = cache.append(key, value, attention);
      key = cache.keys();
      value = cache.values();
    }
    Tensor attended = query.scaledDotProductAttention(key, value, attention);
    return dropout.forward(output.forward(attended.transpose(1, 2).reshape(n, t, options.nEmbd())));
  }
}
