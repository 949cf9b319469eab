package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What has to be the same for a captured run to be replayed: shapes, types and devices of the
 * arguments, which of them share memory, and whether gradients are recorded.
 */
final class Signature {
  private final TensorSpec[] specs;
  private final Backend[] backends;
  private final int[] sameAs;
  private final int[] sharesWith;
  private final boolean[] requiresGrad;
  private final @Nullable Operand[] fixed;
  private final boolean gradEnabled;

  private Signature(int size) {
    this.specs = new TensorSpec[size];
    this.backends = new Backend[size];
    this.sameAs = new int[size];
    this.sharesWith = new int[size];
    this.requiresGrad = new boolean[size];
    this.fixed = new Operand[size];
    this.gradEnabled = Autograd.isGradEnabled();
  }

  static Signature of(Tensor[] arguments) {
    Signature signature = new Signature(arguments.length);
    for (int i = 0; i < arguments.length; i++) {
      Storage storage = arguments[i].storage();
      signature.specs[i] = arguments[i].variable().spec();
      signature.backends[i] = storage.backend();
      signature.sameAs[i] = firstLike(arguments[i], arguments);
      signature.sharesWith[i] = firstWith(storage, arguments);
      signature.requiresGrad[i] = arguments[i].requiresGrad();
      // A leaf's gradient is left in this very tensor.
      signature.fixed[i] = arguments[i].requiresGrad() ? operand(arguments[i]) : null;
    }
    return signature;
  }

  /** Restricts an argument to this very tensor, which the function knows by itself too. */
  void fix(int index, Tensor argument) {
    fixed[index] = operand(argument);
  }

  private static Operand operand(Tensor tensor) {
    return tensor.variable().operand();
  }

  private static int firstLike(Tensor argument, Tensor[] arguments) {
    int first = 0;
    while (arguments[first] != argument && !isSame(arguments[first], argument)) {
      first++;
    }
    return first;
  }

  private static boolean isSame(Tensor a, Tensor b) {
    return a.storage() == b.storage() && a.variable().layout().equals(b.variable().layout());
  }

  private static int firstWith(Storage storage, Tensor[] arguments) {
    int first = 0;
    while (arguments[first].storage() != storage) {
      first++;
    }
    return first;
  }

  boolean fits(Tensor[] arguments) {
    if (arguments.length != specs.length || gradEnabled != Autograd.isGradEnabled()) {
      return false;
    }
    for (int i = 0; i < specs.length; i++) {
      Storage storage = arguments[i].storage();
      boolean same =
          specs[i].equals(arguments[i].variable().spec())
              && backends[i] == storage.backend()
              && sameAs[i] == firstLike(arguments[i], arguments)
              && sharesWith[i] == firstWith(storage, arguments)
              && requiresGrad[i] == arguments[i].requiresGrad()
              && (fixed[i] == null || fixed[i].equals(operand(arguments[i])));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
