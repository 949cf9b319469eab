package dev.jacobian.device.host.loop;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.c.CStructure;
import dev.jacobian.kernel.c.LateFunction;
import dev.jacobian.kernel.c.NativeNumbers;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlockPass} by a function in C, which reads and writes the operands where they lie. Its
 * parts, and what they carry to the end of a run, are those of the pass in Java, and so are the
 * bits.
 */
final class NativePass implements PreparedKernel {
  private static final Sink.Carried[] NOTHING = {};

  private final HostEngine engine;
  private final CStructure structure;
  private final LateFunction function;
  private final int parameters;
  private final long positions;
  private final Walk walk;
  private final Sink[] sinks;
  private final List<Load> loads;
  private final List<Expr> values;
  private final long[] numbers;

  /**
   * Makes a pass.
   *
   * @param structure what is computed
   * @param function computes it
   * @param loads what is read, for errors
   * @param values what is computed, for errors
   * @param numbers what the function is given, apart from addresses and parameters
   */
  NativePass(
      HostEngine engine,
      CStructure structure,
      LateFunction function,
      long positions,
      Walk walk,
      Sink[] sinks,
      List<Load> loads,
      List<Expr> values,
      long[] numbers) {
    this.engine = engine;
    this.structure = structure;
    this.function = function;
    this.parameters = structure.structure().parameters();
    this.positions = positions;
    this.walk = walk;
    this.sinks = sinks;
    this.loads = loads;
    this.values = values;
    this.numbers = numbers;
  }

  /** Returns whether the function has been compiled; counts a run that it has not. */
  boolean isReady() {
    return function.isReady(positions);
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
    NativeNumbers all = engine.frame().numbers(count(carried));
    put(all, 0, inputs, parameters, outputs, carried);
    if (walk.parts() == 1) {
      runPart(all, 0, 0);
    } else {
      engine.threads().run(walk.parts(), part -> runPart(all, 0, part));
    }
    collect(all, 0, carried);
  }

  /** Returns how many numbers the function is given, what parts carry to the end behind them. */
  int count(Sink.Carried[] carried) {
    return numbers.length + length(carried);
  }

  /** Writes what the function is given, from a place on. */
  void put(
      NativeNumbers all,
      int from,
      Operand[] inputs,
      double[] parameters,
      Operand[] outputs,
      Sink.Carried[] carried) {
    all.put(from, numbers);
    for (int i = 0; i < inputs.length; i++) {
      all.put(from + structure.inputAt(i), HostBlock.address(inputs[i]));
    }
    for (int i = 0; i < sinks.length; i++) {
      all.put(from + structure.sinkAt(i), HostBlock.address(outputs[sinks[i].result]));
    }
    for (int i = 0; i < this.parameters; i++) {
      all.put(from + structure.parameterAt(i), Double.doubleToRawLongBits(parameters[i]));
    }
    int end = from + numbers.length;
    for (int i = 0; i < carried.length; i++) {
      end = place(all, from + structure.sinkAt(i) + 1, end, carried[i].parts());
      end = place(all, from + structure.sinkAt(i) + 2, end, carried[i].groups());
    }
  }

  /** Copies what all parts have left for the end, behind the numbers from a place on. */
  void collect(NativeNumbers all, int from, Sink.Carried[] carried) {
    int end = from + numbers.length;
    for (Sink.Carried each : carried) {
      end = copy(all, end, each.parts());
      end = copy(all, end, each.groups());
    }
  }

  /** Does one part with the numbers from a place on. */
  void runPart(NativeNumbers all, int from, int part) {
    int error = function.run(all.address(from), part);
    if (error >= CStructure.OUTSIDE) {
      int input = error - CStructure.OUTSIDE;
      long index = all.get(from + structure.mapAt(input) + 2);
      throw DataChecks.outside(index, Objects.requireNonNull(loads.get(input).gather()).size());
    }
    if (error == CStructure.DIVIDED) {
      throw DataChecks.divisionByZero(CompiledBody.dividedType(values));
    }
  }

  private static int length(Sink.Carried[] carried) {
    int length = 0;
    for (Sink.Carried each : carried) {
      length += length(each.parts()) + length(each.groups());
    }
    return length;
  }

  private static int length(@Nullable Object array) {
    return array == null ? 0 : Array.getLength(array);
  }

  /** Says where what becomes an array lies, and returns where it ends. */
  private static int place(NativeNumbers all, int index, int at, @Nullable Object array) {
    all.put(index, array == null ? 0 : all.address(at));
    return at + length(array);
  }

  /** Copies what becomes an array, and returns where it ended. */
  private static int copy(NativeNumbers all, int at, @Nullable Object array) {
    if (array != null) {
      all.copyTo(array, at);
    }
    return at + length(array);
  }
}
