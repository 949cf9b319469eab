package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.PaddingMode;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LayerErrorsTest {
  private static void assertMessage(
      Class<? extends JacobianException> type, String message, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }

  @Test
  void linear() {
    Linear layer = new Linear(10, 1);
    assertMessage(
        ShapeException.class,
        "Linear(10, 1): input [64, 12]; expected [..., 10]",
        () -> layer.forward(Tensor.zeros(64, 12)));
    assertMessage(
        ShapeException.class,
        "Linear(10, 1): input []; expected [..., 10]",
        () -> layer.forward(Tensor.of(1)));
    assertMessage(
        DTypeException.class,
        "Linear(10, 1): input int64[10], weight float32[1, 10]; expected an input of the weight's dtype; fix:"
            + " input.to(DType.FLOAT32)",
        () -> layer.forward(Tensor.arange(10)));
    assertMessage(
        OptionException.class,
        "Linear(0, 3): a layer without features; expected at least 1 input and 1 output feature",
        () -> new Linear(0, 3));
  }

  @Test
  void linearTakesAnEmptyBatch() {
    Linear layer = new Linear(10, 2);
    Tensor output = layer.forward(Tensor.zeros(0, 10));
    assertEquals(Shape.of(0, 2), output.shape());
    output.sum().backward();
    assertEquals(0, layer.weight().grad().square().sum().item());
  }

  @Test
  void batchNorm() {
    assertMessage(
        ShapeException.class,
        "0 (BatchNorm2d(3)): input [2, 4, 5, 5]; expected [n, 3, height, width]",
        () -> new Sequential(new BatchNorm2d(3)).forward(Tensor.zeros(2, 4, 5, 5)));
    assertMessage(
        ShapeException.class,
        "BatchNorm1d(3): input [2, 3, 4, 4]; expected [n, 3, length] or [n, 3]",
        () -> new BatchNorm1d(3).forward(Tensor.zeros(2, 3, 4, 4)));
    assertMessage(
        ShapeException.class,
        "BatchNorm3d(3): input []; expected [n, 3, depth, height, width]",
        () -> new BatchNorm3d(3).forward(Tensor.zeros()));
    assertMessage(
        DataException.class,
        "BatchNorm1d(3): input [1, 3] has 1 element for each channel; expected at least two to take a variance of;"
            + " fix: leave such a batch out (DataLoader's dropLast), or call eval()",
        () -> new BatchNorm1d(3).forward(Tensor.zeros(1, 3)));
    DataException ofOneRow =
        assertThrows(
            DataException.class, () -> new BatchNorm2d(2).forward(Tensor.zeros(1, 2, 1, 1)));
    assertEquals(
        "BatchNorm2d(2): input [1, 2, 1, 1] has 1 element for each channel; expected at least two to"
            + " take a variance of; fix: set another batchSize, by which no row is left over for"
            + " a batch of its own, a larger data.size, or model.batchNorm: false of a cnn",
        ofOneRow.settingsMessage());
    assertEquals(Shape.of(1, 3), new BatchNorm1d(3).eval().forward(Tensor.zeros(1, 3)).shape());
    assertMessage(
        OptionException.class,
        "BatchNorm1d(0): a layer without channels; expected 1 channel or more",
        () -> new BatchNorm1d(0));
    assertMessage(
        OptionException.class,
        "normalisation: momentum 1.5; expected a number in [0, 1]",
        () -> RunningNormOptions.ofBatch().withMomentum(1.5));
    assertMessage(
        OptionException.class,
        "normalisation: epsilon -1.0; expected 0 or more",
        () -> RunningNormOptions.ofBatch().withEpsilon(-1));
  }

  @Test
  void instanceNorm() {
    assertMessage(
        ShapeException.class,
        "InstanceNorm2d(3): input [5, 5]; expected [n, 3, height, width] or [3, height, width]",
        () -> new InstanceNorm2d(3).forward(Tensor.zeros(5, 5)));
    assertMessage(
        DataException.class,
        "InstanceNorm1d(3): input [8, 3, 1] has 1 element for each channel; expected at least two to take a variance"
            + " of; fix: leave the layer out where sequences or images are so small",
        () -> new InstanceNorm1d(3).forward(Tensor.zeros(8, 3, 1)));
    assertMessage(
        OptionException.class,
        "InstanceNorm1d(3): running statistics without a momentum; expected a momentum in [0, 1]",
        () ->
            new InstanceNorm1d(
                3, RunningNormOptions.ofInstance().withTrackRunningStats(true).withMomentum(null)));
  }

  @Test
  void activations() {
    assertMessage(
        ShapeException.class,
        "PReLU(3): input [2, 4, 5]; expected [n, 3, ...]",
        () -> new PReLU(3).forward(Tensor.zeros(2, 4, 5)));
    assertMessage(
        OptionException.class,
        "PReLU(0): an activation without slopes; expected 1, or one per channel",
        () -> new PReLU(0));
    assertMessage(
        OptionException.class,
        "Softplus(0.0, 20.0): beta 0.0; expected a number above 0",
        () -> new Softplus(0, 20));
    assertMessage(
        ShapeException.class,
        "LogSoftmax(2): axis 2 does not exist in shape [2, 4]; expected an axis from -2 to 1",
        () -> new LogSoftmax(2).forward(Tensor.zeros(2, 4)));
    assertMessage(
        ShapeException.class,
        "Dropout2d(0.5): input [2, 4]; expected [n, channels, height, width]",
        () -> new Dropout2d().forward(Tensor.zeros(2, 4)));
    assertMessage(
        OptionException.class,
        "Dropout3d(1.5): probability 1.5; expected a number in [0, 1]",
        () -> new Dropout3d(1.5));
  }

  @Test
  void groupNormAndRmsNorm() {
    assertMessage(
        ShapeException.class,
        "GroupNorm(2, 4): input [4, 6]; expected [n, 4, ...]",
        () -> new GroupNorm(2, 4).forward(Tensor.zeros(4, 6)));
    assertMessage(
        OptionException.class,
        "GroupNorm(2, 5): 5 channels in 2 groups; expected 1 group or more, of the same number of channels each",
        () -> new GroupNorm(2, 5));
    assertMessage(
        ShapeException.class,
        "RMSNorm(4): input [4, 3]; expected [..., 4]",
        () -> new RMSNorm(4).forward(Tensor.zeros(4, 3)));
    assertMessage(
        OptionException.class,
        "RMSNorm(): a layer without elements to normalise; expected at least one size, each 1 or more",
        () -> new RMSNorm());
    assertMessage(
        OptionException.class,
        "RMSNorm: epsilon -1.0; expected 0 or more",
        () -> RMSNormOptions.defaults().withEpsilon(-1.0));
  }

  @Test
  void layerNorm() {
    assertMessage(
        ShapeException.class,
        "0 (LayerNorm(3, 4)): input [4]; expected [..., 3, 4]",
        () -> new Sequential(new LayerNorm(3, 4)).forward(Tensor.zeros(4)));
    assertMessage(
        ShapeException.class,
        "LayerNorm(4): input [4, 3]; expected [..., 4]",
        () -> new LayerNorm(4).forward(Tensor.zeros(4, 3)));
    assertMessage(
        OptionException.class,
        "LayerNorm(): a layer without elements to normalise; expected at least one size, each 1 or more",
        LayerNorm::new);
    assertMessage(
        OptionException.class,
        "LayerNorm: epsilon -1.0; expected 0 or more",
        () -> LayerNormOptions.defaults().withEpsilon(-1));
  }

  @Test
  void flattenAndSoftmax() {
    assertMessage(
        ShapeException.class,
        "Flatten(1, -1): axis 1 does not exist in shape [3]; expected an axis from -1 to 0",
        () -> new Flatten().forward(Tensor.zeros(3)));
    assertMessage(
        ShapeException.class,
        "Flatten(2, 0): input [2, 3, 4] is merged from axis 2 to 0; expected a rising range",
        () -> new Flatten(2, 0).forward(Tensor.zeros(2, 3, 4)));
    assertMessage(
        ShapeException.class,
        "Softmax(2): axis 2 does not exist in shape [2, 3]; expected an axis from -2 to 1",
        () -> new Softmax(2).forward(Tensor.zeros(2, 3)));
  }

  @Test
  void dropout() {
    assertMessage(
        OptionException.class,
        "Dropout(1.5): probability 1.5; expected a number in [0, 1]",
        () -> new Dropout(1.5));
    assertThrows(OptionException.class, () -> new Dropout(Double.NaN));
    assertMessage(
        DTypeException.class,
        "Dropout(0.5): input int64[3]; expected a floating-point input; fix: input.to(DType.FLOAT32)",
        () -> new Dropout().forward(Tensor.arange(3)));
  }

  @Test
  void activationsNameThemselves() {
    assertMessage(
        DTypeException.class,
        "0 (Tanh()): "
            + assertThrows(DTypeException.class, () -> Tensor.arange(3).tanh()).getMessage(),
        () -> new Sequential(new Tanh()).forward(Tensor.arange(3)));
  }

  @Test
  void activationsOfOptions() {
    assertMessage(
        OptionException.class,
        "CELU(0.0): alpha 0.0; expected a number above 0",
        () -> new CELU(0));
    assertMessage(
        OptionException.class,
        "Hardtanh(1.0, 1.0): from 1.0 to 1.0; expected a minimum below the maximum",
        () -> new Hardtanh(1, 1));
    assertMessage(
        OptionException.class,
        "Softshrink(-1.0): lambda -1.0; expected 0 or more",
        () -> new Softshrink(-1));
    assertMessage(
        OptionException.class,
        "Hardshrink(-1.0): lambda -1.0; expected 0 or more",
        () -> new Hardshrink(-1));
    assertMessage(
        ShapeException.class,
        "GLU(1): glu: axis 1 of [2, 3] has 3 entries; expected an even number of entries",
        () -> new GLU(1).forward(Tensor.zeros(2, 3)));
    assertMessage(
        ShapeException.class,
        "Softmin(2): axis 2 does not exist in shape [2, 3]; expected an axis from -2 to 1",
        () -> new Softmin(2).forward(Tensor.zeros(2, 3)));
    assertMessage(
        OptionException.class,
        "AlphaDropout(1.5): probability 1.5; expected a number in [0, 1]",
        () -> new AlphaDropout(1.5));
  }

  @Test
  void shapesAndWindows() {
    assertMessage(
        ShapeException.class,
        "ChannelShuffle(2): input [1, 3, 4]; expected [n, channels, ...] with a multiple of 2 channels",
        () -> new ChannelShuffle(2).forward(Tensor.zeros(1, 3, 4)));
    assertMessage(
        OptionException.class,
        "ChannelShuffle(0): 0 groups; expected 1 or more",
        () -> new ChannelShuffle(0));
    assertMessage(
        ShapeException.class,
        "PixelUnshuffle(2): input [1, 3, 4, 5]; expected [n, channels, height, width] with height and width that 2"
            + " divides",
        () -> new PixelUnshuffle(2).forward(Tensor.zeros(1, 3, 4, 5)));
    assertMessage(
        OptionException.class,
        "PixelUnshuffle(0): factor 0; expected 1 or more",
        () -> new PixelUnshuffle(0));
    assertMessage(
        ShapeException.class,
        "Unflatten(1, [4, -1]): reshape: the open size in [4, -1] cannot be found for [6]; expected the other sizes to"
            + " divide 6",
        () -> new Unflatten(1, 4, -1).forward(Tensor.zeros(2, 6)));
    assertMessage(
        OptionException.class,
        "LocalResponseNorm(0): a size of 0 channels; expected 1 or more",
        () -> new LocalResponseNorm(0));
    assertMessage(
        ShapeException.class,
        "LocalResponseNorm(2): input [2, 3]; expected [n, channels, ...]",
        () -> new LocalResponseNorm(2).forward(Tensor.zeros(2, 3)));
    assertMessage(
        ShapeException.class,
        "Unfold(3, 3): input [1, 1, 2, 5]; expected an image of at least one window [3, 3]",
        () -> new Unfold(3).forward(Tensor.zeros(1, 2, 5)));
    assertMessage(
        ShapeException.class,
        "Unfold(3, 3): input [2, 5]; expected [n, channels, height, width]",
        () -> new Unfold(3).forward(Tensor.zeros(2, 5)));
    assertMessage(
        ShapeException.class,
        "Fold(4, 5, 2, 2): input [1, 8, 11]; expected [n, channels * 4, 12], a column a window",
        () -> new Fold(4, 5, 2).forward(Tensor.zeros(1, 8, 11)));
    assertMessage(
        OptionException.class,
        "Fold(4, 1, 2, 2): an image [4, 1]; expected one of at least one window [2, 2]",
        () -> new Fold(4, 1, 2));
    assertMessage(
        OptionException.class,
        "Window: stride [0]; expected each a whole number, 1 or more",
        () -> WindowOptions.of(2).withStride(0));
    assertMessage(
        OptionException.class,
        "Window: padding [1, 2, 3]; expected one number, or one for rows and one for columns",
        () -> WindowOptions.of(2).withPadding(1, 2, 3));
  }

  @Test
  void padding() {
    assertMessage(
        OptionException.class,
        "ZeroPad2d(1, 2): 2 numbers of entries; expected 1, or 4, two for each axis",
        () -> new ZeroPad2d(1, 2));
    assertMessage(
        OptionException.class,
        "ZeroPad1d(-1): a negative number of entries; expected 0 or more; fix: take entries away with Tensor.slice",
        () -> new ZeroPad1d(-1));
    assertMessage(
        ShapeException.class,
        "ConstantPad3d(1, value=2.0): input [2, 3]; expected 3 axes or more",
        () -> new ConstantPad3d(1, 2).forward(Tensor.zeros(2, 3)));
    assertEquals(
        "0 (ReflectionPad1d(3)): "
            + assertThrows(
                    ShapeException.class,
                    () -> Tensor.zeros(1, 2, 3).pad(-1, 3, 3, PaddingMode.REFLECT))
                .getMessage(),
        assertThrows(
                ShapeException.class,
                () -> new Sequential(new ReflectionPad1d(3)).forward(Tensor.zeros(1, 2, 3)))
            .getMessage());
  }
}
