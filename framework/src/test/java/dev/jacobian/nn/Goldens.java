package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What PyTorch gives, as a script of {@code src/test/python} wrote it into a file of goldens. */
public final class Goldens {
  /** Largest relative difference that counts as equal. */
  public static final double TOLERANCE = 1e-5;

  /**
   * Part of the largest element that counts as rounding of the smaller ones, which sums leave near
   * 0.
   */
  private static final double ROUNDING = 1e-6;

  private final Map<String, String> lines = new LinkedHashMap<>();

  private Goldens() {}

  /** Reads {@code nn.txt} and {@code layers.txt}. */
  public static Goldens load() {
    return load("nn.txt", "layers.txt");
  }

  /** Reads files of {@code goldens}. */
  public static Goldens load(String... files) {
    Goldens goldens = new Goldens();
    for (String file : files) {
      goldens.read(file);
    }
    return goldens;
  }

  private void read(String file) {
    try (InputStream stream = Goldens.class.getResourceAsStream("/goldens/" + file);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int space = line.indexOf(' ');
        lines.put(line.substring(0, space), line.substring(space + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the next part of each name after {@code prefix}, which ends in a slash. */
  public Set<String> parts(String prefix) {
    Set<String> parts = new TreeSet<>();
    for (String name : lines.keySet()) {
      if (name.startsWith(prefix)) {
        String rest = name.substring(prefix.length());
        int slash = rest.indexOf('/');
        parts.add(slash < 0 ? rest : rest.substring(0, slash));
      }
    }
    return parts;
  }

  /** Returns what is under a name: a word, or shape and values. */
  public String text(String name) {
    String line = lines.get(name);
    return line == null ? fail("no golden " + name) : line;
  }

  /** Returns the only number under a name. */
  public double number(String name) {
    double[] values = values(name);
    assertEquals(1, values.length, name);
    return values[0];
  }

  /** Returns the numbers under a name in row-major order. */
  public double[] values(String name) {
    String text = text(name);
    String[] words = text.substring(text.indexOf(']') + 1).strip().split(" ", -1);
    return words[0].isEmpty()
        ? new double[0]
        : Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
  }

  /** Returns the float32 tensor under a name. */
  public Tensor tensor(String name) {
    return tensor(name, DType.FLOAT32);
  }

  /** Returns the tensor under a name. */
  public Tensor tensor(String name, DType dtype) {
    return Tensor.of(values(name), shape(name).dims()).to(dtype);
  }

  private Shape shape(String name) {
    String text = text(name);
    String sizes = text.substring(1, text.indexOf(']'));
    return sizes.isEmpty()
        ? Shape.scalar()
        : Shape.of(Arrays.stream(sizes.split(",", -1)).mapToLong(Long::parseLong).toArray());
  }

  /** Asserts that a float32 tensor is the one under a name. */
  public void assertEqual(String name, Tensor actual) {
    assertEqual(name, DType.FLOAT32, actual);
  }

  /** Asserts that a tensor of a type is the one under a name. */
  public void assertEqual(String name, DType dtype, Tensor actual) {
    assertEquals(new TensorSpec(shape(name), dtype), actual.variable().spec(), name);
    assertClose(name, values(name), actual.toDoubleArray());
  }

  /** Asserts that numbers agree within the tolerance. */
  public static void assertClose(String name, double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length, name);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      double allowed = TOLERANCE * Math.abs(expected[i]) + ROUNDING * largest;
      if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
        fail(
            name
                + " element "
                + i
                + ": expected "
                + expected[i]
                + ", was "
                + actual[i]
                + ", allowed "
                + allowed);
      }
    }
  }
}
