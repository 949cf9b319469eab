package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies that move elements and change none: between axes in any order, ranges, and strides. */
abstract class LayoutKit extends KernelKit {

  /** Every order of the axes of ranks 0 to 4, over sizes that differ, some 1 and some 0. */
  static Stream<Arguments> permutations() {
    List<Arguments> cases = new ArrayList<>();
    for (Shape shape :
        List.of(
            Shape.scalar(),
            Shape.of(4),
            Shape.of(3, 4),
            Shape.of(2, 3, 4),
            Shape.of(2, 3, 4, 5),
            Shape.of(3, 1, 1, 2),
            Shape.of(2, 0, 3))) {
      for (int[] permutation : permutations(shape.rank())) {
        cases.add(arguments(shape, permutation));
      }
    }
    cases.add(arguments(Shape.of(2, 3, 2, 4, 3), new int[] {4, 1, 3, 0, 2}));
    cases.add(arguments(Shape.of(317, 411), new int[] {1, 0}));
    cases.add(arguments(Shape.of(3, 150, 211), new int[] {0, 2, 1}));
    cases.add(arguments(Shape.of(150, 3, 211), new int[] {1, 0, 2}));
    cases.add(arguments(Shape.of(41, 37, 5, 13), new int[] {3, 0, 2, 1}));
    return cases.stream();
  }

  private static List<int[]> permutations(int rank) {
    if (rank == 0) {
      return List.of(new int[0]);
    }
    List<int[]> all = new ArrayList<>();
    for (int[] shorter : permutations(rank - 1)) {
      for (int at = 0; at < rank; at++) {
        int[] longer = new int[rank];
        System.arraycopy(shorter, 0, longer, 0, at);
        longer[at] = rank - 1;
        System.arraycopy(shorter, at, longer, at + 1, rank - 1 - at);
        all.add(longer);
      }
    }
    return all;
  }

  @Test
  void everyPermutationIsSeen() {
    assertEquals(1 + 1 + 2 + 6 + 24 + 24 + 6 + 5, permutations().count());
  }

  @ParameterizedTest
  @MethodSource("permutations")
  void permute(Shape shape, int[] permutation) {
    for (DType dtype : DType.values()) {
      Values input = Values.random(dtype, shape, 1);
      Values expected = Reference.permute(input, permutation);
      Operand output = blank(dtype, expected.shape());
      Operand from = put(input);
      List<Integer> axes = Arrays.stream(permutation).boxed().toList();
      backend().copy(from.at(from.layout().permute(axes)), output);
      expected.assertSame(get(output), "permute " + shape + " by " + Arrays.toString(permutation));
    }
  }

