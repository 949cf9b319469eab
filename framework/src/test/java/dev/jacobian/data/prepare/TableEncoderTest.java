package dev.jacobian.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.CategoryType.Unseen;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableEncoderTest {
  private static final CategoryType PORT =
      ColumnType.category(List.of("C", "Q", "S")).withUnseen(Unseen.UNKNOWN);

  private static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              Feature.number("age"),
              new Feature("port", PORT),
              new Feature("child", ColumnType.bool()),
              new Feature("day", ColumnType.date())));

  private static Tensor rows(TableSchema schema, List<Map<String, Object>> rows) {
    double[] all = new double[rows.size() * schema.size()];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(schema.raw(rows.get(i)), 0, all, i * schema.size(), schema.size());
    }
    return Tensor.of(all, rows.size(), schema.size());
  }

  private static Map<String, Object> row(double age, String port, boolean child, String day) {
    return Map.of("age", age, "port", port, "child", child, "day", day);
  }

  private static Dataset dataset(Tensor inputs) {
    return new TensorDataset(inputs, Tensor.zeros(inputs.size(0), 1));
  }

  private static List<ColumnEncoding> usual() {
    return SCHEMA.features().stream().map(f -> ColumnEncoding.usual(f.type())).toList();
  }

  @Test
  void columnsBecomeInputsByTheirTypes() {
    Tensor raw =
        rows(
            SCHEMA,
            List.of(
                row(22, "S", false, "2024-02-29"),
                row(4, "C", true, "2025-03-03"),
                row(60, "elsewhere", false, "2024-12-31")));
    TableEncoder encoder = TableEncoder.fit(SCHEMA, usual(), dataset(raw));
    assertEquals(
        List.of(
            "age",
            "port=C",
            "port=Q",
            "port=S",
            "child",
            "day.year",
            "day.month",
            "day.day",
            "day.weekday"),
        encoder.inputNames());
    Tensor inputs = encoder.encode(raw);
    assertEquals(DType.FLOAT64, inputs.dtype());
    assertArrayEquals(
        new double[] {
          22, 0, 0, 1, 0, 2024, 2, 29, 3, //
          4, 1, 0, 0, 1, 2025, 3, 3, 0, //
          60, 0, 0, 0, 0, 2024, 12, 31, 1
        },
        inputs.toDoubleArray());
    boolean[] scaled = {true, false, false, false, false, true, true, true, true};
    assertArrayEquals(scaled, encoder.quantities());
    assertEquals(List.of(), encoder.lookups());
  }

  @Test
  void partsOfDatesThatDoNotVaryGiveNoInput() {
    TableSchema schema = new TableSchema(List.of(new Feature("at", ColumnType.date())));
    List<ColumnEncoding> open = List.of(new ColumnEncoding.Parts(List.of()));
    Tensor hours =
        rows(schema, List.of(Map.of("at", "2024-05-06T01:30"), Map.of("at", "2024-05-07T23:30")));
    assertEquals(
        List.of("at.day", "at.weekday", "at.hour"),
        TableEncoder.fit(schema, open, dataset(hours)).inputNames());
    Tensor same = rows(schema, List.of(Map.of("at", "2024-05-06"), Map.of("at", "2024-05-06")));
    assertEquals(List.of("at.year"), TableEncoder.fit(schema, open, dataset(same)).inputNames());
  }

  @Test
  void categoriesToLookUpStandBehindAllOthers() {
    List<ColumnEncoding> encodings = new ArrayList<>(usual());
    encodings.set(1, new ColumnEncoding.Embedding(2));
    encodings.set(3, new ColumnEncoding.Parts(List.of(DatePart.MONTH)));
    TableEncoder encoder = TableEncoder.of(SCHEMA, encodings);
    assertEquals(List.of("age", "child", "day.month", "port"), encoder.inputNames());
    assertEquals(List.of(new TableEncoder.Lookup("port", 3, 4, true, 2)), encoder.lookups());
    Tensor raw =
        rows(SCHEMA, List.of(row(1, "Q", true, "2024-02-29"), row(2, "X", false, "2024-03-01")));
    assertArrayEquals(new double[] {1, 1, 2, 1, 2, 0, 3, 3}, encoder.encode(raw).toDoubleArray());
    assertArrayEquals(new boolean[] {true, false, true, false}, encoder.quantities());
  }

  @Test
  void numbersAreLeftAsTheyAre() {
    Tensor raw = Tensor.of(new double[] {1, Double.NaN}, 1, 2);
    assertSame(raw, TableEncoder.numbers(List.of("a", "b")).encode(raw));
  }

  @Test
  void whatIsMissingIsNamed() {
    Tensor raw = Tensor.of(new double[] {1, Double.NaN, 1, 0}, 1, 4);
    List<ColumnEncoding> encodings = new ArrayList<>(usual());
    encodings.set(3, new ColumnEncoding.Parts(List.of(DatePart.YEAR)));
    assertEquals(
        "the feature 'port' is missing; expected one of [C, Q, S]; fix: give it, or train with"
            + " data.missing: mean, so that what is usual is filled in",
        assertThrows(DataException.class, () -> TableEncoder.of(SCHEMA, encodings).encode(raw))
            .getMessage());
  }

  @Test
  void encodingsHaveToFitTheirColumns() {
    List<ColumnEncoding> encodings = new ArrayList<>(usual());
    encodings.set(0, new ColumnEncoding.OneHot());
    assertEquals(
        "the feature 'age' of type number encoded as one_hot; expected plain",
        assertThrows(DataException.class, () -> TableEncoder.of(SCHEMA, encodings)).getMessage());
    encodings.set(0, new ColumnEncoding.Plain());
    encodings.set(1, new ColumnEncoding.Plain());
    assertEquals(
        "the feature 'port' of type category encoded as plain; expected one_hot or embedding",
        assertThrows(DataException.class, () -> TableEncoder.of(SCHEMA, encodings)).getMessage());
  }

  @Test
  void whatIsUsualIsFilledIn() {
    double nan = Double.NaN;
    Tensor raw =
        Tensor.of(new double[] {1, 2, 1, 10, nan, 2, nan, 20, 5, 0, 0, nan, nan, nan, 0, 60}, 4, 4);
    // scikit-learn: SimpleImputer() and SimpleImputer(strategy="most_frequent")
    SimpleImputer imputer = SimpleImputer.fit(dataset(raw), SCHEMA);
    assertArrayEquals(new double[] {3, 2, 0, 30}, imputer.values());
    Tensor ties = Tensor.of(new double[] {1, 1, 1, 1, 1, 0, 0, 1}, 2, 4);
    assertArrayEquals(new double[] {1, 0, 0, 1}, SimpleImputer.fit(dataset(ties), SCHEMA).values());
  }
}
