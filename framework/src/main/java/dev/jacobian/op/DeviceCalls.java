package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Kernels of one device that several calls share, on parts of arrays that lie anywhere. */
final class DeviceCalls {
  /** The order of axes that exchanges heads and places of a sequence. */
  static final List<Integer> TURNED = List.of(0, 2, 1, 3);

  private static final double[] NO_PARAMETERS = {};

  private final Map<Object, PreparedKernel> kernels = new ConcurrentHashMap<>();

  /**
   * Runs a kernel.
   *
   * @param key what tells it from the others here
   * @param kernel makes it, the first time
   * @param outputs that are one array are one object, one after another
   */
  @SuppressWarnings("ReferenceEquality") // one array is one object
  void run(
      Backend backend, Object key, Supplier<Kernel> kernel, Operand[] inputs, Operand... outputs) {
    PreparedKernel prepared = kernels.get(key);
    if (prepared == null) {
      prepared = kernels.computeIfAbsent(key, k -> backend.prepare(kernel.get()));
    }
    if (arePacked(inputs) && arePacked(outputs)) {
      prepared.run(inputs, NO_PARAMETERS, outputs);
      return;
    }
    Operand[] read = new Operand[inputs.length];
    for (int i = 0; i < read.length; i++) {
      read[i] = i > 0 && inputs[i] == inputs[i - 1] ? read[i - 1] : inputs[i].packed();
    }
    Operand[] written = outputs.clone();
    for (int i = 0; i < written.length; i++) {
      if (i > 0 && outputs[i] == outputs[i - 1]) {
        written[i] = written[i - 1];
      } else if (!outputs[i].isPacked()) {
        written[i] = scratch(backend, outputs[i].dtype(), outputs[i].shape());
      }
    }
    prepared.run(read, NO_PARAMETERS, written);
    for (int i = 0; i < written.length; i++) {
      if (written[i] != outputs[i] && (i == 0 || outputs[i] != outputs[i - 1])) {
        backend.copy(written[i], outputs[i]);
      }
    }
  }

  private static boolean arePacked(Operand[] operands) {
    for (Operand operand : operands) {
      if (!operand.isPacked()) {
        return false;
      }
    }
    return true;
  }

  /** Returns memory of the open scope. */
  static Operand scratch(Backend backend, DType dtype, Shape shape) {
    return new Scratch(dtype, shape).on(backend);
  }

  /**
   * Returns an array that is a part of a row-major one.
   *
   * @param start its first element, counted from the first one of {@code whole}
   */
  static Operand part(Operand whole, long start, Shape shape) {
    return whole.at(Layout.of(shape, whole.offset() + start, shape.strides()));
  }

  /** Returns an array {@code [n, t, h, e]} as {@code [n, h, t, e]}, and the other way round. */
  static Operand turned(Operand whole) {
    return whole.at(whole.layout().permute(TURNED));
  }

  /** Returns some entries along an axis. */
  static Operand slice(Operand whole, int axis, long start, long length) {
    return length == whole.shape().dim(axis)
        ? whole
        : whole.at(whole.layout().slice(axis, start, length, 1));
  }
}
