package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.DType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tables have the values that pandas reads. The file is made by {@code goldens_csv.py}. */
class CsvGoldensTest {
  private static final int FEWEST_CASES = 10;
  private static final Map<String, String> ENCODINGS =
      Map.of(
          "utf-8-sig",
          "UTF-8",
          "latin-1",
          "ISO-8859-1",
          "mac-roman",
          "x-MacRoman",
          "utf-16-le",
          "UTF-16LE",
          "utf-16-be",
          "UTF-16BE");

  @TempDir private Path folder;

  /** A table and what pandas makes of it. */
  private record Case(CsvFormat format, byte[] bytes, List<String> names, double[] values) {}

  @TestFactory
  List<DynamicTest> tablesHaveTheValuesThatPandasReads() throws IOException {
    Map<String, List<Case>> kinds = new LinkedHashMap<>();
    try (var in = CsvGoldensTest.class.getResourceAsStream("/goldens/csv.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] fields = line.split("\t", -1);
        kinds
            .computeIfAbsent(fields[0], kind -> new ArrayList<>())
            .add(
                new Case(
                    format(fields[1]),
                    Base64.getDecoder().decode(fields[2]),
                    Arrays.stream(fields[3].split("&", -1)).map(CsvGoldensTest::decode).toList(),
                    Arrays.stream(fields[4].split(" \\| |; "))
                        .mapToDouble(CsvGoldensTest::number)
                        .toArray()));
      }
    }
    assertTrue(kinds.size() >= 9, kinds.keySet().toString());
    List<DynamicTest> tests = new ArrayList<>();
    kinds.forEach(
        (kind, cases) -> {
          assertTrue(cases.size() >= FEWEST_CASES, cases.size() + " of " + kind);
          tests.add(DynamicTest.dynamicTest(kind, () -> cases.forEach(this::check)));
        });
    return tests;
  }

  private void check(Case golden) {
    CsvDataset.Options options =
        CsvDataset.Options.defaults()
            .withDtype(DType.FLOAT64)
            .withMissingValues(MissingValues.NAN)
            .withFormat(golden.format);
    Path file = folder.resolve("table.csv");
    try {
      Files.write(file, golden.bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    for (CsvInput input :
        List.of(CsvInput.of(file), CsvInput.of("s", new ByteArrayInputStream(golden.bytes)))) {
      CsvDataset data = CsvDataset.read(input, options);
      String text = new String(golden.bytes, golden.format.encoding());
      assertEquals(golden.names, data.featureNames(), text);
      double[] values =
          data.gather(LongStream.range(0, data.size()).toArray()).inputs().toDoubleArray();
      assertArrayEquals(golden.values, values, text);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static double number(String text) {
    return text.equals("nan") ? Double.NaN : Double.parseDouble(text);
  }

  /** Returns the format that arguments of {@code pandas.read_csv} stand for. */
  private static CsvFormat format(String arguments) {
    CsvFormat format = CsvFormat.defaults();
    List<String> markers = new ArrayList<>();
    for (String argument : arguments.split("&")) {
      String name = argument.substring(0, Math.max(0, argument.indexOf('=')));
      String value = decode(argument.substring(argument.indexOf('=') + 1));
      format =
          switch (name) {
            case "" -> format;
            case "sep" ->
                value.equals("\\s+")
                    ? format.withWhitespace()
                    : format.withDelimiter(value.charAt(0));
            case "decimal" -> format.withDecimal(value.charAt(0));
            case "thousands" -> format.withThousands(value.charAt(0));
            case "encoding" ->
                format.withEncoding(Charset.forName(ENCODINGS.getOrDefault(value, value)));
            case "na_values" -> {
              markers.add(value);
              yield format.withMissingMarkers(markers);
            }
            case "keep_default_na" -> format;
            default -> throw new AssertionError(argument);
          };
    }
    return format;
  }
}
