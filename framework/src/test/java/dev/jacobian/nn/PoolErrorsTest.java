package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PoolErrorsTest {
  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(JacobianException.class, call).getMessage());
  }

  @Test
  void windowsThatDoNotFit() {
    assertMessage(
        "MaxPool2d([3]): windowArgmax: windows of WindowArgMax[axis=3, size=3, stride=3, padding=0,"
            + " dilation=1, ceil=false] along axis 3 of [1, 2, 4, 2]; expected an axis on which every"
            + " window has an entry",
        () -> new MaxPool2d(3).forward(Tensor.zeros(1, 2, 4, 2)));
    assertMessage(
        "AvgPool2d([3]): avgPool2d: windows of 3 every 3, padding 0, along axis 3 of [1, 2, 4, 2]; expected"
            + " a size and stride of at least 1, a padding of 0 to half of the size, and a size that is not"
            + " larger than the axis with its padding",
        () -> new AvgPool2d(3).forward(Tensor.zeros(1, 2, 4, 2)));
    assertMessage(
        "MaxPool2d([2]): maxPool2d: received [4]; expected 2 axes that windows lie on, or more",
        () -> new MaxPool2d(2).forward(Tensor.zeros(4)));
    assertMessage(
        "MaxPool2d([2, 2, 2]): maxPool2d: size [2, 2, 2]; expected one number, or one for each of 2 axes",
        () ->
            new MaxPool2d(new long[] {2, 2, 2}, MaxPoolOptions.defaults())
                .forward(Tensor.zeros(1, 1, 4, 4)));
    assertMessage(
        "AvgPool1d([2]): avgPool1d: received int64[8]; expected a floating-point tensor; fix: cast it first,"
            + " for example x.to(DType.FLOAT64)",
        () -> new AvgPool1d(2).forward(Tensor.arange(8)));
  }

  @Test
  void sizesThatDoNotFit() {
    assertMessage(
        "AdaptiveAvgPool2d(0, 1): adaptiveAvgPool: sizes [0, 1] of [1, 2, 4, 4]; expected a size of at least"
            + " 1 for each of the last axes, which have elements",
        () -> new AdaptiveAvgPool2d(0, 1).forward(Tensor.zeros(1, 2, 4, 4)));
    assertMessage(
        "Upsample(2, NEAREST): input [3, 4]; expected [n, channels, sizes...]",
        () -> new Upsample(2).forward(Tensor.zeros(3, 4)));
    assertMessage("Upsample(0, NEAREST): factor 0; expected 1 or more", () -> new Upsample(0));
    assertMessage(
        "PixelShuffle(2): pixelShuffle: [1, 6, 2, 2] by 2; expected [.., channels, height, width] with"
            + " channels that 4 divides",
        () -> new PixelShuffle(2).forward(Tensor.zeros(1, 6, 2, 2)));
  }
}
