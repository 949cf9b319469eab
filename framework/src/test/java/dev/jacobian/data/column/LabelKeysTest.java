package dev.jacobian.data.column;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.table.ArrayDataset;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.MappedDataset;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Labels that are numbers are one class if they are the same number. The expected orders of numbers
 * are pandas', {@code sorted(set(pandas.read_csv(...)[column]))}; what is no finite decimal number
 * stays text.
 */
class LabelKeysTest {
  @TempDir private Path folder;

  /** Labels in the order of the rows, the names expected, and the index of each row. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+1 -1 +1                    | -1 1             | 1 0 1",
        "1 -1 1                      | -1 1             | 1 0 1",
        "1.0 2.0 10.0                | 1 2 10           | 0 1 2",
        "10 9 1.0 +1 1e0 01          | 1 9 10           | 2 1 0 0 0 0",
        "0 -0 0.0 +0 1               | 0 1              | 0 0 0 0 1",
        "0.5 .5 1. 5e-1              | 0.5 1            | 0 0 1 0",
        "9007199254740993 9007199254740992 | 9007199254740992 9007199254740993 | 1 0",
        "18446744073709551616 3      | 3 18446744073709551616 | 1 0",
        "1e3 999 1000.5              | 999 1000 1000.5  | 1 0 2",
        "-2 -10 -1                   | -10 -2 -1        | 1 0 2",
        "007 8 7                     | 7 8              | 0 1 0",
        "1E+2 100 1e99               | 100 1E+99        | 0 0 1",
        "1 2 x                       | 1 2 x            | 0 1 2",
        "1.0 1 x                     | 1 1.0 x          | 1 0 2",
        "1_0 2                       | 1_0 2            | 0 1",
        "0x1 2                       | 0x1 2            | 0 1",
        "inf 2                       | 2 inf            | 1 0",
        "1e5000 2                    | 1e5000 2         | 0 1",
        "1,0 2                       | 1,0 2            | 0 1"
      })
  void labelsOfAFile(String labels, String names, String indices) throws IOException {
    List<String> rows = List.of(labels.strip().split(" "));
    StringBuilder text = new StringBuilder("x;k\n");
    rows.forEach(label -> text.append("1;").append(label).append('\n'));
    Path file = folder.resolve("labels.csv");
    Files.writeString(file, text);
    CsvDataset.Options options =
        CsvDataset.Options.defaults()
            .withFormat(CsvFormat.defaults().withDelimiter(';'))
            .withClassTarget("k");
    long[] expected = LongStream.of(longs(indices)).toArray();
    long[] all = LongStream.range(0, rows.size()).toArray();
    CsvDataset read = CsvDataset.read(file, options);
    assertEquals(List.of(names.strip().split(" ")), read.classNames());
    assertArrayEquals(expected, read.gather(all).targets().toLongArray());
    MappedDataset mapped = MappedDataset.of(file, options, folder.resolve("cache"));
    assertEquals(read.classNames(), mapped.classNames());
    assertArrayEquals(expected, mapped.gather(all).targets().toLongArray());
    // The same rows with the classes of the first time, as evaluation reads them.
    CsvDataset again = CsvDataset.read(file, options.withClassNames(read.classNames()));
    assertEquals(read.classNames(), again.classNames());
    assertArrayEquals(expected, again.gather(all).targets().toLongArray());
  }

  private static long[] longs(String text) {
    List<Long> numbers = new ArrayList<>();
    for (String number : text.strip().split(" ")) {
      numbers.add(Long.parseLong(number));
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  @ParameterizedTest
  @CsvSource({"0 1,0.0 1.0", "0.0 1.0,1 0", "-1 +1,1 -1", "2 10 1,1.0 2.0 10.0", "1e2 5,100 5.0"})
  void givenNumbersAreFoundHoweverTheyAreWritten(String given, String labels) throws IOException {
    List<String> names = List.of(given.split(" "));
    StringBuilder text = new StringBuilder("x,k\n");
    for (String label : labels.split(" ")) {
      text.append("1,").append(label).append('\n');
    }
    Path file = folder.resolve("labels.csv");
    Files.writeString(file, text);
    CsvDataset read =
        CsvDataset.read(
            file, CsvDataset.Options.defaults().withClassTarget("k").withClassNames(names));
    assertEquals(names, read.classNames());
    long[] indices =
        read.gather(LongStream.range(0, read.size()).toArray()).targets().toLongArray();
    int row = 0;
    for (String label : labels.split(" ")) {
      double named = Double.parseDouble(names.get((int) indices[row++]));
      assertEquals(Double.parseDouble(label), named);
    }
    Tensor values =
        Tensor.of(List.of(labels.split(" ")).stream().mapToDouble(Double::parseDouble).toArray());
    ArrayDataset array =
        ArrayDataset.of(
            new ArrayDataset.Part("x.npy", Tensor.zeros(values.size(0), 1)),
            new ArrayDataset.Part("y.npy", values),
            ArrayDataset.Options.defaults().withClassTarget().withClassNames(names));
    assertArrayEquals(
        indices, array.gather(LongStream.range(0, array.size()).toArray()).targets().toLongArray());
  }

  @Test
  void arraysOfAnyTypeHaveTheNamesThatACsvFileHas() {
    for (DType dtype : DType.values()) {
      Tensor labels = Tensor.of(new long[] {1, 0, 1}).to(dtype);
      ArrayDataset array =
          ArrayDataset.of(
              new ArrayDataset.Part("x.npy", Tensor.zeros(3, 1)),
              new ArrayDataset.Part("y.npy", labels),
              ArrayDataset.Options.defaults().withClassTarget());
      assertEquals(List.of("0", "1"), array.classNames(), dtype.toString());
    }
    Tensor negative = Tensor.of(new double[] {-0.0, 1, -1});
    ArrayDataset signs =
        ArrayDataset.of(
            new ArrayDataset.Part("x.npy", Tensor.zeros(3, 1)),
            new ArrayDataset.Part("y.npy", negative),
            ArrayDataset.Options.defaults().withClassTarget());
    assertEquals(List.of("-1", "0", "1"), signs.classNames());
  }

  @Test
  void twoSpellingsThatAreGivenAsTwoClassesStayTwo() {
    LabelKeys keys = LabelKeys.given(List.of("1", "1.0"));
    assertFalse(keys.areNumbers());
    assertTrue(keys.contains("1"));
    assertFalse(keys.contains("+1"));
  }

  @Test
  void anUnknownLabelIsNamedWithItsRowAndManyClassesAreCutShort() throws IOException {
    List<String> names = LongStream.range(0, 500).mapToObj(Long::toString).toList();
    Path file = folder.resolve("labels.csv");
    Files.writeString(file, "x,k\n1,3.0\n1,500\n");
    String message =
        assertThrows(
                DataException.class,
                () ->
                    CsvDataset.read(
                        file,
                        CsvDataset.Options.defaults().withClassTarget("k").withClassNames(names)))
            .getMessage();
    assertTrue(
        message.startsWith(
            file + ", line 3, column 2 'k': the label is '500'; expected one of [0,"),
        message);
    assertTrue(message.endsWith(", 19] and more"), message);
  }
}
