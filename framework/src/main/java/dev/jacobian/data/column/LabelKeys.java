package dev.jacobian.data.column;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes two labels one class. Labels that all are numbers are one class if they are the same
 * number, however it is written: {@code 1}, {@code +1}, {@code 1.0} and {@code 1e0}. Their class is
 * called by the shortest of these. Others are one class if their texts are equal.
 *
 * @param areNumbers whether all are numbers
 * @param keys the classes
 */
public record LabelKeys(boolean areNumbers, Set<String> keys) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
  private static final int LONGEST = 64;
  private static final int SHOWN = 20;
  private static final int MOST_PLAIN_DIGITS = 40;

  /** Returns the classes of labels that a file has. */
  public static LabelKeys seen(Collection<String> labels) {
    boolean areNumbers = labels.stream().allMatch(label -> number(label) != null);
    Set<String> keys = new HashSet<>();
    labels.forEach(label -> keys.add(key(label, areNumbers)));
    return new LabelKeys(areNumbers, keys);
  }

  /**
   * Returns the classes that are called by different names; two spellings of a number are texts.
   */
  public static LabelKeys given(List<String> names) {
    LabelKeys keys = seen(names);
    return keys.keys.size() == names.size() ? keys : new LabelKeys(false, Set.copyOf(names));
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Returns whether a label is of one of the classes. */
  public boolean contains(String label) {
    return keys.contains(key(label));
  }

  /** Returns what is the same for labels of one class. */
  public String key(String label) {
    return key(label, areNumbers);
  }

  /** Returns the classes' names: by value if they are numbers, else as texts are sorted. */
  public List<String> sorted() {
    Comparator<String> asText = Comparator.naturalOrder();
    return keys.stream()
        .sorted(areNumbers ? Comparator.comparing(BigDecimal::new) : asText)
        .toList();
  }

  /** Returns names for an error, the first few if they are many. */
  public static String shown(List<String> names) {
    List<String> first = names.subList(0, Math.min(names.size(), SHOWN));
    return first.size() == names.size() ? first.toString() : first + " and more";
  }

  private static String key(String label, boolean areNumbers) {
    BigDecimal number = areNumbers ? number(label) : null;
    return number == null ? label : text(number);
  }

  private static @Nullable BigDecimal number(String label) {
    return label.length() <= LONGEST && NUMBER.matcher(label).matches()
        ? new BigDecimal(label)
        : null;
  }

  private static String text(BigDecimal number) {
    BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    int digits = Math.max(shortest.precision() - shortest.scale(), shortest.scale());
    return digits <= MOST_PLAIN_DIGITS ? shortest.toPlainString() : shortest.toString();
  }
}
