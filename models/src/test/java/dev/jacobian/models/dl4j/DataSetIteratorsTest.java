package dev.jacobian.models.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class DataSetIteratorsTest {
  private static final INDArray FEATURES =
      Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}, {5, 6}});

  @Test
  void oneHotRowsBecomeClassIndices() {
    Batch batch =
        DataSetIterators.toBatch(
            new DataSet(
                FEATURES, Nd4j.createFromArray(new float[][] {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}})),
            Targets.CLASS_INDEX);

    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, batch.inputs().toFloatArray());
    assertArrayEquals(new long[] {2, 0, 1}, batch.targets().toLongArray());
  }

  @Test
  void numbersOfARegressionStayAsTheyAre() {
    Batch batch =
        DataSetIterators.toBatch(
            new DataSet(FEATURES, Nd4j.createFromArray(new double[][] {{0.5}, {1.5}, {2.5}})),
            Targets.AS_GIVEN);

    assertEquals(DType.FLOAT64, batch.targets().dtype());
    assertArrayEquals(new double[] {0.5, 1.5, 2.5}, batch.targets().toDoubleArray());
  }

  @Test
  void viewsAndColumnOrderAreReadByPosition() {
    INDArray wide = Nd4j.createFromArray(new float[][] {{9, 1, 2}, {9, 3, 4}});
    INDArray columns = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
    Batch batch =
        DataSetIterators.toBatch(
            new DataSet(
                columns, wide.dup('f').get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2))),
            Targets.AS_GIVEN);

    assertArrayEquals(new float[] {1, 2, 3, 4}, batch.inputs().toFloatArray());
    assertArrayEquals(new float[] {9, 1, 9, 3}, batch.targets().toFloatArray());
  }

  @Test
  void everyPassAndTheDatasetReadAllRows() {
    DataSet rows = new DataSet(FEATURES, Nd4j.createFromArray(new float[][] {{1}, {2}, {3}}));
    ListDataSetIterator<DataSet> iterator = new ListDataSetIterator<>(rows.asList(), 2);
    Iterable<Batch> batches = DataSetIterators.batches(iterator, Targets.AS_GIVEN);
    for (int pass = 0; pass < 2; pass++) {
      AtomicInteger count = new AtomicInteger();
      batches.forEach(batch -> count.addAndGet((int) batch.size()));
      assertEquals(3, count.get());
    }

    Dataset dataset = DataSetIterators.toDataset(iterator, Targets.AS_GIVEN);
    assertEquals(3, dataset.size());
    assertArrayEquals(
        new float[] {3, 1}, dataset.gather(new long[] {2, 0}).targets().toFloatArray());
  }

  @Test
  void labelsThatAreNotOneHotAreAnError() {
    for (float[] row :
        Set.of(
            new float[] {1, 1}, new float[] {0, 0}, new float[] {0.5f, 0.5f}, new float[] {1, 2})) {
      DataSet data =
          new DataSet(FEATURES, Nd4j.createFromArray(new float[][] {{0, 1}, row, {1, 0}}));
      DataException error =
          assertThrows(
              DataException.class, () -> DataSetIterators.toBatch(data, Targets.CLASS_INDEX));
      assertEquals(
          "the labels of row 1 of a batch are not one-hot; expected one 1 and zeros elsewhere; fix:"
              + " use Targets.AS_GIVEN for the numbers of a regression",
          error.getMessage());
    }
  }

  @Test
  void masksAndMissingPartsAreErrors() {
    INDArray labels = Nd4j.createFromArray(new float[][] {{1}, {2}, {3}});
    DataSet masked = new DataSet(FEATURES, labels, Nd4j.ones(3, 2), null);
    assertEquals(
        "a DL4J data set with a mask, as sequences of different lengths have; expected data without"
            + " masks",
        assertThrows(DataException.class, () -> DataSetIterators.toBatch(masked, Targets.AS_GIVEN))
            .getMessage());
    assertEquals(
        "a DL4J data set without features or labels; expected both",
        assertThrows(
                DataException.class,
                () -> DataSetIterators.toBatch(new DataSet(FEATURES, null), Targets.AS_GIVEN))
            .getMessage());
    assertEquals(
        "the DataSetIterator gave no batch; expected at least one row",
        assertThrows(
                DataException.class,
                () ->
                    DataSetIterators.toDataset(
                        new ListDataSetIterator<>(List.of(), 2), Targets.AS_GIVEN))
            .getMessage());
  }
}
