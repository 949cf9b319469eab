package dev.jacobian.trainers.config;

import dev.jacobian.models.MLP;
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

  private static final Variants<ModelKind> MODELS =
      new Variants<>(
          ModelKind.class,
          "which model",
          kind -> kind == ModelKind.MLP ? NO_LAYERS : new Variants.Plain(),
          Map.of(
              "hidden",
              ValueType.someOf(
                  ValueType.integer(1, 1 << 20), "a list of whole numbers of at least 1")),
          (kind, key) -> "a " + ValueType.spelling(kind) + " model has no hidden layers");

  static final SectionType<ModelConfig> SECTION =
      MODELS.section(
          true,
          (kind, read) ->
              new ModelConfig(kind, read instanceof MLP.Options layers ? layers : NO_LAYERS));

  /** Returns the values by their keys, as a configuration would have them. */
  Map<String, Object> values() {
    return MODELS.values(kind, kind == ModelKind.MLP ? layers : new Variants.Plain());
  }
}
