package dev.jacobian.trainers.config;

import dev.jacobian.models.MLP;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.Variants;
import java.util.List;
import java.util.Map;

/**
 * The model. The numbers of its inputs and outputs and its type follow from the data and the loss.
 *
 * @param kind which model
 * @param layers the form of an MLP; that of other models has no hidden layers
 */
public record ModelConfig(ModelKind kind, MLP.Options layers) {
  private static final MLP.Options NO_LAYERS = MLP.Options.of(1, List.of(), 1);

  static final SectionType<ModelConfig> SECTION =
      new Variants<>(
              ModelKind.class,
              "which model",
              kind -> of(kind).options(),
              Map.of(
                  "hidden",
                  ValueType.someOf(
                      ValueType.integer(1, 1 << 20), "a list of whole numbers of at least 1")),
              (kind, key) -> "a " + ValueType.spelling(kind) + " model has no hidden layers")
          .section(
              (kind, read) ->
                  new ModelConfig(kind, read instanceof MLP.Options layers ? layers : NO_LAYERS),
              ModelConfig::kind,
              ModelConfig::options);

  /** Returns a model that nothing more is said about. */
  static ModelConfig of(ModelKind kind) {
    return new ModelConfig(kind, NO_LAYERS);
  }

  private Record options() {
    return kind == ModelKind.MLP ? layers : new Variants.Plain();
  }
}
