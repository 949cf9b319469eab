package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.trainers.config.keys.ConfigException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations that are large on purpose give a short error soon. */
@Timeout(60)
class ConfigBoundsTest {
  private static final int MANY = 1_000_000;
  private static final double MOST_SECONDS = 3;

  @TempDir Path folder;

  /** Runs what is to fail; returns its message behind the file's name. */
  private String error(String text) throws IOException {
    ConfigMistakes.writeFiles(folder);
    String rest = ConfigMistakes.VALID.replaceFirst("epochs: .*\n", "");
    Path file = Files.writeString(folder.resolve("run.yaml"), text + "\n" + rest);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    String message =
        assertThrows(ConfigException.class, () -> RunConfig.load(file, List.of())).getMessage();
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
    assertTrue(seconds < MOST_SECONDS, seconds + " s: " + message);
    assertTrue(message.length() < 1200, message.length() + " characters: " + message);
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(file.toString()), message);
    return message.substring(file.toString().length());
  }

  static Stream<Arguments> texts() {
    String digits = "1".repeat(MANY);
    return Stream.of(
        Arguments.of(
            "epochs: +" + digits,
            ":1:9: epochs: the value is '+" + "1".repeat(59) + "...'; expected a whole number"),
        Arguments.of(
            "epochs: " + digits,
            ":1:9: epochs: the value is '" + "1".repeat(60) + "...'; expected a whole number"),
        Arguments.of("epochs: -" + digits, ":1:9: epochs: the value is '-111"),
        Arguments.of("epochs: 0x" + digits, ":1:9: epochs: the value is '0x111"),
        Arguments.of("epochs: 0o" + digits, ":1:9: epochs: the value is '0o111"),
        Arguments.of("epochs: 0." + digits, "epochs: the value is"),
        Arguments.of("epochs: 1e" + digits, "epochs: the value is"),
        Arguments.of("epochs: 1e-" + digits, "epochs: the value is"),
        Arguments.of("epochs: 1" + "_1".repeat(MANY), ":1:9: epochs: the value is"),
        Arguments.of(
            "# " + "c".repeat(2_900_000) + "\nepochs: x", ":2:9: epochs: the value is 'x'"),
        Arguments.of("epochs: x # " + "c".repeat(2_900_000), ":1:9: epochs: the value is 'x'"),
        Arguments.of("#\n".repeat(MANY) + "epochs: x", ":1000001:9: epochs: the value is 'x'"),
        Arguments.of("\n".repeat(2_900_000) + "epochs: x", "epochs: the value is 'x'"),
        Arguments.of("epochs: " + "x".repeat(2_900_000), ":1:9: epochs: the value is 'xxx"),
        Arguments.of("epochs: '" + "x".repeat(2_900_000) + "'", ":1:9: epochs: the value is 'xxx"),
        Arguments.of("epochs: \"" + "\\x41".repeat(700_000) + "\"", "epochs: the value is 'AAA"),
        Arguments.of("epochs: |\n " + "x\n ".repeat(900_000), "epochs: the value is 'x x x"),
        Arguments.of("epochs: 'a" + " ".repeat(2_900_000) + "b'", "epochs: the value is 'a   "),
        Arguments.of("epochs: 'a" + "\n ".repeat(MANY) + "b'", "epochs: the value is 'a "),
        Arguments.of("epochs: \"" + "x".repeat(2_900_000), "this is not YAML"),
        Arguments.of("x".repeat(2_900_000) + ": 1", "mapping values are not allowed here"),
        Arguments.of("? " + "x".repeat(2_900_000) + "\n: 1", "Name length (2900000) exceeds"),
        Arguments.of("? " + "x".repeat(40_000) + "\n: 1", "… (40,000 characters): unknown key"),
        Arguments.of("--- " + "x".repeat(2_900_000), "this is not YAML"),
        Arguments.of("epochs: " + "[".repeat(MANY), "this is not YAML"),
        Arguments.of("epochs: " + "{a: ".repeat(MANY / 2), "this is not YAML"),
        Arguments.of("- ".repeat(MANY), "this is not YAML"),
        Arguments.of(
            IntStream.range(0, 1500)
                .mapToObj(i -> " ".repeat(i) + "a:\n")
                .collect(Collectors.joining()),
            "this is not YAML"),
        Arguments.of("epochs: [" + "1,".repeat(MANY) + "1]", "the value is a list of 1000001"),
        Arguments.of(
            IntStream.range(0, 200_000)
                .mapToObj(i -> "k" + i + ": 1\n")
                .collect(Collectors.joining()),
            ":1:1: k0: unknown key"),
        Arguments.of(
            "epochs: {"
                + IntStream.range(0, 200_000)
                    .mapToObj(i -> "k" + i + ": 1")
                    .collect(Collectors.joining(","))
                + "}",
            ", … (200,000 in all); expected"),
        Arguments.of(
            "a: &a [x]\n"
                + IntStream.range(0, 50_000)
                    .mapToObj(i -> "b" + i + ": *a\n")
                    .collect(Collectors.joining()),
            "aliases (*name) are not supported"),
        Arguments.of(
            "a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]",
            "aliases (*name) are not supported"),
        Arguments.of("epochs: &" + "a".repeat(2_900_000) + " x", "epochs: the value is 'x'"),
        Arguments.of("epochs: !!" + "a".repeat(2_900_000) + " x", "epochs: "),
        Arguments.of("---\n".repeat(700_000), ""),
        Arguments.of("epochs: !!binary " + "A".repeat(2_900_000), "epochs: "));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("texts")
  void aLargeTextHasAShortErrorSoon(String text, String part) throws IOException {
    String message = error(text);
    assertTrue(message.contains(part), message);
  }

  @Test
  void aFileThatIsTooLargeIsNotRead() throws IOException {
    String message = error("#" + "c".repeat(10_000_000));
    assertTrue(
        message.matches(
            ": the file has 10,000,\\d{3} bytes; expected a configuration of at most 3,000,000"),
        message);
  }

  @Test
  void aLargeSettingHasAShortErrorToo() throws IOException {
    Path file = Files.writeString(folder.resolve("run.yaml"), "epochs: 1");
    for (String setting :
        List.of("epochs=+" + "1".repeat(MANY), "k".repeat(MANY) + "=1", "=" + "x".repeat(MANY))) {
      String message =
          assertThrows(ConfigException.class, () -> RunConfig.load(file, List.of(setting)))
              .getMessage();
      assertTrue(message.length() < 1200, message.length() + " characters");
    }
  }
}
