package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The three parts of a convolution, each from the two others, compared with plain loops. */
abstract class ConvolutionKit extends KernelKit {
  private static final int RANDOM = 24;

  /** A convolution of a batch of images, whose groups have so many channels in and out. */
  private record Case(ConvolutionShape shape, int batch, int in, int out) {
    Shape of(ConvolutionPart part) {
      int groups = (int) shape.groups();
      return switch (part) {
        case INPUT -> shape.shape(part, batch, (long) groups * in);
        case WEIGHT -> shape.shape(part, (long) groups * out, in);
        case OUTPUT -> shape.shape(part, batch, (long) groups * out);
      };
    }
  }

  private static List<Long> list(long... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static Case images(
      int batch, int in, int out, int groups, long height, long width, long kernel, long... more) {
    ConvolutionShape shape =
        new ConvolutionShape(
            list(height, width),
            list(kernel, kernel),
            list(more[0], more[0]),
            list(more[1], more[1]),
            list(more[2], more[2]),
            groups);
    return new Case(shape, batch, in, out);
  }

  /** Several tiles, blocks of channels, images in a tile, and everything at random. */
  static Stream<Arguments> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(images(2, 3, 5, 1, 70, 67, 3, 1, 1, 1));
    cases.add(images(3, 50, 6, 1, 12, 11, 3, 1, 0, 1));
    cases.add(images(17, 90, 5, 1, 4, 3, 3, 1, 1, 1));
    cases.add(images(9, 6, 4, 1, 9, 10, 1, 1, 0, 1));
    cases.add(images(2, 3, 2, 1, 300, 290, 1, 1, 0, 1));
    cases.add(images(2, 2, 2, 3, 20, 31, 4, 3, 2, 1));
    cases.add(images(0, 2, 2, 1, 4, 4, 3, 1, 1, 1));
    // More channels than a tile has, no multiple of a vector's width, in groups and alone.
    cases.add(images(3, 7, 67, 2, 10, 9, 3, 2, 1, 2));
    cases.add(images(2, 70, 17, 1, 6, 7, 3, 1, 1, 1));
    cases.add(images(5, 1, 1, 37, 9, 8, 3, 1, 1, 1));
    cases.add(images(3, 2, 1, 5, 6, 8, 2, 3, 1, 4));
    cases.add(images(20, 2, 3, 9, 8, 7, 3, 2, 1, 2));
    cases.add(images(2, 1, 2, 70, 5, 6, 3, 1, 1, 1));
    // Shares of a batch, images of one window, and taps that are never met.
    cases.add(images(40, 3, 5, 1, 12, 11, 3, 1, 1, 1));
    cases.add(images(33, 20, 18, 1, 1, 1, 3, 1, 1, 1));
    cases.add(images(9, 4, 3, 1, 2, 1, 5, 2, 2, 1));
    cases.add(
        new Case(
            new ConvolutionShape(list(30_011), list(9), list(2), list(3), list(5), 1), 2, 3, 2));
    cases.add(
        new Case(
            new ConvolutionShape(
                list(9, 31, 29), list(3, 3, 3), list(1, 2, 1), list(1, 1, 0), list(2, 1, 1), 1),
            1,
            4,
            3));
    SplittableRandom random = new SplittableRandom(17);
    while (cases.size() < 18 + RANDOM) {
      int axes = random.nextInt(1, 4);
      long[][] numbers = new long[5][axes];
      for (int axis = 0; axis < axes; axis++) {
        numbers[0][axis] = random.nextInt(1, 9);
        numbers[1][axis] = random.nextInt(1, 4);
        numbers[2][axis] = random.nextInt(1, 4);
        numbers[3][axis] = random.nextInt(0, 4);
        numbers[4][axis] = random.nextInt(1, 4);
      }
      List<List<Long>> lists = Arrays.stream(numbers).map(ConvolutionKit::list).toList();
      ConvolutionShape shape =
          new ConvolutionShape(
              lists.get(0),
              lists.get(1),
              lists.get(2),
              lists.get(3),
              lists.get(4),
              random.nextInt(1, 4));
      boolean fits = true;
      for (int axis = 0; axis < axes; axis++) {
        fits &= shape.windows(axis) > 0;
      }
      if (fits) {
        cases.add(new Case(shape, random.nextInt(1, 4), channels(random), channels(random)));
      }
    }
    return cases.stream().map(c -> arguments(c));
  }

