package dev.jacobian.device.host;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.c.CKernel;
import dev.jacobian.kernel.c.CStructure;
import dev.jacobian.kernel.c.NativeNumbers;
import java.lang.reflect.Array;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlockPass} by a function in C, which reads and writes the operands where they lie. Its
 * parts, and what they carry to the end of a run, are those of the pass in Java, and so are the
 * bits.
 */
final class NativePass implements PreparedKernel {
  private static final Sink.Carried[] NOTHING = {};

  private final HostEngine engine;
  private final CKernel kernel;
  private final CStructure structure;
  private final long positions;
  private final Walk walk;
  private final Sink[] sinks;
  private final List<Expr> values;
  private final long[] numbers;

  /** Memory for what parts carry, of the last run for the next one. */
  private final AtomicReference<@Nullable NativeNumbers @Nullable []> spare =
      new AtomicReference<>();

  /**
   * Makes a pass.
   *
   * @param values what is computed, for errors
   * @param numbers what the function is given, apart from addresses and parameters
   */
  NativePass(
      HostEngine engine,
      CKernel kernel,
      long positions,
      Walk walk,
      Sink[] sinks,
      List<Expr> values,
      long[] numbers) {
    this.engine = engine;
    this.kernel = kernel;
    this.structure = kernel.structure();
    this.positions = positions;
    this.walk = walk;
    this.sinks = sinks;
    this.values = values;
    this.numbers = numbers;
  }

  /** Returns whether the function has been compiled; counts a run that it has not. */
  boolean isReady() {
    return kernel.isReady(positions);
  }

  @Override
  public void runHeld(Operand[] inputs, double[] parameters, Operand[] outputs) {
    run(inputs, parameters, outputs, NOTHING);
  }

  /**
   * Computes all parts; the caller holds the operands.
   *
   * @param carried is given what parts leave for the end, if they leave anything
   */
  void run(Operand[] inputs, double[] parameters, Operand[] outputs, Sink.Carried[] carried) {
    @Nullable NativeNumbers[] memory = carried.length == 0 ? null : spare.getAndSet(null);
    if (memory == null && carried.length > 0) {
      memory = newMemory(carried);
    }
    NativeNumbers all = engine.frame().numbers(numbers.length);
    all.put(numbers);
    for (int i = 0; i < inputs.length; i++) {
      all.put(structure.inputAt(i), HostBlock.address(inputs[i]));
    }
    for (int i = 0; i < sinks.length; i++) {
      int at = structure.sinkAt(i);
      all.put(at, HostBlock.address(outputs[sinks[i].result]));
      if (memory != null) {
        all.put(at + 1, address(memory[2 * i]));
        all.put(at + 2, address(memory[2 * i + 1]));
      }
    }
    for (int i = 0; i < structure.parameters(); i++) {
      all.put(structure.parameterAt(i), Double.doubleToRawLongBits(parameters[i]));
    }
    long address = all.address();
    engine.threads().run(walk.parts(), part -> runPart(address, part));
    if (memory != null) {
      for (int i = 0; i < carried.length; i++) {
        copy(memory[2 * i], carried[i].parts());
        copy(memory[2 * i + 1], carried[i].groups());
      }
      spare.set(memory);
    }
  }

  private void runPart(long address, int part) {
    if (!kernel.run(address, part)) {
      throw DataChecks.divisionByZero(CompiledBody.dividedType(values));
    }
  }

  private static @Nullable NativeNumbers[] newMemory(Sink.Carried[] carried) {
    @Nullable NativeNumbers[] memory = new NativeNumbers[2 * carried.length];
    for (int i = 0; i < carried.length; i++) {
      memory[2 * i] = like(carried[i].parts());
      memory[2 * i + 1] = like(carried[i].groups());
    }
    return memory;
  }

  private static @Nullable NativeNumbers like(@Nullable Object array) {
    return array == null ? null : new NativeNumbers(Array.getLength(array));
  }

  private static long address(@Nullable NativeNumbers numbers) {
    return numbers == null ? 0 : numbers.address();
  }

  private static void copy(@Nullable NativeNumbers from, @Nullable Object to) {
    if (from != null && to != null) {
      from.copyTo(to);
    }
  }
}
