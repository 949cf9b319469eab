package dev.jacobian.device;

import org.junit.jupiter.api.Nested;

/**
 * What every adapter must do: each kernel of {@link Backend} compared with a plain loop in double.
 * An adapter's test extends this class, names its backend, and adds nothing that the port promises.
 */
public abstract class BackendCompatibilityKit {

  /** Returns the backend that is tested; the same one at every call. */
  protected abstract Backend backend();

  /** Returns how many random kernels are tried; fewer where each is a run of a compiler. */
  protected int randomKernels() {
    return 150;
  }

  @Nested
  final class Functions extends FunctionKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Expressions extends ExpressionKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Reductions extends ReductionKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Fused extends FusedKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Maps extends MapKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class RandomOnes extends RandomKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }

    @Override
    int usualKernels() {
      return randomKernels();
    }
  }

  @Nested
  final class Matmul extends MatmulKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Attentions extends AttentionKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Convolutions extends ConvolutionKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class MatrixFunctions extends MatrixFunctionKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Recurrences extends RecurrenceKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Layout extends LayoutKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Indexing extends IndexingKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Transfers extends TransferKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Repeatability extends RepeatabilityKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }

  @Nested
  final class Holds extends HoldKit {
    @Override
    Backend backend() {
      return BackendCompatibilityKit.this.backend();
    }
  }
}