  /** Returns a few, or enough to fill a vector. */
  private static int channels(SplittableRandom random) {
    return random.nextBoolean() ? random.nextInt(1, 4) : random.nextInt(8, 12);
  }

  @Test
  void everyCaseIsSeen() {
    assertEquals(18 + RANDOM, cases().count());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void partsAreSumsOfProducts(Object given) {
    Case one = (Case) given;
    for (DType dtype : FLOATING) {
      List<Values> parts = new ArrayList<>();
      for (ConvolutionPart part : ConvolutionPart.values()) {
        parts.add(Values.random(dtype, one.of(part), part.ordinal() + 1));
      }
      for (ConvolutionPart result : ConvolutionPart.values()) {
        check(one, result, parts);
      }
    }
  }

  private void check(Case one, ConvolutionPart result, List<Values> parts) {
    DType dtype = parts.get(0).dtype();
    Operand[] operands = new Operand[parts.size()];
    List<double[]> data = new ArrayList<>();
    List<double[]> sizes = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      boolean isResult = i == result.ordinal();
      operands[i] = isResult ? blank(dtype, parts.get(i).shape()) : put(parts.get(i));
      double[] values = parts.get(i).data();
      data.add(isResult ? new double[values.length] : values);
      sizes.add(
          isResult ? new double[values.length] : Arrays.stream(values).map(Math::abs).toArray());
    }
    backend().convolve(one.shape, result, operands[0], operands[1], operands[2]);
    sum(one, result, data);
    sum(one, result, sizes);
    Values expected = Values.of(dtype, one.of(result), data.get(result.ordinal()));
    expected.assertClose(
        get(operands[result.ordinal()]),
        tolerance(dtype),
        sizes.get(result.ordinal()),
        result + " of " + one);
  }

  /** Adds each product of two parts to the third one. */
  private static void sum(Case one, ConvolutionPart result, List<double[]> parts) {
    ConvolutionShape shape = one.shape;
    Shape output = one.of(ConvolutionPart.OUTPUT);
    Shape weight = one.of(ConvolutionPart.WEIGHT);
    Shape input = one.of(ConvolutionPart.INPUT);
    int windows = (int) output.product(2, output.rank());
    int taps = (int) shape.taps();
    int[][] places = new int[windows][taps];
    for (int w = 0; w < windows; w++) {
      for (int k = 0; k < taps; k++) {
        places[w][k] = place(shape, w, k);
      }
    }
    int size = (int) input.product(2, input.rank());
    for (int n = 0; n < one.batch; n++) {
      for (int o = 0; o < output.dim(1); o++) {
        for (int c = 0; c < one.in; c++) {
          int image = (n * (int) input.dim(1) + o / one.out * one.in + c) * size;
          int row = (n * (int) output.dim(1) + o) * windows;
          int kernel = (o * (int) weight.dim(1) + c) * taps;
          for (int w = 0; w < windows; w++) {
            for (int k = 0; k < taps; k++) {
              if (places[w][k] >= 0) {
                add(parts, result, image + places[w][k], kernel + k, row + w);
              }
            }
          }
        }
      }
    }
  }

  private static void add(
      List<double[]> parts, ConvolutionPart result, int input, int weight, int output) {
    switch (result) {
      case INPUT -> parts.get(0)[input] += parts.get(1)[weight] * parts.get(2)[output];
      case WEIGHT -> parts.get(1)[weight] += parts.get(0)[input] * parts.get(2)[output];
      case OUTPUT -> parts.get(2)[output] += parts.get(0)[input] * parts.get(1)[weight];
    }
  }

  /** Returns the element under a tap of a window, or -1. */
  private static int place(ConvolutionShape shape, int window, int tap) {
    int element = 0;
    int apart = 1;
    int windows = window;
    int taps = tap;
    for (int axis = shape.axes() - 1; axis >= 0; axis--) {
      long at =
          windows % shape.windows(axis) * shape.stride().get(axis)
              + taps % shape.kernel().get(axis) * shape.dilation().get(axis)
              - shape.padding().get(axis);
      if (at < 0 || at >= shape.input().get(axis)) {
        return -1;
      }
      element += (int) at * apart;
      apart *= Math.toIntExact(shape.input().get(axis));
      windows = (int) (windows / shape.windows(axis));
      taps = (int) (taps / shape.kernel().get(axis));
    }
    return element;
  }
}
