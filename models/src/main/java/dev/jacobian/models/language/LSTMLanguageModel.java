package dev.jacobian.models.language;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.EmbeddingOptions;
import dev.jacobian.nn.LSTM;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RecurrentOptions;
import dev.jacobian.nn.RecurrentOutput;
import dev.jacobian.nn.RecurrentState;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network that tells the next token of a text. Input: ids of tokens {@code [n, t]};
 * output: logits {@code [n, t, vocabSize]} of the token that follows each. Parameters have the
 * names of PyTorch's example of a word-level language model: {@code encoder.weight}, {@code
 * rnn.weight_ih_l0}, {@code decoder.weight} and so on. A text may be of any length.
 */
public final class LSTMLanguageModel extends Module implements LanguageModel {
  private final LSTMLanguageModelOptions options;
  private final Embedding encoder;
  private final Dropout drop;
  private final LSTM rnn;
  private final Linear decoder;

  /** Makes a model, initialised from the thread's default generator. */
  public LSTMLanguageModel(LSTMLanguageModelOptions options) {
    this(options, Generator.threadDefault());
  }

  /** Makes a model with the layers' own initialisation; {@code generator} draws its dropout too. */
  public LSTMLanguageModel(LSTMLanguageModelOptions options, Generator generator) {
    super(
        "LSTMLanguageModel("
            + options.numLayers()
            + (options.numLayers() == 1 ? " layer, " : " layers, ")
            + options.hiddenSize()
            + " features)");
    this.options = options;
    encoder =
        register(
            "encoder",
            new Embedding(
                options.vocabSize(),
                options.embeddingDim(),
                EmbeddingOptions.defaults().withDtype(options.dtype()),
                generator));
    drop = register("drop", new Dropout(options.dropout(), generator));
    RecurrentOptions layers =
        RecurrentOptions.defaults()
            .withLayers(options.numLayers())
            .withBatchFirst(true)
            .withDropout(options.dropout())
            .withDtype(options.dtype());
    rnn =
        register("rnn", new LSTM(options.embeddingDim(), options.hiddenSize(), layers, generator));
    decoder =
        register(
            "decoder",
            new Linear(
                options.hiddenSize(),
                options.vocabSize(),
                LinearOptions.defaults().withDtype(options.dtype()),
                generator));
  }

  /** Returns the form. */
  public LSTMLanguageModelOptions options() {
    return options;
  }

  @Override
  public Tensor forward(Tensor ids) {
    return logits(rnn.forward(features(ids)));
  }

  private Tensor features(Tensor ids) {
    return drop.forward(encoder.forward(ids));
  }

  private Tensor logits(Tensor states) {
    return decoder.forward(drop.forward(states));
  }

  @Override
  public int vocabSize() {
    return options.vocabSize();
  }

  @Override
  public int maxLength() {
    return Integer.MAX_VALUE;
  }

  @Override
  public TokenReader reader(int sequences, int capacity, boolean keepsState) {
    return new Reader(keepsState);
  }

  /** Returns a state that outlives the step it was computed in. */
  private static RecurrentState kept(RecurrentState state) {
    MemoryScope step = MemoryScope.current();
    Tensor cell = state.cell();
    if (step != null) {
      step.keep(state.hidden());
      if (cell != null) {
        step.keep(cell);
      }
    }
    return state;
  }

  /** Keeps the state behind the tokens that it has read, or reads all anew. */
  private final class Reader implements TokenReader {
    private final boolean keepsState;
    private @Nullable RecurrentState state;
    private int seen;

    Reader(boolean keepsState) {
      this.keepsState = keepsState;
    }

    @Override
    public int seen() {
      return seen;
    }

    @Override
    public Tensor next(Tensor ids) {
      RecurrentOutput read = rnn.run(features(ids), state, null);
      if (keepsState) {
        state = kept(read.state());
        seen += (int) ids.size(1);
      }
      return logits(read.output().select(1, -1));
    }
  }
}
