package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses of models with several outputs. */
class SeveralOutputsTest {
  private static final Tensor LOGITS = Tensor.of(new float[] {1, 2, 0, -1}, 2, 2);
  private static final Tensor LABELS = Tensor.of(new long[] {1, 0});
  private static final Tensor PRICES = Tensor.of(new float[] {1, 3}, 2, 1);
  private static final Tensor PAID = Tensor.of(new float[] {2, 5}, 2, 1);
  private static final List<Tensor> OUTPUTS = List.of(LOGITS, PRICES);
  private static final List<Tensor> TARGETS = List.of(LABELS, PAID);

  private static double kind() {
    return new CrossEntropyLoss().forward(LOGITS, LABELS).item();
  }

  @Test
  void aJointLossIsTheWeightedSum() {
    JointLoss loss = new JointLoss(new CrossEntropyLoss(), new MSELoss());
    assertEquals(kind() + 2.5, loss.forward(OUTPUTS, TARGETS).item(), 1e-6);
    assertEquals(0.5 * kind() + 5, loss.withWeights(0.5, 2).forward(OUTPUTS, TARGETS).item(), 1e-6);
    assertEquals(Reduction.MEAN, loss.reduction());
    assertEquals(
        Reduction.SUM, new JointLoss(new MSELoss(), new MSELoss(Reduction.SUM)).reduction());
  }

  @Test
  void aFunctionOfListsIsALoss() {
    Loss loss = Loss.of((outputs, targets) -> outputs.get(1).sub(targets.get(1)).square().sum());
    assertEquals(5, loss.forward(OUTPUTS, TARGETS).item(), 1e-6);
    Loss ofOne = Loss.of((outputs, targets) -> outputs.get(0).sub(targets.get(0)).abs().mean());
    assertEquals(1.5, ofOne.forward(PRICES, PAID).item(), 1e-6);
  }

  /** Each loss divides by what all rows count for it, whichever of them a part has. */
  @Test
  void thePartsOfTheRowsAddUpToTheLoss() {
    CrossEntropyLossOptions options = CrossEntropyLossOptions.defaults();
    CrossEntropyLoss weighted =
        new CrossEntropyLoss(options.withClassWeights(Tensor.of(new float[] {1, 25})));
    List<Loss> losses =
        List.of(
            new JointLoss(new CrossEntropyLoss(), new MSELoss()),
            new JointLoss(weighted, new MSELoss()),
            new JointLoss(new MSELoss(), weighted).withWeights(0.5, 3),
            Loss.of((o, t) -> new MSELoss().forward(o.get(1), t.get(1))));
    for (Loss loss : losses) {
      boolean swapped = loss instanceof JointLoss joint && joint.losses().get(0) instanceof MSELoss;
      List<Tensor> outputs = swapped ? List.of(PRICES, LOGITS) : OUTPUTS;
      List<Tensor> targets = swapped ? List.of(PAID, LABELS) : TARGETS;
      Tensor rows = Tensor.full(Shape.scalar(), 2, DType.FLOAT64, Device.cpu());
      List<Tensor> weights = loss.weights(rows, targets);
      double sum = 0;
      for (int row = 0; row < 2; row++) {
        sum +=
            loss.shares(rowsOf(outputs, row), rowsOf(targets, row), weights).stream()
                .mapToDouble(Tensor::item)
                .sum();
      }
      assertEquals(loss.forward(outputs, targets).item(), sum, 1e-6, loss.toString());
    }
  }

  private static List<Tensor> rowsOf(List<Tensor> tensors, int row) {
    return tensors.stream().map(tensor -> tensor.slice(0, row, row + 1)).toList();
  }

  @Test
  void aLossOfOneOutputRefusesSeveral() {
    OptionException e =
        assertThrows(OptionException.class, () -> new MSELoss().forward(OUTPUTS, TARGETS));
    assertEquals(
        "MSELoss: the batch has 2 outputs where one is asked for; expected one of the outputs; fix:"
            + " use a JointLoss with a loss for each output, or Loss.of((outputs, targets) -> ...)",
        e.getMessage());
    e =
        assertThrows(
            OptionException.class, () -> new MSELoss().forward(List.of(PRICES), List.of()));
    assertEquals(
        "MSELoss: the batch has 0 targets where one is asked for; expected one of the targets; fix:"
            + " use a JointLoss with a loss for each output, or Loss.of((outputs, targets) -> ...)",
        e.getMessage());
  }

  @Test
  void aJointLossRefusesWhatDoesNotFit() {
    JointLoss loss = new JointLoss(new MSELoss(), new MSELoss());
    assertEquals(
        "JointLoss: 1 outputs and 1 targets for 2 losses; expected one output and one target for"
            + " each loss; fix: Loss.of((outputs, targets) -> ...) takes any number of them",
        assertThrows(OptionException.class, () -> loss.forward(PRICES, PAID)).getMessage());
    assertEquals(
        "JointLoss: 2 losses with the weights [1.0, -1.0]; expected a loss for each output and a"
            + " finite weight, 0 or more, for each loss",
        assertThrows(OptionException.class, () -> loss.withWeights(1, -1)).getMessage());
  }
}
