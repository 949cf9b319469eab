package dev.jacobian.trainers.config.data;

import dev.jacobian.data.image.Normalize;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.keys.Suggestion;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What images are normalised by: {@code training}, {@code imagenet}, or a mapping of means and
 * deviations.
 */
public record NormalizeType() implements ValueType<Normalization> {
  private static final String TRAINING = "training";
  private static final String IMAGE_NET = "imagenet";
  private static final String MEAN = "mean";
  private static final String STD = "std";
  private static final String EACH = "or a list with one for each channel";

  @Override
  public @Nullable Normalization read(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      if (TRAINING.equals(scalar.value())) {
        return Normalization.TRAINING;
      }
      return IMAGE_NET.equals(scalar.value()) ? Normalization.of(Normalize.IMAGE_NET) : null;
    }
    if (!(node instanceof YamlNode.Mapping mapping)
        || !mapping.entries().keySet().equals(Set.of(MEAN, STD))) {
      return null;
    }
    List<Double> mean = numbers(mapping, MEAN, ValueType.finite());
    List<Double> std = numbers(mapping, STD, ValueType.positive());
    try {
      return Normalization.of(new Normalize(mean, std));
    } catch (DataException e) {
      return null;
    }
  }

  private static List<Double> numbers(YamlNode.Mapping from, String key, ValueType<Double> each) {
    return ValueType.someOf(each, each.expected() + ", " + EACH)
        .require(Objects.requireNonNull(from.entries().get(key)).value());
  }

  @Override
  public String expected() {
    return TRAINING
        + ", "
        + IMAGE_NET
        + ", or a mapping of mean and std with as many numbers each, deviations above 0";
  }

  @Override
  public Optional<String> meant(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar
        ? Suggestion.nearest(scalar.text(), List.of(TRAINING, IMAGE_NET))
        : Optional.empty();
  }

  @Override
  public Object written(Normalization value) {
    if (value.numbers().isEmpty()) {
      return TRAINING;
    }
    Normalize numbers = value.numbers().get();
    Map<String, Object> both = new LinkedHashMap<>();
    both.put(MEAN, numbers.mean());
    both.put(STD, numbers.std());
    return both;
  }
}
