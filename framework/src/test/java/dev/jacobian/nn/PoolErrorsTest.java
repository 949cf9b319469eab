package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PoolErrorsTest {
  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(JacobianException.class, call).getMessage());
  }

  @Test
  void unpoolsSayWhatDoesNotFit() {
    MaxUnpool2d unpool = new MaxUnpool2d(2);
    Tensor places = Tensor.arange(4).reshape(1, 2, 2);
    assertMessage(
        "MaxUnpool2d([2]): input [1, 2, 2], indices [4], sizes [4, 4]; expected indices of the input's shape and"
            + " 2 sizes",
        () -> unpool.forward(Tensor.zeros(1, 2, 2), Tensor.arange(4)));
    assertMessage(
        "MaxUnpool2d([2]): input [1, 2, 2], indices [1, 2, 2], sizes [4]; expected indices of the input's shape and"
            + " 2 sizes",
        () -> unpool.forward(Tensor.zeros(1, 2, 2), places, 4));
    assertMessage(
        "MaxUnpool2d([2]): input [2]; expected 2 axes that windows lie on, or more",
        () -> unpool.forward(Tensor.zeros(2), Tensor.arange(2)));
    assertThrows(
        DataException.class, () -> unpool.forward(Tensor.zeros(1, 2, 2), places.mul(5), 3, 5));
    assertMessage(
        "LPPool1d(0.0, [2]): p 0.0; expected a number above 0; for the maximum, MaxPool",
        () -> new LPPool1d(0, 2));
    assertMessage(
        "RReLU(0.5, 0.25): lower 0.5, upper 0.25; expected lower <= upper",
        () -> new RReLU(0.5, 0.25));
  }

  @Test
  void windowsThatDoNotFit() {
    for (Module pool : List.of(new MaxPool2d(3), new AvgPool2d(3))) {
      String name =
          pool instanceof MaxPool2d ? "MaxPool2d([3]): maxPool2d" : "AvgPool2d([3]): avgPool2d";
      assertMessage(
          name
              + ": a window that spans 3 entries along an axis of 2, padding included: input [1, 2, 4, 2];"
              + " expected a window that is not larger than the padded input; fix: make the window"
              + " smaller, or have fewer strides before it",
          () -> pool.forward(Tensor.zeros(1, 2, 4, 2)));
    }
    assertMessage(
        "maxPool2d: windows of [2, 2] every [0, 0], padding [0, 0], dilation [1, 1]; expected a size,"
            + " stride and dilation of at least 1, and a padding of 0 to half of the size",
        () -> Tensor.zeros(1, 2, 4, 4).maxPool2d(2, 0, 0, 1));
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
