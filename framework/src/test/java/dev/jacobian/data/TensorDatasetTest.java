package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TensorDatasetTest {
  @Test
  void rowsComeInTheOrderOfTheIndicesAndMayRepeat() {
    TensorDataset data =
        new TensorDataset(
            Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2), Tensor.of(new long[] {10, 20, 30}));
    Batch batch = data.gather(new long[] {2, 0, 2});
    assertEquals(3, batch.size());
    assertEquals(Shape.of(3, 2), batch.inputs().shape());
    assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, batch.inputs().toFloatArray());
    assertArrayEquals(new long[] {30, 10, 30}, batch.targets().toLongArray());
  }

  @Test
  void rowsOfEveryTypeAndRankAreGathered() {
    long[] indices = {1, 0};
    Tensor target = Tensor.of(new float[] {0, 1});
    assertArrayEquals(
        new double[] {3, 4, 1, 2},
        new TensorDataset(Tensor.of(new double[] {1, 2, 3, 4}, 2, 2), target)
            .gather(indices)
            .inputs()
            .toDoubleArray());
    assertArrayEquals(
        new int[] {2, 1},
        new TensorDataset(Tensor.of(new int[] {1, 2}), target)
            .gather(indices)
            .inputs()
            .toIntArray());
    assertArrayEquals(
        new boolean[] {false, true},
        new TensorDataset(Tensor.of(new boolean[] {true, false}), target)
            .gather(indices)
            .inputs()
            .toBooleanArray());
    Batch images =
        new TensorDataset(Tensor.arange(24).to(DType.FLOAT32).reshape(2, 3, 4), target)
            .gather(indices);
    assertEquals(Shape.of(2, 3, 4), images.inputs().shape());
    assertEquals(12, images.inputs().toFloatArray()[0]);
  }

  @Test
  void smallerBatchesAfterLargerOnesAreRight() {
    TensorDataset data =
        new TensorDataset(Tensor.of(new float[] {1, 2, 3}), Tensor.of(new float[] {4, 5, 6}));
    data.gather(new long[] {0, 1, 2});
    assertArrayEquals(new float[] {6}, data.gather(new long[] {2}).targets().toFloatArray());
  }

  @Test
  void theDataSurvivesTheTensorsItWasMadeFrom() {
    TensorDataset data;
    try (MemoryScope scope = MemoryScope.open()) {
      data = new TensorDataset(Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {3, 4}));
    }
    assertArrayEquals(new float[] {2}, data.gather(new long[] {1}).inputs().toFloatArray());
  }

  @Test
  void targetsOfAnotherLengthAreRefused() {
    DataException e =
        assertThrows(
            DataException.class, () -> new TensorDataset(Tensor.zeros(5, 2), Tensor.zeros(4, 1)));
    assertEquals(
        "inputs [5, 2] with targets [4, 1]; expected the same number of rows (first size) in both,"
            + " received 5 and 4",
        e.getMessage());
  }

  @Test
  void scalarsAreRefused() {
    DataException e =
        assertThrows(
            DataException.class, () -> new TensorDataset(Tensor.zeros(5, 2), Tensor.of(1f)));
    assertEquals(
        "the targets of a data set are a scalar; expected a tensor [n, ...] with a row per sample",
        e.getMessage());
  }

  @Test
  void anIndexOutsideIsRefused() {
    TensorDataset data = new TensorDataset(Tensor.zeros(3, 2), Tensor.zeros(3));
    DataException e = assertThrows(DataException.class, () -> data.gather(new long[] {0, 3}));
    assertEquals(
        "gather: index 3 at position 1 is outside axis 0 of size 3; expected indices from 0 to 2",
        e.getMessage());
    assertThrows(DataException.class, () -> data.gather(new long[] {-1}));
  }

  @Test
  void aBatchWithUnequalPartsIsRefused() {
    DataException e =
        assertThrows(DataException.class, () -> new Batch(Tensor.zeros(2, 1), Tensor.zeros(3)));
    assertEquals(
        "a batch of inputs [2, 1] with targets [3]; expected the same number of rows (first size)"
            + " in both",
        e.getMessage());
  }

  @Test
  void aCopyHoldsAllRowsOfAnotherDataset() {
    Tensor inputs = Tensor.arange(10_000).to(DType.FLOAT32).reshape(5_000, 2);
    TensorDataset data = new TensorDataset(inputs, Tensor.arange(5_000));
    long[] reversed = new long[5_000];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = reversed.length - 1 - i;
    }
    TensorDataset copy = TensorDataset.copyOf(new Subset(data, reversed));
    assertEquals(data.inputSpec(), copy.inputSpec());
    assertArrayEquals(
        new long[] {4_999, 0}, copy.gather(new long[] {0, 4_999}).targets().toLongArray());
    assertArrayEquals(
        new float[] {9_998, 9_999}, copy.gather(new long[] {0}).inputs().toFloatArray());
  }

  @Test
  void noRowsAtAllCanBeCopied() {
    TensorDataset data = new TensorDataset(Tensor.zeros(0, 3), Tensor.zeros(0));
    assertEquals(Shape.of(0, 3), TensorDataset.copyOf(data).inputSpec().shape());
  }
}
