package dev.jacobian.tensor;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A case of a file of golden values, in the format that goldens_tensor.py describes.
 *
 * @param function name of the function
 * @param variant name of the inputs
 * @param inputs what the function is given
 * @param output what it returns
 * @param gradients by index of the input
 */
public record GoldenCase(
    String function,
    String variant,
    List<Numbers> inputs,
    Numbers output,
    Map<Integer, double[]> gradients) {

  /** An array of any type, its elements as double. */
  public record Numbers(DType dtype, Shape shape, double[] values) {

    /** Returns a tensor, of another floating type if asked to. */
    public Tensor toTensor(DType floating) {
      Tensor tensor = Tensor.of(values, shape.dims());
      return tensor.to(dtype.isFloating() ? floating : dtype);
    }
  }

  /** Returns the cases of a file on the class path. */
  public static List<GoldenCase> read(String resource) {
    List<GoldenCase> cases = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                GoldenCase.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        cases.add(readCase(line, reader));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private static GoldenCase readCase(String head, BufferedReader reader) throws IOException {
    String[] name = head.substring("case ".length()).split("#");
    List<Numbers> inputs = new ArrayList<>();
    Map<Integer, double[]> gradients = new TreeMap<>();
    Numbers output = null;
    for (String line = reader.readLine(); !line.equals("end"); line = reader.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "in" -> inputs.add(numbers(words));
        case "out" -> output = numbers(words);
        case "grad" -> gradients.put(Integer.parseInt(words[1]), values(words, 2));
        default -> throw new IOException("not a line of a golden case: " + line);
      }
    }
    return new GoldenCase(name[0], name[1], inputs, output, gradients);
  }

  private static Numbers numbers(String[] words) {
    long[] dims =
        words[2].equals("-")
            ? new long[0]
            : Arrays.stream(words[2].split(",")).mapToLong(Long::parseLong).toArray();
    return new Numbers(DType.parse(words[1]), Shape.of(dims), values(words, 3));
  }

  private static double[] values(String[] words, int from) {
    return Arrays.stream(words, from, words.length).mapToDouble(GoldenCase::number).toArray();
  }

  private static double number(String word) {
    return switch (word) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(word);
    };
  }

  /** Returns the inputs as tensors, floating ones of the given type. */
  public List<Tensor> inputTensors(DType floating) {
    return inputs.stream().map(in -> in.toTensor(floating)).toList();
  }

  /** Returns the weights of the output's elements in the golden gradients. */
  public double[] seed() {
    double[] seed = new double[output.values.length];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = 0.5 + 0.25 * (i % 7);
    }
    return seed;
  }

  @Override
  public String toString() {
    return function + "#" + variant;
  }
}
