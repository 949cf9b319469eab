package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data of models with several inputs and losses with several targets. */
class SeveralInputsTest {
  private static final int ROWS = 37;

  /** Row i holds i in every part: ids, numbers, images; labels and prices. */
  private static TensorDataset rows() {
    Tensor ids = Tensor.arange(ROWS);
    Tensor numbers = ids.to(DType.FLOAT32).reshape(ROWS, 1).expand(ROWS, 3);
    Tensor images = ids.to(DType.FLOAT64).reshape(ROWS, 1, 1).expand(ROWS, 2, 2);
    Tensor prices = ids.to(DType.FLOAT32).reshape(ROWS, 1);
    return new TensorDataset(List.of(ids, numbers, images), List.of(ids, prices));
  }

  private static List<String> read(DataLoader loader) {
    List<String> seen = new ArrayList<>();
    try (loader) {
      for (int epoch = 0; epoch < 2; epoch++) {
        for (Batch batch : loader) {
          for (Tensor part : batch.tensors()) {
            seen.add(part.variable().spec() + Arrays.toString(part.toDoubleArray()));
          }
        }
      }
    }
    return seen;
  }

  @Test
  void rowsOfAllPartsBelongTogether() {
    Batch batch = new Subset(rows(), new long[] {30, 4, 4}).gather(new long[] {2, 0});
    assertEquals(2, batch.size());
    assertEquals(3, batch.inputList().size());
    assertEquals(2, batch.targetList().size());
    assertArrayEquals(new long[] {4, 30}, batch.inputs(0).toLongArray());
    assertArrayEquals(new float[] {4, 4, 4, 30, 30, 30}, batch.inputs(1).toFloatArray());
    assertArrayEquals(new double[] {4, 4, 4, 4, 30, 30, 30, 30}, batch.inputs(2).toDoubleArray());
    assertArrayEquals(new long[] {4, 30}, batch.targets(0).toLongArray());
    assertArrayEquals(new float[] {4, 30}, batch.targets(1).toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anyNumberOfWorkersReadsTheSame(int workers) {
    DataLoader.Options options = DataLoader.Options.of(8).withShuffle(3);
    List<String> expected = read(DataLoader.of(rows(), options));
    assertEquals(2 * 5 * 5, expected.size());
    assertEquals(
        expected, read(DataLoader.of(rows(), options.withWorkers(workers).withPrefetch(3))));
  }

  @Test
  void aTransformChangesSomePartsAndACopyHoldsAll() {
    Dataset changed =
        new TransformedDataset(
            rows(),
            batch ->
                new Batch(
                    List.of(batch.inputs(0), batch.inputs(1).mul(2)),
                    List.of(batch.targets(0), batch.targets(1), batch.inputs(2))));
    TensorDataset copy = TensorDataset.copyOf(changed);
    Batch batch = copy.gather(new long[] {7});
    assertArrayEquals(new float[] {14, 14, 14}, batch.inputs(1).toFloatArray());
    assertArrayEquals(new double[] {7, 7, 7, 7}, batch.targets(2).toDoubleArray());
    assertEquals(2, batch.inputList().size());
  }

  @Test
  void targetsMayBeNone() {
    TensorDataset rows = new TensorDataset(List.of(Tensor.zeros(3, 1), Tensor.ones(3)), List.of());
    Batch batch = TensorDataset.copyOf(rows).gather(new long[] {2, 1});
    assertEquals(2, batch.size());
    assertTrue(batch.targetList().isEmpty());
    OptionException e = assertThrows(OptionException.class, batch::targets);
    assertEquals(
        "a batch has 0 targets where one is asked for; expected one of the targets; fix: ask for"
            + " each: targets(0), targets(1)",
        e.getMessage());
  }

  @Test
  void aBatchIsReleasedAsAWhole() {
    Batch batch = rows().gather(new long[] {1, 2});
    try (MemoryScope scope = MemoryScope.open()) {
      batch.releaseWith(scope);
    }
    batch.tensors().forEach(part -> assertTrue(part.storage().isReleased()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aScopeOfTheLoopReleasesAllParts(int workers) {
    List<Tensor> parts = new ArrayList<>();
    try (DataLoader loader =
        DataLoader.of(rows(), DataLoader.Options.of(10).withWorkers(workers))) {
      BatchIterator batches = loader.iterator();
      while (batches.hasNext()) {
        try (MemoryScope scope = MemoryScope.open()) {
          parts.addAll(batches.next().tensors());
        }
      }
    }
    assertEquals(4 * 5, parts.size());
    parts.forEach(part -> assertTrue(part.storage().isReleased()));
  }

  @Test
  void slicesAndMovesKeepTheParts() {
    Batch batch = rows().gather(LongStream.range(0, 10).toArray());
    assertSame(batch, batch.to(Device.cpu()));
    Batch part = batch.slice(4, 6);
    assertArrayEquals(new long[] {4, 5}, part.inputs(0).toLongArray());
    assertArrayEquals(new float[] {4, 5}, part.targets(1).toFloatArray());
    Batch again = Batch.of(batch.tensors(), 3);
    assertEquals(batch, again);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Tensor two = Tensor.zeros(2);
    Tensor three = Tensor.zeros(3);
    assertEquals(
        "a batch of inputs [2], [3] with targets [2]; expected the same number of rows (first size)"
            + " in all",
        assertThrows(DataException.class, () -> new Batch(List.of(two, three), List.of(two)))
            .getMessage());
    assertEquals(
        "inputs [2] with targets [2], [3]; expected the same number of rows (first size) in all,"
            + " received 2 and 2 and 3",
        assertThrows(
                DataException.class, () -> new TensorDataset(List.of(two), List.of(two, three)))
            .getMessage());
    assertEquals(
        "a batch without inputs; expected at least one tensor [n, ...]",
        assertThrows(DataException.class, () -> new Batch(List.of(), List.of(two))).getMessage());
    assertEquals(
        "a batch has 3 inputs where one is asked for; expected one of the inputs; fix: ask for each:"
            + " inputs(0), inputs(1)",
        assertThrows(OptionException.class, () -> rows().gather(new long[] {0}).inputs())
            .getMessage());
    assertEquals(
        "a batch has 2 targets, and number 2 was asked for; expected a number from 0 to 1",
        assertThrows(OptionException.class, () -> rows().gather(new long[] {0}).targets(2))
            .getMessage());
  }

  @Test
  void batchesOfOneDataSetHaveAsManyParts() {
    Dataset changing =
        new TransformedDataset(
            new TensorDataset(Tensor.zeros(5_000, 1), Tensor.zeros(5_000)),
            batch ->
                batch.size() == 4096
                    ? batch
                    : new Batch(List.of(batch.inputs(), batch.inputs()), batch.targetList()));
    assertEquals(
        "a batch with 2 inputs after one with 1; expected as many in all batches of a data set",
        assertThrows(DataException.class, () -> TensorDataset.copyOf(changing)).getMessage());
  }
}
