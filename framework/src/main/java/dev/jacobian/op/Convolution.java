package dev.jacobian.op;

import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One part of a convolution from the two others, which are the inputs in the order input, weight,
 * output. With {@code i = w * stride + k * dilation - padding}, sums over what is not on the left:
 *
 * <ul>
 *   <li>{@code output[n, o, w] = sum weight[o, c, k] input[n, c, i]}, the convolution;
 *   <li>{@code input[n, c, i] = sum weight[o, c, k] output[n, o, w]}, the transposed convolution;
 *   <li>{@code weight[o, c, k] = sum output[n, o, w] input[n, c, i]}, the correlation of the two.
 * </ul>
 *
 * <p>Each is linear in each of its inputs, and its gradients are the two other ones. PyTorch
 * equivalents: {@code conv1d} to {@code conv3d}, {@code conv_transpose2d}, {@code
 * torch.nn.grad.conv2d_weight}.
 *
 * @param result the part that is computed
 * @param windows where the windows lie
 */
public record Convolution(ConvolutionPart result, ConvolutionShape windows) implements Op {
  private static final List<ConvolutionPart> PARTS = List.of(ConvolutionPart.values());

  @Override
  public String name() {
    return switch (result) {
      case OUTPUT -> "convolution";
      case INPUT -> "transposedConvolution";
      case WEIGHT -> "convolutionWeight";
    };
  }

  @Override
  public String settings() {
    return "kernel="
        + windows.kernel()
        + setting("stride", windows.stride(), 1)
        + setting("padding", windows.padding(), 0)
        + setting("dilation", windows.dilation(), 1)
        + (windows.groups() == 1 ? "" : ", groups=" + windows.groups());
  }

  private static String setting(String name, List<Long> values, long usual) {
    return values.stream().allMatch(v -> v == usual) ? "" : ", " + name + "=" + values;
  }

  /** Returns the parts that are inputs, in their order. */
  private static List<ConvolutionPart> others(ConvolutionPart part) {
    List<ConvolutionPart> others = new ArrayList<>(PARTS);
    others.remove(part);
    return others;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec first = inputs[0];
    TensorSpec second = inputs[1];
    if (first.dtype() != second.dtype() || !first.dtype().isFloating()) {
      throw new DTypeException(
          name() + ": received " + first + " and " + second,
          "two floating-point operands of one dtype",
          first.dtype() == second.dtype()
              ? DTypeHints.toFloating(first.dtype())
              : DTypeHints.toOne(first.dtype(), second.dtype()));
    }
    Shape a = first.shape();
    Shape b = second.shape();
    List<ConvolutionPart> parts = others(result);
    int rank = windows.axes() + 2;
    if (a.rank() != rank
        || b.rank() != rank
        || !a.equals(windows.shape(parts.get(0), a.dim(0), a.dim(1)))
        || !b.equals(windows.shape(parts.get(1), b.dim(0), b.dim(1)))) {
      throw unfit(a, b);
    }
    long groups = windows.groups();
    Shape shape =
        switch (result) {
          case OUTPUT -> {
            requireFit(a.dim(1) == groups * b.dim(1) && b.dim(0) % groups == 0, a, b);
            yield windows.shape(result, a.dim(0), b.dim(0));
          }
          case INPUT -> {
            requireFit(b.dim(1) == a.dim(0) && a.dim(0) % groups == 0, a, b);
            yield windows.shape(result, b.dim(0), groups * a.dim(1));
          }
          case WEIGHT -> {
            boolean isDivided = a.dim(1) % groups == 0 && b.dim(1) % groups == 0;
            requireFit(a.dim(0) == b.dim(0) && isDivided, a, b);
            yield windows.shape(result, b.dim(1), a.dim(1) / groups);
          }
        };
    return new TensorSpec(shape, first.dtype());
  }

  private void requireFit(boolean fits, Shape a, Shape b) {
    if (!fits) {
      throw unfit(a, b);
    }
  }

  private ShapeException unfit(Shape a, Shape b) {
    return new ShapeException(
        name() + ": received " + a + " and " + b + " for windows of " + settings(),
        "the shapes of "
            + others(result).get(0)
            + " and "
            + others(result).get(1)
            + " over spatial sizes "
            + windows.input());
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return (Lowering.OfCall)
        (backend, operands, computed) -> {
          Map<ConvolutionPart, Operand> parts = new EnumMap<>(ConvolutionPart.class);
          parts.put(result, computed);
          for (int i = 0; i < operands.length; i++) {
            parts.put(others(result).get(i), operands[i]);
          }
          List<Operand> all = List.copyOf(parts.values());
          backend.convolve(windows, result, all.get(0), all.get(1), all.get(2));
        };
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input != gradient;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    ConvolutionPart wanted = others(result).get(index);
    Value[] operands =
        others(wanted).stream()
            .map(part -> part == result ? context.gradient() : context.input(1 - index))
            .toArray(Value[]::new);
    return context.builder().apply(new Convolution(wanted, windows), operands);
  }

  /** Returns a list that has a number for each spatial axis: as given, or one number for all. */
  public static List<Long> each(long[] numbers, int axes) {
    long[] all = numbers;
    if (numbers.length == 1) {
      all = new long[axes];
      Arrays.fill(all, numbers[0]);
    }
    return Arrays.stream(all).boxed().toList();
  }
}
