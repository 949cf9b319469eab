package dev.jacobian.models.language;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.models.pretrained.PretrainedFolder;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.EmbeddingOptions;
import dev.jacobian.nn.Init;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ModuleList;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A transformer that tells the next token of a text. Input: ids of tokens {@code [n, t]}, int64 or
 * int32, t at most {@code nPositions}; output: logits {@code [n, t, vocabSize]} of the token that
 * follows each. Source: Radford et al., "Language Models are Unsupervised Multitask Learners",
 * 2019. PyTorch equivalent: {@code transformers.GPT2LMHeadModel}, whose parameters have the same
 * names, such as {@code transformer.h.0.attn.c_attn.weight}, and whose folders are opened and
 * written:
 *
 * <pre>{@code
 * GPT2 model = GPT2.open(Path.of("gpt2"));
 * long[] text = model.generate(prompt, GenerationOptions.greedy(20));
 * model.save(Path.of("mine"));
 * }</pre>
 */
public final class GPT2 extends Module implements LanguageModel {
  private static final String HEAD = "lm_head.weight";
  private static final String BODY = "transformer.";

  /** Masks that folders of older versions have beside the parameters. */
  private static final Pattern MASK = Pattern.compile(".*\\bh\\.\\d+\\.attn\\.(masked_)?bias");

  private final GPT2Options options;
  private final Body transformer;
  private final Module head;

  /** Makes a model, initialised from the thread's default generator. */
  public GPT2(GPT2Options options) {
    this(options, Generator.threadDefault());
  }

  /**
   * Makes a model as transformers initialises it: weights from {@code N(0, initializerRange)},
   * biases 0.
   *
   * @param generator initialises it and draws its dropout
   */
  public GPT2(GPT2Options options, Generator generator) {
    super(
        "GPT2("
            + options.nLayer()
            + (options.nLayer() == 1 ? " layer, " : " layers, ")
            + options.nHead()
            + (options.nHead() == 1 ? " head, " : " heads, ")
            + options.nEmbd()
            + " features)");
    this.options = options;
    transformer = register("transformer", new Body(options, generator));
    Parameter tokens = transformer.tokens.weight();
    Parameter weight =
        options.tieWordEmbeddings() ? tokens : Parameter.of(tokens.tensor().detach().copy());
    if (!options.tieWordEmbeddings()) {
      Init.normal(weight.tensor(), 0, options.initializerRange(), generator);
    }
    head = register("lm_head", Linear.tied(weight));
  }

  /**
   * Opens a model's folder, {@code config.json} with {@code model.safetensors} or its shards.
   * PyTorch equivalent: {@code GPT2LMHeadModel.from_pretrained}.
   *
   * @return the model in evaluation mode, on the CPU
   * @throws dev.jacobian.shape.FileFormatException if a file is missing, damaged, or of another
   *     kind of model
   * @throws dev.jacobian.shape.StateException that lists all weights that are missing, unexpected
   *     or of another shape
   */
  public static GPT2 open(Path folder) {
    GPT2 model;
    try (Init.Skipped skipped = Init.skip()) {
      model = new GPT2(GPT2Options.read(PretrainedFolder.config(folder)));
    }
    Map<String, Tensor> state = new LinkedHashMap<>();
    PretrainedFolder.weights(folder)
        .forEach(
            (name, tensor) -> {
              if (!MASK.matcher(name).matches()) {
                // Folders of a model without its head have its names without their first part.
                boolean isWhole = name.startsWith(BODY) || name.equals(HEAD);
                state.put(isWhole ? name : BODY + name, tensor);
              }
            });
    Tensor tokens = state.get(BODY + "wte.weight");
    if (model.options.tieWordEmbeddings() && tokens != null) {
      state.put(HEAD, tokens);
    }
    model.loadStateDict(state);
    model.eval();
    return model;
  }

  /**
   * Writes a folder that {@link #open} and transformers open.
   *
   * @param folder is made if it does not exist; what it has of another model is replaced
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public void save(Path folder) {
    Map<String, Tensor> state = new LinkedHashMap<>(stateDict());
    if (options.tieWordEmbeddings()) {
      state.remove(HEAD);
    }
    PretrainedFolder.save(folder, options.config(), state);
  }

  /** Returns the form. */
  public GPT2Options options() {
    return options;
  }

