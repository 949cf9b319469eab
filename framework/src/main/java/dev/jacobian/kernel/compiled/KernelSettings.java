package dev.jacobian.kernel.compiled;

import dev.jacobian.shape.OptionException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** In which language kernels of the CPU are compiled, read when a backend is first used. */
public final class KernelSettings {
  /** System property with the language: {@code auto}, {@code java} or {@code c}. */
  public static final String PROPERTY = "jacobian.kernels";

  /** Environment variable with the language; it goes before the property. */
  public static final String ENVIRONMENT = "JACOBIAN_KERNELS";

  /** System property with the folder that compiled kernels are kept in. */
  public static final String CACHE_PROPERTY = "jacobian.kernels.cache";

  /** Environment variable with that folder; it goes before the property. */
  public static final String CACHE_ENVIRONMENT = "JACOBIAN_KERNELS_CACHE";

  private KernelSettings() {}

  /** A choice of languages. */
  public enum Language {
    /** C where a compiler is found, as soon as it has compiled a kernel; else Java. */
    AUTO,
    /** Java. */
    JAVA,
    /** C, and an error where it cannot be compiled. */
    C
  }

  /**
   * Returns the choice of languages, {@link Language#AUTO} unless a setting says otherwise.
   *
   * @throws OptionException if a setting names no language
   */
  public static Language language() {
    String text = setting(ENVIRONMENT, PROPERTY);
    if (text == null) {
      return Language.AUTO;
    }
    for (Language language : Language.values()) {
      if (name(language).equals(text.strip().toLowerCase(Locale.ROOT))) {
        return language;
      }
    }
    throw new OptionException(
        PROPERTY + " (or " + ENVIRONMENT + ") is '" + text + "'",
        Arrays.stream(Language.values())
            .map(KernelSettings::name)
            .collect(Collectors.joining(", ", "one of ", "")));
  }

  private static String name(Language language) {
    return language.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the folder for compiled kernels: what a setting names, else {@code jacobian/kernels} in
   * the user's cache folder.
   */
  public static Path cache() {
    String named = setting(CACHE_ENVIRONMENT, CACHE_PROPERTY);
    return named == null ? userCache(System::getenv) : Path.of(named);
  }

  static Path userCache(UnaryOperator<@Nullable String> environment) {
    String cache = environment.apply("XDG_CACHE_HOME");
    // The specification of this variable says that a relative path is to be ignored.
    Path folder =
        cache != null && Path.of(cache).isAbsolute()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    return folder.resolve("jacobian").resolve("kernels");
  }

  private static @Nullable String setting(String variable, String property) {
    String named = System.getenv(variable);
    String text = named == null || named.isBlank() ? System.getProperty(property) : named;
    return text == null || text.isBlank() ? null : text;
  }
}
