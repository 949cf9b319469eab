package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.PaddingMode;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * What layers that add entries around their input have in common. They are added to the last axes:
 * input {@code [n, channels, sizes...]} or {@code [channels, sizes...]}, output of the same axes,
 * each of these sizes larger by what stands before and after. How many entries there are is one
 * number for all ends, or two for each axis, before and after, the <em>last</em> axis first, as in
 * PyTorch: left, right, top, bottom, front, back.
 */
public abstract sealed class PadLayer extends Module
    permits CircularPad1d,
        CircularPad2d,
        CircularPad3d,
        ConstantPad1d,
        ConstantPad2d,
        ConstantPad3d,
        ReflectionPad1d,
        ReflectionPad2d,
        ReflectionPad3d,
        ReplicationPad1d,
        ReplicationPad2d,
        ReplicationPad3d,
        ZeroPad1d,
        ZeroPad2d,
        ZeroPad3d {
  private final PaddingMode mode;
  private final double value;
  private final long[] padding;

  /**
   * Makes a layer.
   *
   * @param axes how many axes get entries
   * @param value what the entries are under {@link PaddingMode#ZEROS}
   */
  PadLayer(String name, int axes, PaddingMode mode, double value, long... padding) {
    super(name + "(" + joined(padding) + (value == 0 ? ")" : ", value=" + value + ")"));
    if (padding.length != 1 && padding.length != 2 * axes) {
      throw named(
          new OptionException(
              padding.length + " numbers of entries", "1, or " + 2 * axes + ", two for each axis"));
    }
    if (Arrays.stream(padding).anyMatch(entries -> entries < 0)) {
      throw named(
          new OptionException(
              "a negative number of entries", "0 or more", "take entries away with Tensor.slice"));
    }
    this.mode = mode;
    this.value = value;
    this.padding = padding.length == 1 ? repeated(padding[0], 2 * axes) : padding.clone();
  }

  private static String joined(long[] numbers) {
    String text = Arrays.toString(numbers);
    return text.substring(1, text.length() - 1);
  }

  private static long[] repeated(long number, int times) {
    long[] numbers = new long[times];
    Arrays.fill(numbers, number);
    return numbers;
  }

  /**
   * Returns the input with entries around it.
   *
   * @throws ShapeException if it has too few axes, or is too small for entries that are its own
   */
  @Override
  public final Tensor forward(Tensor input) {
    int axes = padding.length / 2;
    if (input.shape().rank() < axes) {
      throw named(new ShapeException("input " + input.shape(), axes + " axes or more"));
    }
    try (Autograd.Guard layer = enter()) {
      return padded(input);
    } catch (ShapeException e) {
      throw named(e);
    }
  }

  private Tensor padded(Tensor input) {
    Tensor x = input;
    for (int i = 0; i < padding.length / 2; i++) {
      long before = padding[2 * i];
      long after = padding[2 * i + 1];
      if (before > 0 || after > 0) {
        x = value == 0 ? x.pad(-1 - i, before, after, mode) : x.pad(-1 - i, before, after, value);
      }
    }
    return x;
  }
}
