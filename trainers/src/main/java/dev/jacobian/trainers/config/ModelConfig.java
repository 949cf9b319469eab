package dev.jacobian.trainers.config;

import dev.jacobian.models.MLP;
import dev.jacobian.models.language.TransformerClassifierOptions;
import dev.jacobian.models.vision.CNNOptions;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.Variants;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model. The numbers of its inputs and outputs and its type follow from the data and the loss.
 *
 * @param kind which model
 * @param options its form: an {@link MLP.Options}, {@link CNNOptions}, {@link Pretrained}, {@link
 *     GPT2Config}, {@link LSTMConfig} or {@link TransformerClassifierOptions}; there is nothing to
 *     say of other models
 */
public record ModelConfig(ModelKind kind, Record options) {
  private static final MLP.Options LAYERS = MLP.Options.of(1, List.of(), 1);

  static final SectionType<ModelConfig> SECTION =
      new Variants<>(
              ModelKind.class, "which model", ModelConfig::usual, Map.of(), ModelConfig::foreign)
          .section(ModelConfig::new, ModelConfig::kind, ModelConfig::options);

  private static Record usual(ModelKind kind) {
    return switch (kind) {
      case LINEAR, LOGISTIC, SOFTMAX -> new Variants.Plain();
      case MLP -> LAYERS;
      case CNN -> CNNOptions.of(List.of());
      case RESNET18 -> Pretrained.none();
      case GPT2 -> GPT2Config.none();
      case LSTM -> LSTMConfig.none();
      case TRANSFORMER -> TransformerClassifierOptions.of(1, 1);
    };
  }

  private static String foreign(ModelKind kind, String key) {
    boolean isPlain = usual(kind) instanceof Variants.Plain;
    return kind.named()
        + " model has no "
        + (isPlain && !key.equals("weights") ? "hidden layers" : OptionRanges.words(key));
  }

  /** Returns a model that nothing more is said about. */
  static ModelConfig of(ModelKind kind) {
    return new ModelConfig(kind, usual(kind));
  }

  /** Returns where the first weights come from, if they are not drawn. */
  public Optional<Path> weights() {
    return options instanceof WeightsOption trained
        ? trained
            .weights()
            .map(
                name ->
                    name.existingOrFolder("a safetensors file, or a folder with model.safetensors"))
        : Optional.empty();
  }

  /**
   * Fails if the form is one for other data that the model can be given.
   *
   * @param place of the model
   */
  void requireFits(DataKind data, KeyPlace place) {
    if (options instanceof LSTMConfig lstm) {
      lstm.requireFits(data, place);
    }
  }

  /** Fails if first weights are named, and there are none. */
  void requireWeights() {
    weights();
  }

  /** Returns this without what matters only when training begins. */
  public ModelConfig trained() {
    return options instanceof Pretrained ? of(kind) : this;
  }
}
