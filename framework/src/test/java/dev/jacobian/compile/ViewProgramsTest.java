package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Runs random programs of views, changes in place and gradients, and compares what they leave with
 * PyTorch's: the same values, or the same kind of error at the same step. The goldens and what is
 * in them come from goldens_views.py.
 */
class ViewProgramsTest {
  private static final int PROGRAMS = 2000;
  private static final List<String> GOLDENS = read();

  private static List<String> read() {
    try (InputStream file =
            Objects.requireNonNull(
                ViewProgramsTest.class.getResourceAsStream("/goldens/views.txt.gz"));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eagerIsAsPyTorch() {
    check(program -> program.run(program.data()));
  }

  @Test
  void compiledIsAsPyTorch() {
    check(
        program -> {
          Compiled compiled =
              Compiled.functions(arguments -> copies(program.run(List.of(arguments))));
          Tensor[] arguments = program.data().toArray(Tensor[]::new);
          List<Tensor> variables = compiled.runAll(arguments);
          assertTrue(compiled.isCompiled(arguments) || compiled.refusal(arguments).isEmpty());
          return variables;
        });
  }

  private static List<Tensor> copies(List<Tensor> variables) {
    return variables.stream().map(Tensor::detach).toList();
  }

  private static void check(Function<ViewProgram, List<Tensor>> run) {
    assertEquals(PROGRAMS, GOLDENS.size());
    int errors = 0;
    List<String> differences = new ArrayList<>();
    for (String golden : GOLDENS) {
      String[] sides = golden.split("=", -1);
      errors += sides[1].startsWith("!") ? 1 : 0;
      try (MemoryScope scope = MemoryScope.open()) {
        String difference = difference(sides[0], sides[1], run);
        if (!difference.isEmpty()) {
          differences.add(golden + "\n    " + difference);
        }
      }
    }
    assertTrue(errors > PROGRAMS / 10 && errors < PROGRAMS / 2, errors + " errors");
    if (!differences.isEmpty()) {
      fail(
          differences.size()
              + " programs differ, such as\n"
              + String.join("\n", differences.subList(0, Math.min(8, differences.size()))));
    }
  }

  private static String difference(
      String text, String expected, Function<ViewProgram, List<Tensor>> run) {
    ViewProgram program = new ViewProgram(text);
    List<Tensor> variables;
    try {
      variables = run.apply(program);
    } catch (JacobianException e) {
      String received = "!" + kind(e.getMessage()) + " " + program.position();
      return received.equals(expected) ? "" : received + ": " + e.getMessage();
    } catch (RuntimeException e) {
      throw new AssertionError(text, e);
    }
    if (expected.startsWith("!")) {
      return "no error";
    }
    String[] numbers = expected.split(" ");
    int at = 0;
    for (Tensor variable : variables) {
      String what = "variable " + at;
      String difference = difference(what, numbers[at++], variable);
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    for (Tensor leaf : program.leaves()) {
      String what = "the gradient of leaf " + (at - variables.size());
      String number = numbers[at++];
      Tensor gradient = leaf.grad();
      if (gradient == null || number.equals("-")) {
        if (gradient != null || !number.equals("-")) {
          return what + " is " + gradient + ", not " + number;
        }
        continue;
      }
      String difference = difference(what, number, gradient);
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    assertEquals(numbers.length, at);
    return "";
  }

  private static String difference(String what, String expected, Tensor tensor) {
    double sum = 0;
    double size = 0;
    double[] values = tensor.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      double weighed = values[i] * (1 + i % 7 / 8.0);
      sum += weighed;
      size += Math.abs(weighed);
    }
    double wanted = Double.parseDouble(expected);
    return Math.abs(sum - wanted) <= 1e-9 * Math.max(size, 1)
        ? ""
        : what + " sums up to " + sum + ", not " + wanted;
  }

  private static String kind(String message) {
    if (message.contains("made under noGrad") || message.contains("one of several")) {
      return "view";
    }
    if (message.contains("a leaf that requires")) {
      return "leaf";
    }
    if (message.contains("are one in memory")) {
      return "repeated";
    }
    if (message.contains("was changed in place after forward")) {
      return "changed";
    }
    return message.contains("does not require a gradient") ? "nograd" : "unknown";
  }
}
