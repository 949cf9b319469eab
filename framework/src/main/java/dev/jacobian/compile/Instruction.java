package dev.jacobian.compile;

import dev.jacobian.autograd.Work;
import dev.jacobian.device.Backend;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Named;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.fusion.Factor;
import dev.jacobian.op.Lowering;
import dev.jacobian.op.Op;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/** One step of a program, with its arguments in place, which the program holds. */
@SuppressWarnings("ArrayRecordComponent") // slots put the operands of a run into these arrays
sealed interface Instruction extends Named {
  /**
   * Runs it.
   *
   * @param numbers the run's numbers
   * @param draws the run's random states
   */
  void run(double[] numbers, RandomState[] draws);

  /** Returns the unit that it is made from and the shape that it works on. */
  @Override
  String name();

  /** Returns what it does, for profiles; asked when its arguments are in place. */
  Work work();

  /** Returns shapes and types of some arguments. */
  private static List<TensorSpec> specs(Operand... operands) {
    return Arrays.stream(operands).map(Operand::spec).toList();
  }

  /** A fused kernel; its parameters are some of the run's numbers. */
  record RunKernel(
      String name,
      PreparedKernel kernel,
      Operand[] inputs,
      int[] slots,
      double[] parameters,
      Operand[] outputs)
      implements Instruction {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      for (int i = 0; i < slots.length; i++) {
        parameters[i] = numbers[slots[i]];
      }
      kernel.runHeld(inputs, parameters, outputs);
    }

    @Override
    public Work work() {
      return Work.of(name, specs(inputs), specs(outputs));
    }
  }

  /**
   * A matrix product.
   *
   * @param operands left, right, output, and what is added to if that has to be copied first
   */
  record RunProduct(
      String name,
      Backend backend,
      Operand[] operands,
      boolean transposeA,
      boolean transposeB,
      Factor alpha,
      Factor beta)
      implements Instruction {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      if (operands.length > 3 && operands[3].storage() != operands[2].storage()) {
        backend.copy(operands[3], operands[2]);
      }
      backend.matmul(
          alpha.value(numbers),
          operands[0],
          transposeA,
          operands[1],
          transposeB,
          beta.value(numbers),
          operands[2]);
    }

    @Override
    public Work work() {
      List<TensorSpec> inputs = new ArrayList<>(specs(operands));
      TensorSpec output = inputs.remove(2);
      return Work.of(name, inputs, List.of(output));
    }
  }

  /** An op by a call of the device. */
  record RunOp(
      String name,
      Backend backend,
      Op op,
      Lowering.Direct call,
      Operand[] inputs,
      Operand[] outputs)
      implements Instruction {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      call.run(backend, inputs, outputs[0]);
    }

    @Override
    public Work work() {
      long bytes = op.bytesMoved(specs(inputs), outputs[0].spec());
      return new Work(name, specs(inputs), specs(outputs), bytes);
    }
  }

  /** Random numbers from the position of this run. */
  record RunDraw(String name, Backend backend, RandomKind distribution, int slot, Operand[] outputs)
      implements Instruction {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      backend.random(distribution, draws[slot], outputs[0]);
    }

    @Override
    public Work work() {
      return Work.of(name, List.of(), specs(outputs));
    }
  }

  /** A look at a number, through an array that is used again. */
  record RunCheck(String name, Operand[] value, Object array, DoubleConsumer check)
      implements Instruction {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      value[0].storage().backend().download(value[0], array, 0);
      check.accept(Array.getDouble(array, 0));
    }

    @Override
    public Work work() {
      return Work.of(name, specs(value), List.of());
    }

    static RunCheck of(String name, Operand[] value, DType dtype, DoubleConsumer check) {
      return new RunCheck(name, value, JavaArrays.allocate(dtype, 1), check);
    }
  }

  /** A copy of one value over another. */
  record RunCopy(String name, Backend backend, Operand[] fromTo) implements Instruction {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      backend.copy(fromTo[0], fromTo[1]);
    }

    @Override
    public Work work() {
      return Work.of(name, specs(fromTo[0]), specs(fromTo[1]));
    }
  }

  /**
   * One for a device that finds errors when the call is long over, which is told whose they are.
   *
   * @param part the layers of which it computes something, and the ops whose gradients
   */
  record Announced(Backend backend, String part, Instruction instruction) implements Instruction {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      backend.announce(instruction, part.isEmpty() ? null : part);
      try {
        instruction.run(numbers, draws);
      } finally {
        backend.announce(null, null);
      }
    }

    @Override
    public String name() {
      return instruction.name();
    }

    @Override
    public Work work() {
      return instruction.work();
    }
  }
}
