package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Picking and adding entries by index. */
abstract class IndexingKit extends KernelKit {

  static Stream<Arguments> cases() {
    return Stream.of(
            Shape.of(5),
            Shape.of(4, 3),
            Shape.of(1, 6),
            Shape.of(2, 3, 4),
            Shape.of(2, 3, 2, 5),
            Shape.of(3, 0),
            Shape.of(331, 317))
        .flatMap(
            shape ->
                IntStream.range(0, shape.rank())
                    .filter(axis -> shape.dim(axis) > 0)
                    .mapToObj(axis -> arguments(shape, axis)));
  }

  @Test
  void everyAxisIsSeen() {
    assertEquals(1 + 2 + 2 + 3 + 4 + 1 + 2, cases().count());
  }

  private static List<long[]> indexLists(long size) {
    SplittableRandom random = new SplittableRandom(size);
    return List.of(
        new long[0],
        new long[] {size - 1},
        new long[] {0, size - 1, 0, 0},
        random.longs(200, 0, size).toArray());
  }

  private Operand indices(long... indices) {
    Operand operand = allocate(DType.INT64, Shape.of(indices.length));
    backend().upload(indices, 0, operand);
    return operand;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void indexSelectPicksEntriesAlsoRepeatedly(Shape shape, int axis) {
    for (DType dtype : DType.values()) {
      for (long[] indices : indexLists(shape.dim(axis))) {
        Values input = Values.random(dtype, shape, 1);
        Operand output = blank(dtype, shape.withDim(axis, indices.length));
        SingleKernels.indexSelect(backend(), put(input), axis, indices(indices), output);
        Reference.pick(input, axis, indices)
            .assertSame(get(output), what(dtype, shape, axis, indices));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void indexAddAddsEntriesAlsoRepeatedly(Shape shape, int axis) {
    for (DType dtype : NUMERIC) {
      for (long[] indices : indexLists(shape.dim(axis))) {
        Values source = Values.randomPositive(dtype, shape.withDim(axis, indices.length), 2);
        Values target = Values.randomPositive(dtype, shape, 3);
        Operand output = put(target);
        SingleKernels.indexAdd(backend(), put(source), axis, indices(indices), output);
        Reference.place(source, axis, indices, target, true)
            // Two hundred additions to one element round two hundred times.
            .assertClose(get(output), 5 * tolerance(dtype), what(dtype, shape, axis, indices));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void putCopiesEntriesOfWhichTheLastOneStands(Shape shape, int axis) {
    for (DType dtype : DType.values()) {
      for (long[] indices : indexLists(shape.dim(axis))) {
        Values source = Values.random(dtype, shape.withDim(axis, indices.length), 2);
        Values target = Values.random(dtype, shape, 3);
        Operand output = put(target);
        backend().put(put(source), axis, indices(indices), output);
        Reference.place(source, axis, indices, target, false)
            .assertSame(get(output), what(dtype, shape, axis, indices));
      }
    }
  }

  @Test
  void putRefusesAnIndexOutsideTheAxisAndChangesNothing() {
    Values target = Values.random(DType.FLOAT32, Shape.of(4, 3), 4);
    Operand output = put(target);
    Operand source = put(Values.random(DType.FLOAT32, Shape.of(2, 3), 5));
    assertError(
        "indexPut: index 4 at position 1 is outside axis 0 of size 4; expected indices from 0 to 3",
        () -> backend().put(source, 0, indices(0, 4), output));
    target.assertSame(get(output), "after an index that was refused");
  }

  private static String what(DType dtype, Shape shape, int axis, long[] indices) {
    return dtype + "" + shape + " along " + axis + " at " + Arrays.toString(indices);
  }

  @Test
  void indexAddAddsInTheOrderOfTheIndices() {
    Values source = Values.vector(DType.FLOAT32, 1e8, 1, -1e8, 1);
    Operand output = put(Values.vector(DType.FLOAT32, 0, 5));
    SingleKernels.indexAdd(backend(), put(source), 0, indices(0, 0, 0, 0), output);
    Values.vector(DType.FLOAT32, 1, 5).assertSame(get(output), "1e8 + 1 - 1e8 + 1 in float32");
  }

  @Test
  void indexSelectRefusesAnIndexOutsideTheAxis() {
    Operand input = put(Values.random(DType.FLOAT32, Shape.of(4, 3), 4));
    Operand output = blank(DType.FLOAT32, Shape.of(4, 2));
    assertError(
        "indexSelect: index 3 at position 1 is outside axis 1 of size 3; expected indices from 0 to"
            + " 2",
        () -> SingleKernels.indexSelect(backend(), input, 1, indices(0, 3), output));
    assertError(
        "indexSelect: index -1 at position 0 is outside axis 1 of size 3; expected indices from 0"
            + " to 2",
        () -> SingleKernels.indexSelect(backend(), input, 1, indices(-1, 3), output));
    assertError(
        "indexSelect: index 4294967296 at position 1 is outside axis 1 of size 3; expected indices"
            + " from 0 to 2",
        () -> SingleKernels.indexSelect(backend(), input, 1, indices(0, 1L << 32), output));
  }

  @Test
  void indexAddRefusesAnIndexOutsideTheAxisAndChangesNothing() {
    Values target = Values.random(DType.FLOAT32, Shape.of(3), 5);
    Operand source = put(Values.vector(DType.FLOAT32, 1, 2));
    Operand output = put(target);
    assertError(
        "indexAdd: index 7 at position 1 is outside axis 0 of size 3; expected indices from 0 to 2",
        () -> SingleKernels.indexAdd(backend(), source, 0, indices(0, 7), output));
    target.assertSame(get(output), "target after the error");
  }

  @Test
  void anEmptyAxisHasNoIndex() {
    Operand input = put(Values.random(DType.FLOAT32, Shape.of(0, 3), 6));
    Operand one = blank(DType.FLOAT32, Shape.of(1, 3));
    assertError(
        "indexSelect: index 0 at position 0 is outside axis 0 of size 0; expected no index at all,"
            + " since the axis is empty",
        () -> SingleKernels.indexSelect(backend(), input, 0, indices(0), one));
    Operand none = blank(DType.FLOAT32, Shape.of(0, 3));
    SingleKernels.indexSelect(backend(), input, 0, indices(), none);
    SingleKernels.indexAdd(backend(), none, 0, indices(), one);
  }

  private static void assertError(String message, Runnable call) {
    assertEquals(message, assertThrows(DataException.class, call::run).getMessage());
  }
}
