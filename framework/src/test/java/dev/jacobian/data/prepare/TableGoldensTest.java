package dev.jacobian.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.Subset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.MissingValues;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixed columns become the inputs that pandas and scikit-learn make of them. The file is made by
 * {@code goldens_tables.py}.
 */
class TableGoldensTest {
  private static final int CASES = 9;

  @TempDir private Path folder;

  @TestFactory
  List<DynamicTest> tablesBecomeTheInputsOfScikitLearn() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (var in = TableGoldensTest.class.getResourceAsStream("/goldens/tables.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        String[] fields = line.split("\t", -1);
        tests.add(DynamicTest.dynamicTest(fields[0], () -> check(fields)));
      }
    }
    assertEquals(CASES, tests.size());
    return tests;
  }

  private void check(String[] fields) throws IOException {
    Path file = folder.resolve("table.csv");
    Files.write(file, Base64.getDecoder().decode(fields[1]));
    int train = Integer.parseInt(fields[3]);
    CsvDataset.Options options =
        CsvDataset.Options.defaults()
            .withDtype(DType.FLOAT64)
            .withMissingValues(MissingValues.NAN)
            .withColumnTypes(types(fields[2]));
    CsvDataset table = CsvDataset.read(file, options);
    Dataset rows = new Subset(table, LongStream.range(0, train).toArray());
    SimpleImputer imputer = SimpleImputer.fit(rows, table.schema());
    List<ColumnEncoding> usual =
        table.schema().features().stream().map(f -> ColumnEncoding.usual(f.type())).toList();
    TableEncoder encoder = TableEncoder.fit(table.schema(), usual, rows);
    assertEquals(
        Arrays.stream(fields[4].split("&")).map(TableGoldensTest::decoded).toList(),
        encoder.inputNames());
    Tensor all =
        encoder.encode(
            imputer.transform(table.gather(LongStream.range(0, table.size()).toArray()).inputs()));
    Dataset encoded = new TensorDataset(all.slice(0, 0, train), Tensor.zeros(train, 1));
    double[] inputs =
        Standardizer.fit(encoded).onlyOf(encoder.quantities()).transform(all).toDoubleArray();
    double[] expected = Arrays.stream(fields[5].split(" ")).mapToDouble(Double::valueOf).toArray();
    assertEquals(expected.length, inputs.length);
    double worst =
        IntStream.range(0, inputs.length)
            .mapToDouble(
                i -> Math.abs(inputs[i] - expected[i]) / Math.max(1, Math.abs(expected[i])))
            .max()
            .orElseThrow();
    assertTrue(worst < 1e-12, () -> "differs by " + worst);
  }

  private static Map<String, ColumnType> types(String field) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    for (String pair : field.split("&")) {
      String[] parts = pair.split("=");
      types.put(
          decoded(parts[0]),
          switch (parts[1]) {
            case "category" -> ColumnType.category(List.of());
            case "boolean" -> ColumnType.bool();
            default -> ColumnType.date();
          });
    }
    return types;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
