package dev.jacobian.trainers.config;

import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.keys.FileName;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The form of a {@code gpt2} model, in the words of transformers' {@code config.json}. What is not
 * said is as in transformers, or follows from the text.
 *
 * @param weights a folder of Hugging Face's with config.json and model.safetensors that training
 *     begins with; it says the whole form then. By default all weights are drawn
 * @param vocabSize number of tokens; by default those of the tokenizer
 * @param nPositions the longest text; by default the blockLength
 * @param nEmbd features of a position, by default 768
 * @param nLayer number of blocks, by default 12
 * @param nHead number of attention heads, which divides the features, by default 12
 * @param nInner features between the two linear maps of a block, by default four times those of a
 *     position
 * @param activationFunction between these two maps, by default gelu_new
 * @param residPdrop the probability of dropout behind attention and the linear maps, by default 0.1
 * @param embdPdrop the probability of dropout behind the embeddings, by default 0.1
 * @param attnPdrop the probability of dropout of attention's weights, by default 0.1
 * @param layerNormEpsilon added to the variances of the layer norms, by default 1e-5
 * @param tieWordEmbeddings whether the head's weight is that of the token embedding, by default so
 */
public record GPT2Config(
    @Option Optional<FileName> weights,
    @Option(min = 1, max = 1 << 24) Optional<Integer> vocabSize,
    @Option(min = 1, max = 1 << 24) Optional<Integer> nPositions,
    @Option(min = 1, max = 1 << 20) Optional<Integer> nEmbd,
    @Option(min = 1, max = 1 << 12) Optional<Integer> nLayer,
    @Option(min = 1, max = 1 << 12) Optional<Integer> nHead,
    @Option(min = 1, max = 1 << 24) Optional<Integer> nInner,
    @Option Optional<GPT2Options.Activation> activationFunction,
    @Option(min = 0, below = 1) Optional<Double> residPdrop,
    @Option(min = 0, below = 1) Optional<Double> embdPdrop,
    @Option(min = 0, below = 1) Optional<Double> attnPdrop,
    @Option(min = 0) Optional<Double> layerNormEpsilon,
    @Option Optional<Boolean> tieWordEmbeddings)
    implements WeightsOption {
  /** Checks what does not fit together. */
  public GPT2Config {
    boolean saysForm =
        Stream.of(
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
                tieWordEmbeddings)
            .anyMatch(Optional::isPresent);
    if (weights.isPresent() && saysForm) {
      throw new OptionException(
          "weights that say the form of the model, and a form beside them",
          "one of the two",
          "leave out the other keys of model");
    }
    int features = nEmbd.orElse(GPT2Options.defaults().nEmbd());
    int heads = nHead.orElse(GPT2Options.defaults().nHead());
    if (weights.isEmpty() && features % heads != 0) {
      throw new OptionException(
          "nHead " + heads + " does not divide nEmbd " + features, "a number that does");
    }
  }

  /** Returns a form that nothing is said about. */
  static GPT2Config none() {
    return new GPT2Config(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns all that there is to say of a form. */
  public static GPT2Config of(GPT2Options options) {
    OptionalInt inner = options.nInner();
    return new GPT2Config(
        Optional.empty(),
        Optional.of(options.vocabSize()),
        Optional.of(options.nPositions()),
        Optional.of(options.nEmbd()),
        Optional.of(options.nLayer()),
        Optional.of(options.nHead()),
        inner.isPresent() ? Optional.of(inner.getAsInt()) : Optional.empty(),
        Optional.of(options.activationFunction()),
        Optional.of(options.residPdrop()),
        Optional.of(options.embdPdrop()),
        Optional.of(options.attnPdrop()),
        Optional.of(options.layerNormEpsilon()),
        Optional.of(options.tieWordEmbeddings()));
  }

  /**
   * Returns the form of a model for a text.
   *
   * @param tokens that there are
   * @param length of its blocks
   */
  public GPT2Options options(int tokens, int length, DType dtype) {
    GPT2Options usual = GPT2Options.defaults();
    return new GPT2Options(
        vocabSize.orElse(tokens),
        nPositions.orElse(length),
        nEmbd.orElse(usual.nEmbd()),
        nLayer.orElse(usual.nLayer()),
        nHead.orElse(usual.nHead()),
        nInner.isPresent() ? OptionalInt.of(nInner.get()) : OptionalInt.empty(),
        activationFunction.orElse(usual.activationFunction()),
        residPdrop.orElse(usual.residPdrop()),
        embdPdrop.orElse(usual.embdPdrop()),
        attnPdrop.orElse(usual.attnPdrop()),
        layerNormEpsilon.orElse(usual.layerNormEpsilon()),
        usual.initializerRange(),
        tieWordEmbeddings.orElse(usual.tieWordEmbeddings()),
        OptionalInt.empty(),
        dtype);
  }
}
