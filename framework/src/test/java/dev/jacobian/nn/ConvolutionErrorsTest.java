package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.PaddingMode;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConvolutionErrorsTest {
  private static final ConvOptions OPTIONS = ConvOptions.defaults();

  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(JacobianException.class, call).getMessage());
  }

  @Test
  void inputsThatDoNotFit() {
    Conv2d layer = new Conv2d(4, 8, 3);
    assertMessage(
        "Conv2d(4, 8, [3]): convolution: input [2, 3, 9, 9] has 3 channels, weight [8, 4, 3, 3] takes 4;"
            + " expected an input of 4 channels",
        () -> layer.forward(Tensor.zeros(2, 3, 9, 9)));
    assertMessage(
        "0 (Conv2d(4, 8, [3])): convolution: a kernel that spans 3 entries along an axis of 2, padding"
            + " included: input [1, 4, 2, 5], weight [8, 4, 3, 3]; expected a kernel that is not larger"
            + " than the padded input; fix: pad the input, or make kernel or dilation smaller",
        () -> new Sequential(layer).forward(Tensor.zeros(1, 4, 2, 5)));
    assertMessage(
        "Conv2d(4, 8, [3]): convolution: input [4, 9]; expected [n, channels, height, width] or"
            + " [channels, height, width]",
        () -> new Conv2d(4, 8, 3).forward(Tensor.zeros(4, 9)));
    assertMessage(
        "Conv2d(4, 8, [3]): input float64[1, 4, 5, 5], weight float32[8, 4, 3, 3]; expected an input of"
            + " the weight's dtype; fix: input.to(DType.FLOAT32)",
        () -> new Conv2d(4, 8, 3).forward(Tensor.zeros(1, 4, 5, 5).to(DType.FLOAT64)));
    assertMessage(
        "Conv2d(2, 2, [3]): pad: 3 before and 3 after, axis 2 of [1, 2, 3, 5]; expected 0 to 2, which is"
            + " what reflect has elements for",
        () ->
            new Conv2d(2, 2, 3, OPTIONS.withPadding(3).withPaddingMode(PaddingMode.REFLECT))
                .forward(Tensor.zeros(1, 2, 3, 5)));
  }

  @Test
  void optionsThatDoNotFit() {
    assertMessage(
        "Conv2d(4, 6, [3]): 3 groups; expected a number that divides 4 and 6",
        () -> new Conv2d(4, 6, 3, OPTIONS.withGroups(3)));
    assertMessage(
        "Conv1d(0, 6, [3]): a layer without channels; expected at least 1 input and 1 output channel",
        () -> new Conv1d(0, 6, 3));
    assertMessage(
        "Conv2d(4, 6, [0]): kernel [0]; expected one number, or one for each of 2 axes, of at least 1",
        () -> new Conv2d(4, 6, 0));
    assertMessage(
        "Conv2d(4, 6, [3]): stride [1, 2, 3]; expected one number, or one for each of 2 axes, of at"
            + " least 1",
        () -> new Conv2d(4, 6, 3, OPTIONS.withStride(1, 2, 3)));
    assertMessage(
        "Conv2d(4, 6, [3]): same padding with stride [2]; expected a stride of 1",
        () -> new Conv2d(4, 6, 3, OPTIONS.withSamePadding().withStride(2)));
    assertMessage(
        "ConvTranspose2d(4, 6, [3]): padding [-1]; expected one number, or one for each of 2 axes, of at"
            + " least 0",
        () -> new ConvTranspose2d(4, 6, 3, ConvTransposeOptions.defaults().withPadding(-1)));
  }

  @Test
  void functions() {
    Tensor x = Tensor.zeros(1, 4, 5, 5);
    assertMessage(
        "conv2d: 4 groups of weight [6, 1, 3, 3]; expected a number of groups that divides the channels, 4"
            + " and 6",
        () -> x.conv2d(Tensor.zeros(6, 1, 3, 3), null, 1, 0, 1, 4));
    assertMessage(
        "conv1d: weight [6, 4, 3, 3]; expected rank 3: two axes of channels and 1 of the kernel",
        () -> x.conv1d(Tensor.zeros(6, 4, 3, 3), null));
    assertMessage(
        "conv2d: bias [5]; expected one number for each output channel, [6]",
        () -> x.conv2d(Tensor.zeros(6, 4, 3, 3), Tensor.zeros(5)));
    assertMessage(
        "conv2d: stride [0]; expected one number, or one for each of 2 axes, of at least 1",
        () -> x.conv2d(Tensor.zeros(6, 4, 3, 3), null, 0, 0, 1, 1));
    assertMessage(
        "convolution: received float32[1, 4, 5, 5] and float64[6, 4, 3, 3]; expected two floating-point"
            + " operands of one dtype; fix: cast the float32 one, x.to(DType.FLOAT64)",
        () -> x.conv2d(Tensor.zeros(6, 4, 3, 3).to(DType.FLOAT64), null));
    long[] one = {1};
    long[] two = {2};
    assertMessage(
        "convTranspose: outputPadding [2, 2] with stride [2, 2]; expected less than the stride or the"
            + " dilation",
        () -> x.convTranspose(Tensor.zeros(4, 6, 3, 3), null, two, one, two, one, 1));
    assertMessage(
        "convTranspose: padding [9, 9] leaves nothing of the output of 7; expected a padding that leaves an"
            + " entry of the output",
        () ->
            x.convTranspose(
                Tensor.zeros(4, 6, 3, 3), null, one, new long[] {9}, new long[] {0}, one, 1));
  }

  @Test
  void anEmptyBatchHasNoValuesAndZeroGradients() {
    Conv2d layer = new Conv2d(2, 3, 3);
    Tensor output = layer.forward(Tensor.zeros(0, 2, 5, 4));
    assertEquals(Shape.of(0, 3, 3, 2), output.shape());
    output.sum().backward();
    assertEquals(0, layer.weight().grad().square().sum().item());
  }
}
