package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.Suggestion;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.YamlNode;
import dev.jacobian.trainers.config.kind.MetricKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A metric by its name, which is what configurations, scores and monitors call it: {@code f1} or
 * {@code top_3}.
 *
 * @param kind which metric
 * @param k the K of {@link MetricKind#TOP_K}; else 0
 */
public record MetricChoice(MetricKind kind, int k) {
  private static final Pattern TOP = Pattern.compile("top_([1-9][0-9]{0,8})");
  private static final String ANY_TOP = "top_K with a number such as top_3";
  private static final String FIRST_TOP = "top_5";

  static final ValueType<MetricChoice> TYPE =
      ValueType.of(
          "one of " + String.join(", ", spellings(Arrays.asList(MetricKind.values()))),
          MetricChoice::read,
          text -> Suggestion.nearest(text, names()));

  /** Some of them. */
  static final ValueType<List<MetricChoice>> LIST =
      ValueType.listOf(
          TYPE,
          "a list out of " + String.join(", ", spellings(Arrays.asList(MetricKind.values()))));

  /** Returns a metric that its kind says all about. */
  public static MetricChoice of(MetricKind kind) {
    return new MetricChoice(kind, 0);
  }

  /** Returns the metrics of a task when none are named. */
  static List<MetricChoice> defaults(Task task) {
    return task == Task.REGRESSION
        ? List.of(of(MetricKind.RMSE), of(MetricKind.R2))
        : List.of(of(MetricKind.ACCURACY));
  }

  /** Returns the metric of a name, if it is one of the framework's. */
  public static Optional<MetricChoice> named(String name) {
    Matcher top = TOP.matcher(name);
    if (top.matches()) {
      return Optional.of(new MetricChoice(MetricKind.TOP_K, Integer.parseInt(top.group(1))));
    }
    return plain().filter(choice -> choice.name().equals(name)).findFirst();
  }

  /** Returns the name. */
  public String name() {
    return kind == MetricKind.TOP_K ? "top_" + k : ValueType.spelling(kind);
  }

  @Override
  public String toString() {
    return name();
  }

  /** Returns how kinds are written, for an error or the reference. */
  static List<String> spellings(List<MetricKind> kinds) {
    return kinds.stream()
        .map(kind -> kind == MetricKind.TOP_K ? ANY_TOP : ValueType.spelling(kind))
        .toList();
  }

  private static @Nullable MetricChoice read(YamlNode node) {
    String name = ValueType.text().read(node);
    return name == null ? null : named(name).orElse(null);
  }

  private static Stream<MetricChoice> plain() {
    return Arrays.stream(MetricKind.values())
        .filter(kind -> kind != MetricKind.TOP_K)
        .map(MetricChoice::of);
  }

  private static List<String> names() {
    return Stream.concat(plain().map(MetricChoice::name), Stream.of(FIRST_TOP)).toList();
  }
}
