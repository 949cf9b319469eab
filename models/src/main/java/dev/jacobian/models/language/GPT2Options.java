package dev.jacobian.models.language;

import dev.jacobian.models.pretrained.JsonFile;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The form of a {@link GPT2}, in the names of {@code config.json}: {@code nLayer} is {@code
 * n_layer}.
 *
 * @param vocabSize number of tokens; ids are from 0 to one less
 * @param nPositions the longest sequence
 * @param nEmbd features of a position
 * @param nLayer number of blocks
 * @param nHead number of attention heads, which divides the features
 * @param nInner features between the two linear maps of a block; empty for four times as many as of
 *     a position
 * @param activationFunction between these two maps
 * @param residPdrop the probability of dropout behind attention and the linear maps
 * @param embdPdrop the probability of dropout behind the embeddings
 * @param attnPdrop the probability of dropout of attention's weights
 * @param layerNormEpsilon added to the variances of the layer norms
 * @param initializerRange standard deviation of the weights at first
 * @param tieWordEmbeddings whether the head's weight is that of the token embedding
 * @param eosTokenId the token that ends a text, if there is one
 * @param dtype float32 or float64
 */
public record GPT2Options(
    @Option(min = 1, max = 1 << 24) int vocabSize,
    @Option(min = 1, max = 1 << 24) int nPositions,
    @Option(min = 1, max = 1 << 20) int nEmbd,
    @Option(min = 1, max = 1 << 12) int nLayer,
    @Option(min = 1, max = 1 << 12) int nHead,
    OptionalInt nInner,
    @Option Activation activationFunction,
    @Option(min = 0, below = 1) double residPdrop,
    @Option(min = 0, below = 1) double embdPdrop,
    @Option(min = 0, below = 1) double attnPdrop,
    @Option(min = 0) double layerNormEpsilon,
    @Option(min = 0) double initializerRange,
    @Option boolean tieWordEmbeddings,
    OptionalInt eosTokenId,
    DType dtype) {
  private static final String MODEL_TYPE = "gpt2";

  /** The function between the two linear maps of a block, by the names that transformers has. */
  public enum Activation {
    /** The Gaussian error linear unit by a hyperbolic tangent. */
    GELU_NEW,
    /** The same as {@link #GELU_NEW}. */
    GELU_PYTORCH_TANH,
    /** The Gaussian error linear unit. */
    GELU,
    /** {@code max(x, 0)}. */
    RELU,
    /** The sigmoid linear unit. */
    SILU,
    /** The hyperbolic tangent. */
    TANH;

    Tensor of(Tensor x) {
      return switch (this) {
        case GELU_NEW, GELU_PYTORCH_TANH -> x.geluTanh();
        case GELU -> x.gelu();
        case RELU -> x.relu();
        case SILU -> x.silu();
        case TANH -> x.tanh();
      };
    }
  }

  /** Checks the numbers. */
  public GPT2Options {
    OptionRanges.require(
        GPT2Options.class,
        vocabSize,
        nPositions,
        nEmbd,
        nLayer,
        nHead,
        nInner,
        activationFunction,
        residPdrop,
        embdPdrop,
        attnPdrop,
        layerNormEpsilon,
        initializerRange,
        tieWordEmbeddings,
        eosTokenId,
        dtype);
    if (nEmbd % nHead != 0) {
      throw new OptionException(
          "GPT2: " + nEmbd + " features for " + nHead + " heads", "a number that the heads divide");
    }
    if (nInner.orElse(1) < 1) {
      throw new OptionException("GPT2: nInner " + nInner.getAsInt(), "1 or more");
    }
    if (!dtype.isFloating()) {
      throw new DTypeException("GPT2: dtype " + dtype, "float32 or float64");
    }
  }

  /**
   * Returns the defaults of transformers, which are those of the smallest published model: 50,257
   * tokens, 1,024 positions, 768 features, 12 blocks of 12 heads, dropout 0.1.
   */
  public static GPT2Options defaults() {
    return new GPT2Options(
        50257,
        1024,
        768,
        12,
        12,
        OptionalInt.empty(),
        Activation.GELU_NEW,
        0.1,
        0.1,
        0.1,
        1e-5,
        0.02,
        true,
        OptionalInt.of(50256),
        DType.FLOAT32);
  }

  /** Returns the form of a model for so many tokens and positions, without an end of text. */
  public static GPT2Options of(int vocabSize, int nPositions, int nEmbd, int nLayer, int nHead) {
    GPT2Options usual = defaults();
    return new GPT2Options(
        vocabSize,
        nPositions,
        nEmbd,
        nLayer,
        nHead,
        usual.nInner,
        usual.activationFunction,
        usual.residPdrop,
        usual.embdPdrop,
        usual.attnPdrop,
        usual.layerNormEpsilon,
        usual.initializerRange,
        usual.tieWordEmbeddings,
        OptionalInt.empty(),
        usual.dtype);
  }

  /** Returns this form with one probability for all dropout. */
  public GPT2Options withDropout(double value) {
    return new GPT2Options(
        vocabSize,
        nPositions,
        nEmbd,
        nLayer,
        nHead,
        nInner,
        activationFunction,
        value,
        value,
        value,
        layerNormEpsilon,
        initializerRange,
        tieWordEmbeddings,
        eosTokenId,
        dtype);
  }

  /** Returns this form with parameters of another type. */
  public GPT2Options withDtype(DType value) {
    return new GPT2Options(
        vocabSize,
        nPositions,
        nEmbd,
        nLayer,
        nHead,
        nInner,
        activationFunction,
        residPdrop,
        embdPdrop,
        attnPdrop,
        layerNormEpsilon,
        initializerRange,
        tieWordEmbeddings,
        eosTokenId,
        value);
  }

  /**
   * Reads the form of a model from its {@code config.json}.
   *
   * @throws dev.jacobian.shape.FileFormatException if it is of another model, or of a variant that
   *     computes something else
   */
  static GPT2Options read(JsonFile config) {
    String type = config.text("model_type", MODEL_TYPE);
    if (!type.equals(MODEL_TYPE)) {
      throw config.wrong("model_type", "'" + type + "'", "'" + MODEL_TYPE + "'");
    }
    require(config, "scale_attn_weights", true);
    require(config, "scale_attn_by_inverse_layer_idx", false);
    require(config, "add_cross_attention", false);
    GPT2Options usual = defaults();
    String dtype = config.text("dtype", config.text("torch_dtype", "float32"));
    return new GPT2Options(
        config.integer("vocab_size", usual.vocabSize),
        config.integer("n_positions", usual.nPositions),
        config.integer("n_embd", usual.nEmbd),
        config.integer("n_layer", usual.nLayer),
        config.integer("n_head", usual.nHead),
        config.integer("n_inner"),
        config.choice("activation_function", usual.activationFunction),
        config.number("resid_pdrop", usual.residPdrop),
        config.number("embd_pdrop", usual.embdPdrop),
        config.number("attn_pdrop", usual.attnPdrop),
        config.number("layer_norm_epsilon", usual.layerNormEpsilon),
        config.number("initializer_range", usual.initializerRange),
        config.flag("tie_word_embeddings", true),
        config.integer("eos_token_id"),
        dtype.equals(DType.FLOAT64.toString()) ? DType.FLOAT64 : DType.FLOAT32);
  }

  private static void require(JsonFile config, String key, boolean expected) {
    if (config.flag(key, expected) != expected) {
      throw config.wrong(key, Boolean.toString(!expected), Boolean.toString(expected));
    }
  }

  /** Returns what {@code config.json} says of a model of this form. */
  Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("GPT2LMHeadModel"));
    config.put("model_type", MODEL_TYPE);
    config.put("vocab_size", vocabSize);
    config.put("n_positions", nPositions);
    config.put("n_embd", nEmbd);
    config.put("n_layer", nLayer);
    config.put("n_head", nHead);
    config.put("n_inner", orNull(nInner));
    config.put("activation_function", activationFunction.name().toLowerCase(Locale.ROOT));
    config.put("resid_pdrop", residPdrop);
    config.put("embd_pdrop", embdPdrop);
    config.put("attn_pdrop", attnPdrop);
    config.put("layer_norm_epsilon", layerNormEpsilon);
    config.put("initializer_range", initializerRange);
    config.put("tie_word_embeddings", tieWordEmbeddings);
    config.put("bos_token_id", orNull(eosTokenId));
    config.put("eos_token_id", orNull(eosTokenId));
    // Older versions of transformers know the type under the second name only.
    config.put("dtype", dtype.toString());
    config.put("torch_dtype", dtype.toString());
    return config;
  }

  private static @Nullable Integer orNull(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }

  /** Returns the features between the two linear maps of a block. */
  int inner() {
    return nInner.orElse(4 * nEmbd);
  }
}