  /** Each axis of shapes of ranks 1 to 4, with every start, step and count that fit into it. */
  static Stream<Arguments> slices() {
    List<Arguments> cases = new ArrayList<>();
    for (Shape shape :
        List.of(
            Shape.of(5), Shape.of(5, 3), Shape.of(3, 5), Shape.of(2, 4, 3), Shape.of(2, 3, 2, 5))) {
      for (int axis = 0; axis < shape.rank(); axis++) {
        int size = (int) shape.dim(axis);
        for (int start = 0; start < size; start++) {
          for (int step = 1; step <= 3; step++) {
            for (int count = 0; start + (count - 1) * step < size; count++) {
              cases.add(arguments(shape, axis, start, step, count));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  @Test
  void everySliceIsSeen() {
    // An axis of size 5 has 46 slices, of 4 has 33, of 3 has 22, of 2 has 13.
    assertEquals(4 * 46 + 33 + 4 * 22 + 3 * 13, slices().count());
  }

  @ParameterizedTest
  @MethodSource("slices")
  void sliceAndItsReverse(Shape shape, int axis, int start, int step, int count) {
    for (DType dtype : List.of(DType.FLOAT32, DType.INT64)) {
      checkSlice(dtype, shape, axis, start, step, count);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void sliceOfEveryType(DType dtype) {
    checkSlice(dtype, Shape.of(7), 0, 1, 2, 3);
    checkSlice(dtype, Shape.of(7, 4), 0, 2, 1, 5);
    checkSlice(dtype, Shape.of(7, 4), 1, 0, 3, 2);
    checkSlice(dtype, Shape.of(317, 331), 0, 3, 2, 150);
    checkSlice(dtype, Shape.of(317, 331), 1, 1, 7, 40);
    checkSlice(dtype, Shape.of(LARGE), 0, 1, 1, LARGE - 2);
    checkSlice(dtype, Shape.of(LARGE), 0, 2, 3, LARGE / 3);
    checkSlice(dtype, Shape.of(0, 4), 1, 1, 2, 2);
    checkSlice(dtype, Shape.of(4, 0), 0, 1, 2, 2);
    checkSlice(dtype, Shape.of(3, 0), 1, 0, 1, 0);
  }

  private void checkSlice(DType dtype, Shape shape, int axis, int start, int step, int count) {
    String what = " of axis " + axis + " of " + shape + " from " + start + " by " + step;
    long[] picks = LongStream.range(0, count).map(i -> start + i * step).toArray();
    Values whole = Values.random(dtype, shape, 2);
    Shape partShape = shape.withDim(axis, count);
    Operand part = blank(dtype, partShape);
    Operand read = put(whole);
    backend().copy(read.at(read.layout().slice(axis, start, count, step)), part);
    Reference.pick(whole, axis, picks).assertSame(get(part), "slice" + what);

    Values source = Values.random(dtype, partShape, 3);
    Operand target = put(whole);
    backend().copy(put(source), target.at(target.layout().slice(axis, start, count, step)));
    Reference.place(source, axis, picks, whole, false)
        .assertSame(get(target), "assigned slice" + what);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void copyTakesAllElementsInOrder(DType dtype) {
    for (Shape shape : List.of(Shape.scalar(), Shape.of(0, 2), Shape.of(6, 4), Shape.of(LARGE))) {
      Values input = Values.random(dtype, shape, 4);
      Operand output = blank(dtype, Shape.of(shape.size()));
      backend().copy(put(input), output);
      input.reshape(Shape.of(shape.size())).assertSame(get(output), "copy of " + shape);
    }
  }

  /** Pairs of layouts of one shape by their seeds. */
  static Stream<Arguments> layouts() {
    Random random = new Random(7);
    return IntStream.range(0, 300).mapToObj(i -> arguments(i, random.nextLong()));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void copyGoesFromAnyLayoutToAnyOther(int index, long seed) {
    Random random = new Random(seed);
    DType dtype = DType.values()[index % DType.values().length];
    int rank = 1 + random.nextInt(3);
    // Some of several blocks and threads, of a million elements at most.
    int scale = index % 10 != 0 ? 1 : rank == 3 ? 25 : 60;
    long[] dims = random.longs(rank, 1, 5).map(d -> d * scale).toArray();
    Shape shape = Shape.of(dims);
    Layout from = randomLayout(shape, random, true);
    Layout to = randomLayout(shape, random, false);
    Values input = Values.random(dtype, Shape.of(reach(from)), seed);
    Values output = Values.random(dtype, Shape.of(reach(to)), seed + 1);
    Operand source = put(input);
    Operand target = put(output);
    backend().copy(source.at(from), target.at(to));
    double[] expected = output.data().clone();
    for (long i = 0; i < shape.size(); i++) {
      expected[place(to, i)] = input.data()[place(from, i)];
    }
    new Values(dtype, output.shape(), expected)
        .assertSame(get(target), "copy from " + from + " to " + to);
  }

  private static Layout randomLayout(Shape shape, Random random, boolean mayRepeat) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    Collections.shuffle(order, random);
    long[] strides = new long[shape.rank()];
    long next = 1 + random.nextInt(2);
    long offset = random.nextInt(3);
    for (int axis : order) {
      long stride = mayRepeat && random.nextInt(5) == 0 ? 0 : next;
      boolean isBackwards = random.nextInt(4) == 0;
      strides[axis] = isBackwards ? -stride : stride;
      offset += isBackwards ? stride * (shape.dim(axis) - 1) : 0;
      next *= shape.dim(axis) + random.nextInt(2);
    }
    return Layout.of(shape, offset, strides);
  }

  /** Returns how many elements the memory under a layout has at least. */
  private static long reach(Layout layout) {
    long last = layout.offset();
    for (int axis = 0; axis < layout.shape().rank(); axis++) {
      last += Math.max(0, layout.stride(axis)) * (layout.shape().dim(axis) - 1);
    }
    return last + 1;
  }

  private static int place(Layout layout, long index) {
    long at = layout.offset();
    long rest = index;
    for (int axis = layout.shape().rank() - 1; axis >= 0; axis--) {
      at += rest % layout.shape().dim(axis) * layout.stride(axis);
      rest /= layout.shape().dim(axis);
    }
    return (int) at;
  }

  @Test
  void movedFloatsKeepTheirBits() {
    int[] bits = {0x80000000, 0x7fc00001, 0x00000001, 0xff800000, 0x7f7fffff, 0x3f800000};
    float[] values = new float[bits.length];
    IntStream.range(0, bits.length).forEach(i -> values[i] = Float.intBitsToFloat(bits[i]));
    Operand input = allocate(DType.FLOAT32, Shape.of(2, 3));
    Operand output = allocate(DType.FLOAT32, Shape.of(3, 2));
    backend().upload(values, 0, input);
    backend().copy(input.at(input.layout().permute(List.of(1, 0))), output);
    float[] moved = new float[bits.length];
    backend().download(output, moved, 0);
    for (int i = 0; i < bits.length; i++) {
      assertEquals(bits[i % 2 * 3 + i / 2], Float.floatToRawIntBits(moved[i]), "element " + i);
    }
  }
}
