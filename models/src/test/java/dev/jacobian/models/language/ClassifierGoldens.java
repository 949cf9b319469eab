package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.jacobian.data.Batch;
import dev.jacobian.data.text.PaddedSequences;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What PyTorch computes of padded texts.
 *
 * @param values by their names
 * @param texts whose classes are told
 */
record ClassifierGoldens(Map<String, double[]> values, List<long[]> texts) {
  private static final int WIDTH = 7;

  /** Reads a file of as many lines. */
  static ClassifierGoldens read(String file, int lines) {
    Map<String, double[]> values = new LinkedHashMap<>();
    try (InputStream stream = ClassifierGoldens.class.getResourceAsStream("/goldens/" + file)) {
      assertNotNull(stream);
      for (String line :
          new String(stream.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        String[] words = line.split(" ");
        values.put(
            words[0], Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertEquals(lines, values.size());
    long[] ids = Arrays.stream(values.get("ids")).mapToLong(id -> (long) id).toArray();
    double[] lengths = values.get("lengths");
    List<long[]> texts = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      texts.add(Arrays.copyOfRange(ids, WIDTH * i, WIDTH * i + (int) lengths[i]));
    }
    return new ClassifierGoldens(values, texts);
  }

  /** Gives a model the weights of a form; its buffers stay. */
  void load(String form, Module model) {
    Map<String, Tensor> state = new LinkedHashMap<>(model.stateDict());
    model
        .namedParameters()
        .forEach(
            (name, parameter) ->
                state.put(
                    name,
                    Tensor.of(values.get(form + "." + name), parameter.tensor().shape().dims())));
    model.loadStateDict(state);
  }

  Batch batch(long... rows) {
    return PaddedSequences.classes(texts, new long[] {2, 0, 1, 1}, 0).gather(rows);
  }

  void assertClose(String name, Tensor found) {
    assertArrayEquals(values.get(name), found.toDoubleArray(), 1e-10, name);
  }
}
