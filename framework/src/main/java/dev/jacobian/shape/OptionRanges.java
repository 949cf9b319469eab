package dev.jacobian.shape;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Holds records of options to what their components say with {@link Option}. */
public final class OptionRanges {
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          List<Component> components = new ArrayList<>();
          for (RecordComponent component : type.getRecordComponents()) {
            components.add(
                new Component(component.getName(), component.getAnnotation(Option.class)));
          }
          return List.copyOf(components);
        }
      };

  private OptionRanges() {}

  private record Component(String name, @Nullable Option option) {}

  /**
   * Checks a record, in its constructor: {@code OptionRanges.require(Options.class, ...)}. A number
   * has to lie in its component's range, and each of a list; a time has to be above 0.
   *
   * @param values of all components, in order; those that are no options are not looked at
   * @throws OptionException that names the first one outside its range
   */
  public static void require(Class<? extends Record> type, @Nullable Object... values) {
    List<Component> components = COMPONENTS.get(type);
    if (components.size() != values.length) {
      throw new IllegalArgumentException(
          type + " has " + components.size() + " components, and " + values.length + " were given");
    }
    for (int i = 0; i < values.length; i++) {
      Option option = components.get(i).option;
      Object given = values[i];
      if (option == null || given == null) {
        continue;
      }
      for (Object value : given instanceof List<?> list ? list : List.of(given)) {
        if (!fits(option, value)) {
          throw new OptionException(
              owner(type) + ": " + words(components.get(i).name) + " " + given,
              (value == given ? "" : "each ") + expected(option, value));
        }
      }
    }
  }

  private static boolean fits(Option option, Object value) {
    return value instanceof Number number
        ? isIn(option, number.doubleValue())
        : !(value instanceof Duration time) || !(time.isNegative() || time.isZero());
  }

  /** Returns whether a number lies in a component's range. */
  public static boolean isIn(Option option, double value) {
    return Double.isFinite(value)
        && value >= option.min()
        && value > option.above()
        && value <= option.max()
        && value < option.below();
  }

  /**
   * Returns what errors call the owner of a record: {@code SGD} for {@code SGD.Options}, {@code
   * Trainer} for {@code TrainerOptions}.
   */
  public static String owner(Class<? extends Record> type) {
    Class<?> outer = type.getEnclosingClass();
    String own = type.getSimpleName().replaceFirst("Options$", "");
    return own.isEmpty() && outer != null ? outer.getSimpleName() : own;
  }

  /** Returns what errors call a component: {@code learning rate} for {@code learningRate}. */
  public static String words(String component) {
    return component.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private static String expected(Option option, Object value) {
    if (value instanceof Duration) {
      return "a time above 0";
    }
    boolean isWhole = value instanceof Integer || value instanceof Long;
    if (option.below() < Double.POSITIVE_INFINITY || option.max() < Double.POSITIVE_INFINITY) {
      boolean isOpen = option.below() < Double.POSITIVE_INFINITY;
      return (isWhole ? "a whole number in " : "a number in ")
          + (option.above() > Double.NEGATIVE_INFINITY
              ? "(" + plain(option.above())
              : "[" + plain(option.min()))
          + ", "
          + (isOpen ? plain(option.below()) + ")" : plain(option.max()) + "]");
    }
    String number = isWhole ? "a whole number" : "a finite number";
    if (option.above() > Double.NEGATIVE_INFINITY) {
      return number + " above " + plain(option.above());
    }
    return option.min() > Double.NEGATIVE_INFINITY
        ? number + ", " + plain(option.min()) + " or more"
        : number;
  }

  /** Returns a limit as it is written: whole ones without a fraction. */
  public static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
