package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.io.SafeTensors;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Folders and values that {@code goldens_gpt2.py} wrote with transformers. */
final class GPT2Goldens {
  /** A tied head in one file, and a head of its own, another activation and width in shards. */
  static final List<String> FORMS = List.of("tiny", "forms");

  private static final Path ROOT = root();

  private GPT2Goldens() {}

  private static Path root() {
    try {
      return Path.of(
          Objects.requireNonNull(GPT2Goldens.class.getResource("/goldens/gpt2")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path folder(String form) {
    return ROOT.resolve(form);
  }

  static Map<String, Tensor> values(String form) {
    return SafeTensors.load(ROOT.resolve(form + ".safetensors")).tensors();
  }

  /** Returns a copy of a folder, to change it. */
  static Path copy(String form, Path into) {
    try (Stream<Path> files = Files.list(folder(form))) {
      Path copy = Files.createDirectories(into.resolve(form));
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the rows of a matrix of ids. */
  static List<long[]> rows(Tensor ids) {
    return ids.unbind(0).stream().map(Tensor::toLongArray).toList();
  }

  static void assertClose(Tensor expected, Tensor actual, double tolerance) {
    assertEquals(expected.shape(), actual.shape());
    double[] a = expected.toDoubleArray();
    double[] b = actual.toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      assertEquals(a[i], b[i], tolerance, "element " + i);
    }
  }
}
