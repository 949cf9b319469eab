package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvDatasetTest {
  private static final CsvDataset.Options DEFAULTS = CsvDataset.Options.defaults();

  @TempDir Path folder;

  private CsvDataset read(String text, CsvDataset.Options options) throws IOException {
    Path file = folder.resolve("data.csv");
    Files.writeString(file, text);
    return CsvDataset.read(file, options);
  }

  private static Batch all(Dataset dataset) {
    long[] indices = new long[(int) dataset.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    return dataset.gather(indices);
  }

  @Test
  void columnsWithoutAnotherRoleAreFeatures() throws IOException {
    CsvDataset data =
        read("id,a,b,y\n7,1,2.5,-3e2\n8,.5,+4,6\n", DEFAULTS.withTargets("y").withIgnored("id"));
    assertEquals(List.of("a", "b"), data.featureNames());
    assertEquals(List.of("y"), data.targetNames());
    assertEquals(new TensorSpec(Shape.of(2, 2), DType.FLOAT32), data.inputSpec());
    assertEquals(new TensorSpec(Shape.of(2, 1), DType.FLOAT32), data.targetSpec());
    assertArrayEquals(new float[] {1, 2.5f, .5f, 4}, all(data).inputs().toFloatArray());
    assertArrayEquals(new float[] {-300, 6}, all(data).targets().toFloatArray());
  }

  @Test
  void numbersAreReadAsFloat64IfAskedFor() throws IOException {
    CsvDataset data = read("a,y\n0.1,88.2\n", DEFAULTS.withTargets("y").withDtype(DType.FLOAT64));
    assertArrayEquals(new double[] {0.1}, all(data).inputs().toDoubleArray());
    assertArrayEquals(new double[] {88.2}, all(data).targets().toDoubleArray());
  }

  @Test
  void columnsComeInTheOrderTheyAreChosenByNameOrPlace() throws IOException {
    CsvDataset data =
        read(
            "a,b,c,d\n1,2,3,4\n",
            DEFAULTS
                .withFeatures(List.of(Column.at(-2), Column.named("a")))
                .withTargets(Column.at(3, 1)));
    assertEquals(List.of("c", "a"), data.featureNames());
    assertEquals(List.of("d", "b"), data.targetNames());
    assertArrayEquals(new float[] {3, 1}, all(data).inputs().toFloatArray());
    assertArrayEquals(new float[] {4, 2}, all(data).targets().toFloatArray());
  }

  @Test
  void withoutHeaderTheFirstLineIsARow() throws IOException {
    CsvDataset data =
        read(
            "1;2\n3;4\n",
            DEFAULTS
                .withFormat(CsvFormat.defaults().withHeader(false).withDelimiter(';'))
                .withTargets(List.of(Column.at(-1))));
    assertEquals(List.of("column 1"), data.featureNames());
    assertArrayEquals(new float[] {1, 3}, all(data).inputs().toFloatArray());
    assertArrayEquals(new float[] {2, 4}, all(data).targets().toFloatArray());
  }

  @Test
  void theNamesOfTheColumnsAreReadFromTheFirstRowAlone() throws IOException {
    Path file = folder.resolve("names.csv");
    Files.writeString(file, "x, \"y\"\n1,oops,3\n");
    assertEquals(List.of("x", "y"), CsvDataset.columnNames(file, DEFAULTS));
    assertEquals(
        List.of("column 1", "column 2"),
        CsvDataset.columnNames(file, DEFAULTS.withFormat(CsvFormat.defaults().withHeader(false))));
    Files.writeString(file, "");
    assertEquals(
        file + ": the file is empty; expected at least one row",
        assertThrows(DataException.class, () -> CsvDataset.columnNames(file, DEFAULTS))
            .getMessage());
  }

  @Test
  void withoutTargetsTheyHaveNoColumns() throws IOException {
    CsvDataset data = read("a,b\n1,2\n3,4\n", DEFAULTS);
    assertEquals(Shape.of(2, 0), all(data).targets().shape());
    assertEquals(Shape.of(1, 0), data.gather(new long[] {1}).targets().shape());
  }

  @Test
  void quotesSpacesBlankLinesMarksAndOtherLineEndsAreRead() throws IOException {
    CsvDataset data = read("\uFEFF\"a, with comma\" , b\r\n\r\n \"1\" , 2 \r\n3,4", DEFAULTS);
    assertEquals(List.of("a, with comma", "b"), data.featureNames());
    assertArrayEquals(new float[] {1, 2, 3, 4}, all(data).inputs().toFloatArray());
  }

  @Test
  void labelsAreSortedSoThatTheOrderOfRowsDoesNotMatter() throws IOException {
    CsvDataset.Options options = DEFAULTS.withClassTarget("kind");
    CsvDataset data = read("x,kind\n1,setosa\n2,iris b\n3,setosa\n4,alba\n", options);
    assertEquals(List.of("alba", "iris b", "setosa"), data.classNames());
    assertEquals(new TensorSpec(Shape.of(4), DType.INT64), data.targetSpec());
    assertArrayEquals(new long[] {2, 1, 2, 0}, all(data).targets().toLongArray());
    assertEquals(
        data.classNames(), read("x,kind\n4,alba\n3,setosa\n2,iris b\n", options).classNames());
  }

  @Test
  void wholeNumbersAsLabelsAreSortedByValue() throws IOException {
    CsvDataset data = read("x,k\n1,10\n2,9\n3,-1\n", DEFAULTS.withClassTarget("k"));
    assertEquals(List.of("-1", "9", "10"), data.classNames());
    assertArrayEquals(new long[] {2, 1, 0}, all(data).targets().toLongArray());
  }

  @Test
  void givenLabelsKeepTheirOrder() throws IOException {
    CsvDataset data =
        read(
            "x,k\n1,no\n2,no\n",
            DEFAULTS.withClassTarget("k").withClassNames(List.of("yes", "no")));
    assertEquals(List.of("yes", "no"), data.classNames());
    assertArrayEquals(new long[] {1, 1}, all(data).targets().toLongArray());
  }

  @Test
  void missingFeaturesBecomeNanIfAsked() throws IOException {
    CsvDataset data =
        read(
            "a,b,y\n1,,1\nNA,4,2\n3,?,3\n",
            DEFAULTS.withTargets("y").withMissingValues(MissingValues.NAN));
    float nan = Float.NaN;
    assertArrayEquals(new float[] {1, nan, nan, 4, 3, nan}, all(data).inputs().toFloatArray());
  }

  @Test
  void rowsWithMissingValuesAreDroppedIfAsked() throws IOException {
    CsvDataset data =
        read(
            "a,skip,k\n1,,x\n,1,x\n3,1,\n4,1,y\n",
            DEFAULTS
                .withClassTarget("k")
                .withIgnored("skip")
                .withMissingValues(MissingValues.DROP_ROW));
    assertEquals(2, data.dropped().total());
    assertArrayEquals(new float[] {1, 4}, all(data).inputs().toFloatArray());
    assertArrayEquals(new long[] {0, 1}, all(data).targets().toLongArray());
    assertEquals(List.of("x", "y"), data.classNames());
  }

  @Test
  void everyRowOfALongFileIsRead() throws IOException {
    StringBuilder text = new StringBuilder("a,b,k\n");
    for (int i = 0; i < 5000; i++) {
      text.append(i).append(',').append(i / 7.0).append(",c").append(i % 3).append('\n');
    }
    CsvDataset data = read(text.toString(), DEFAULTS.withClassTarget("k"));
    Batch batch = all(data);
    assertEquals(5000, batch.size());
    float[] inputs = batch.inputs().toFloatArray();
    long[] targets = batch.targets().toLongArray();
    for (int i = 0; i < 5000; i++) {
      assertEquals(i, inputs[2 * i]);
      assertEquals((float) (i / 7.0), inputs[2 * i + 1]);
      assertEquals(i % 3, targets[i]);
    }
  }
}