  /**
   * Returns the logits of the next tokens.
   *
   * @throws ShapeException if the ids are not {@code [n, t]}, or the sequences longer than the
   *     table of positions
   * @throws dev.jacobian.shape.DataException if an id is none of the tokens
   */
  @Override
  public Tensor forward(Tensor ids) {
    return logits(transformer.features(ids, null));
  }

  /**
   * Returns the logits of the tokens behind {@code ids}, which follow those that the cache has
   * seen; it has seen them too then.
   *
   * @param ids {@code [n, t]} of as many sequences as the cache is for
   */
  public Tensor forward(Tensor ids, KeyValueCache cache) {
    return logits(transformer.features(ids, cache));
  }

  /** Returns the logits behind the last of the ids only, {@code [n, vocabSize]}. */
  Tensor next(Tensor ids, @Nullable KeyValueCache cache) {
    return logits(transformer.features(ids, cache).select(1, -1));
  }

  private Tensor logits(Tensor hidden) {
    return head.call(hidden);
  }

  /**
   * Returns an empty cache on this model's device.
   *
   * @param sequences how many are computed at once
   * @param capacity the most positions of each
   */
  public KeyValueCache newCache(int sequences, int capacity) {
    return new KeyValueCache(options, sequences, capacity, device());
  }

  /**
   * Continues a text by greedy choice or by chance.
   *
   * @see #generate(List, GenerationOptions, Generator, TokenListener)
   */
  public long[] generate(long[] prompt, GenerationOptions options) {
    return generate(List.of(prompt), options, Generator.threadDefault(), (row, token) -> {}).get(0);
  }

  @Override
  public int vocabSize() {
    return options.vocabSize();
  }

  @Override
  public int maxLength() {
    return options.nPositions();
  }

  @Override
  public TokenReader reader(int sequences, int capacity, boolean keepsState) {
    KeyValueCache cache = keepsState ? newCache(sequences, capacity) : null;
    return new TokenReader() {
      @Override
      public int seen() {
        return cache == null ? 0 : cache.length();
      }

      @Override
      public Tensor next(Tensor ids) {
        return GPT2.this.next(ids, cache);
      }
    };
  }

  /** Everything but the head, under its name in transformers. */
  private static final class Body extends Module {
    private final GPT2Options options;
    private final Embedding tokens;
    private final Embedding positions;
    private final Dropout dropout;
    private final ModuleList<GPT2Block> blocks;
    private final LayerNorm norm;

    Body(GPT2Options options, Generator generator) {
      super("GPT2Model");
      this.options = options;
      tokens = register("wte", table(options.vocabSize(), options, generator));
      positions = register("wpe", table(options.nPositions(), options, generator));
      dropout = register("drop", new Dropout(options.embdPdrop(), generator));
      blocks = register("h", new ModuleList<>());
      for (int i = 0; i < options.nLayer(); i++) {
        blocks.append(new GPT2Block(options, generator));
      }
      norm = register("ln_f", GPT2Block.norm(options));
    }

    private static Embedding table(int rows, GPT2Options options, Generator generator) {
      EmbeddingOptions table = EmbeddingOptions.defaults().withDtype(options.dtype());
      Embedding embedding = new Embedding(rows, options.nEmbd(), table, generator);
      Init.normal(embedding.weight().tensor(), 0, options.initializerRange(), generator);
      return embedding;
    }

    /** Returns the features of each position, {@code [n, t, e]}. */
    Tensor features(Tensor ids, @Nullable KeyValueCache cache) {
      Shape shape = ids.shape();
      if (shape.rank() != 2 || shape.size() == 0) {
        throw named(new ShapeException("ids " + shape, "[n, t] with at least one token"));
      }
      int before = cache == null ? 0 : cache.length();
      long end = before + shape.dim(1);
      if (end > options.nPositions()) {
        throw named(
            new ShapeException(
                "a sequence of " + end + " tokens is longer than the table of positions",
                "at most " + options.nPositions(),
                "cut it, or train a model with more positions"));
      }
      if (cache != null) {
        cache.requireRoom(shape);
      }
      try (Autograd.Guard layer = enter()) {
        Tensor places = positions.weight().tensor().slice(0, before, end);
        Tensor x = dropout.forward(tokens.forward(ids).add(places));
        for (int i = 0; i < blocks.size(); i++) {
          x = blocks.get(i).forward(x, cache == null ? null : cache.layer(i));
        }
        if (cache != null) {
          cache.advance(shape.dim(1));
        }
        return norm.forward(x);
      }
    }
  }
}
