package dev.jacobian.trainers.config;

import dev.jacobian.models.MLP;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model. The numbers of its inputs and outputs follow from the data and the loss.
 *
 * @param kind which model
 * @param hidden widths of an MLP's hidden layers, from the input's side; empty for other models
 * @param activation what follows each hidden layer
 * @param dropout the probability of zeroing a hidden value in training, in [0, 1)
 */
public record ModelConfig(
    ModelKind kind, List<Integer> hidden, MLP.Activation activation, double dropout) {
  private static final Key<ModelKind> TYPE =
      Key.required(SectionType.TYPE, ValueType.choice(ModelKind.class), "which model");
  private static final Key<List<Integer>> HIDDEN =
      Key.optional(
          "hidden",
          ValueType.someOf(ValueType.integer(1, 1 << 20), "a list of whole numbers of at least 1"),
          "widths of the hidden layers; mlp only, and required there");
  private static final Key<MLP.Activation> ACTIVATION =
      Key.defaultsTo(
          MLP.Activation.RELU,
          "activation",
          ValueType.choice(MLP.Activation.class),
          "what follows each hidden layer; mlp only");
  private static final Key<Double> DROPOUT =
      Key.defaultsTo(
          0.0,
          "dropout",
          ValueType.numberFrom(0, 1),
          "the probability of zeroing a hidden value; mlp only");

  static final SectionType<ModelConfig> SECTION =
      new SectionType<>(List.of(TYPE, HIDDEN, ACTIVATION, DROPOUT), true, ModelConfig::read);

  /** Copies the list. */
  public ModelConfig {
    hidden = List.copyOf(hidden);
  }

  /** Returns the values by their keys, as a configuration would have them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(TYPE.name(), ValueType.spelling(kind));
    if (kind == ModelKind.MLP) {
      values.put(HIDDEN.name(), hidden);
      values.put(ACTIVATION.name(), ValueType.spelling(activation));
      values.put(DROPOUT.name(), dropout);
    }
    return values;
  }

  private static ModelConfig read(Section section) {
    ModelKind kind = section.get(TYPE);
    if (kind != ModelKind.MLP) {
      for (Key<?> key : List.of(HIDDEN, ACTIVATION, DROPOUT)) {
        section.forbid(key, "a " + ValueType.spelling(kind) + " model has no hidden layers");
      }
    } else if (section.find(HIDDEN).isEmpty()) {
      throw new ConfigException(
          section.placeOf(HIDDEN),
          "an mlp needs the key 'hidden'",
          "hidden: " + HIDDEN.type().expected());
    }
    return new ModelConfig(
        kind,
        section.find(HIDDEN).orElse(List.of()),
        section.get(ACTIVATION),
        section.get(DROPOUT));
  }
}
