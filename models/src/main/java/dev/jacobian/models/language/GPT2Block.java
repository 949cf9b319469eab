package dev.jacobian.models.language;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A block: {@code x = x + attn(ln_1(x)); y = x + mlp(ln_2(x))}. Input and output {@code [n, t, e]}.
 */
final class GPT2Block extends Module {
  private final LayerNorm norm1;
  private final GPT2Attention attention;
  private final LayerNorm norm2;
  private final Perceptron mlp;

  GPT2Block(GPT2Options options, Generator generator) {
    norm1 = register("ln_1", norm(options));
    attention = register("attn", new GPT2Attention(options, generator));
    norm2 = register("ln_2", norm(options));
    mlp = register("mlp", new Perceptron(options, generator));
  }

  /** Returns a norm over the features of each position. */
  static LayerNorm norm(GPT2Options options) {
    return new LayerNorm(
        LayerNormOptions.defaults()
            .withEpsilon(options.layerNormEpsilon())
            .withDtype(options.dtype()),
        options.nEmbd());
  }

  Tensor forward(Tensor input, KeyValueCache.@Nullable Layer cache) {
    try (Autograd.Guard layer = enter()) {
      Tensor x = input.add(attention.forward(norm1.forward(input), cache));
      return x.add(mlp.forward(norm2.forward(x)));
    }
  }

  /** The two linear maps of a block. */
  private static final class Perceptron extends Module {
    private final GPT2Options.Activation activation;
    private final GPT2Linear first;
    private final GPT2Linear second;
    private final Dropout dropout;

    Perceptron(GPT2Options options, Generator generator) {
      super("MLP(" + options.nEmbd() + ", " + options.inner() + ")");
      activation = options.activationFunction();
      double deviation = options.initializerRange();
      first =
          register(
              "c_fc",
              new GPT2Linear(options.nEmbd(), options.inner(), deviation, options, generator));
      second =
          register(
              "c_proj",
              new GPT2Linear(
                  options.inner(),
                  options.nEmbd(),
                  GPT2Attention.residual(options),
                  options,
                  generator));
      dropout = register("dropout", new Dropout(options.residPdrop(), generator));
    }

    @Override
    public Tensor forward(Tensor input) {
      return dropout.forward(second.forward(activation.of(first.forward(input))));
    }
  }
}
