package dev.jacobian.kernel.java;

import dev.jacobian.kernel.print.LoopSchedule;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.lang.reflect.Constructor;
import java.util.List;

/**
 * The compiled class of a {@link Structure}, of which each kernel is an object with its numbers.
 */
final class CompiledStructure {
  private final Constructor<?> constructor;
  private final int results;
  private final List<DType> scratch;

  private CompiledStructure(Constructor<?> constructor, int results, List<DType> scratch) {
    this.constructor = constructor;
    this.results = results;
    this.scratch = scratch;
  }

  /**
   * Prints and compiles a structure.
   *
   * @throws KernelSourceException if the source does not compile
   */
  static CompiledStructure compile(Structure structure, SourceCompiler compiler) {
    LoopSchedule schedule = JavaPrinter.schedule(structure);
    String source = JavaPrinter.print(schedule);
    byte[] file = compiler.compile(JavaPrinter.CLASS, source);
    try {
      Class<?> type = KernelLoader.define(JavaPrinter.CLASS, file);
      return new CompiledStructure(
          type.getConstructor(double[].class), structure.results().size(), schedule.scratch());
    } catch (NoSuchMethodException | LinkageError e) {
      throw new KernelSourceException(source, e);
    }
  }

  /** Returns the code with the numbers in the structure's slots. */
  KernelBody with(List<Double> constants, ScratchArrays arrays) {
    Object numbers = constants.stream().mapToDouble(Double::doubleValue).toArray();
    try {
      KernelBody code = (KernelBody) constructor.newInstance(numbers);
      return scratch.isEmpty() ? code : new ScratchBody(code, results, scratch, arrays);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a generated class has no working constructor", e);
    }
  }
}
