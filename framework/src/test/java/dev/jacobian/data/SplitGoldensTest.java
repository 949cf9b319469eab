package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Folds.Fold;
import dev.jacobian.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Folds and stratified splits against scikit-learn's. */
class SplitGoldensTest {
  private record Case(String kind, double number, long[] given, long[] first, long[] second) {}

  private static List<Case> cases(String kind) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    SplitGoldensTest.class.getResourceAsStream("/goldens/splits.txt")),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(SplitGoldensTest::parse)
          .filter(found -> found.kind.equals(kind))
          .toList();
    }
  }

  private static Case parse(String line) {
    String[] parts = line.split("\\|", -1);
    String[] head = parts[0].strip().split(" ");
    return new Case(
        head[0],
        Double.parseDouble(head[1]),
        numbers(parts[1]),
        numbers(parts[2]),
        numbers(parts[3]));
  }

  private static long[] numbers(String text) {
    return text.isBlank()
        ? new long[0]
        : Arrays.stream(text.strip().split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static TensorDataset labelled(long[] labels) {
    return new TensorDataset(Tensor.arange(labels.length), Tensor.of(labels));
  }

  private static long[] foldOf(List<Fold> folds, int rows) {
    long[] of = new long[rows];
    for (int fold = 0; fold < folds.size(); fold++) {
      long[] test = folds.get(fold).test().indices();
      long[] train = folds.get(fold).train().indices();
      for (long row : test) {
        of[(int) row] = fold;
      }
      long[] both = LongStream.concat(Arrays.stream(test), Arrays.stream(train)).sorted().toArray();
      assertArrayEquals(LongStream.range(0, rows).toArray(), both, "each row in one part");
    }
    return of;
  }

  @Test
  void foldsInOrderAreKFolds() throws IOException {
    List<Case> cases = cases("kfold");
    assertEquals(5, cases.size());
    for (Case c : cases) {
      int rows = c.first.length;
      List<Fold> folds = Folds.kFold(labelled(new long[rows]), (int) c.number);
      assertArrayEquals(c.first, foldOf(folds, rows));
      List<Fold> drawn = Folds.kFold(labelled(new long[rows]), (int) c.number, 3);
      foldOf(drawn, rows);
      assertEquals(
          folds.stream().map(fold -> fold.test().size()).toList(),
          drawn.stream().map(fold -> fold.test().size()).toList());
    }
  }

  @Test
  void foldsOfClassesAreStratifiedKFolds() throws IOException {
    List<Case> cases = cases("stratified");
    assertTrue(cases.size() >= 15, "cases");
    for (Case c : cases) {
      int rows = c.given.length;
      TensorDataset dataset = labelled(c.given);
      List<Fold> folds = Folds.stratifiedKFold(dataset, (int) c.number);
      assertArrayEquals(c.first, foldOf(folds, rows));
      List<Fold> drawn = Folds.stratifiedKFold(dataset, (int) c.number, 3);
      foldOf(drawn, rows);
      for (int fold = 0; fold < folds.size(); fold++) {
        assertEquals(
            counts(folds.get(fold).test(), c.given), counts(drawn.get(fold).test(), c.given));
      }
    }
  }

  @Test
  void foldsOfGroupsAreGroupKFolds() throws IOException {
    List<Case> cases = cases("groups");
    assertEquals(4, cases.size());
    for (Case c : cases) {
      int rows = c.given.length;
      TensorDataset dataset = labelled(new long[rows]);
      assertArrayEquals(c.first, foldOf(Folds.groupKFold(dataset, c.given, (int) c.number), rows));
      for (Fold fold : Folds.groupKFold(dataset, c.given, (int) c.number, 5)) {
        Map<Long, Long> test = counts(fold.test(), c.given);
        test.keySet().retainAll(counts(fold.train(), c.given).keySet());
        assertTrue(test.isEmpty(), "groups in both parts: " + test);
      }
    }
  }

  @Test
  void partsOfClassesHaveTheSharesOfStratifiedShuffleSplit() throws IOException {
    List<Case> cases = cases("shuffle");
    assertTrue(cases.size() >= 12, "cases");
    for (Case c : cases) {
      for (long seed = 0; seed < 5; seed++) {
        List<Subset> parts = Splits.stratified(labelled(c.given), seed, 1 - c.number, c.number);
        assertEquals(counts(c.first), counts(parts.get(0), c.given));
        assertEquals(counts(c.second), counts(parts.get(1), c.given));
      }
    }
  }

  private static Map<Long, Long> counts(Subset part, long[] keys) {
    Map<Long, Long> counts = new HashMap<>();
    for (long row : part.indices()) {
      counts.merge(keys[(int) row], 1L, Long::sum);
    }
    return counts;
  }

  private static Map<Long, Long> counts(long[] ofEach) {
    Map<Long, Long> counts = new HashMap<>();
    for (int i = 0; i < ofEach.length; i++) {
      if (ofEach[i] > 0) {
        counts.put((long) i, ofEach[i]);
      }
    }
    return counts;
  }
}
