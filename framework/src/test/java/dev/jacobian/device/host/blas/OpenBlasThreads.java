package dev.jacobian.device.host.blas;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Asks OpenBLAS itself for its number of threads; the presets only know what was set through them.
 * It borrows a function type that returns an int; its argument is ignored by the callee.
 */
final class OpenBlasThreads extends openblas_nolapack.MklSetNumThreadsLocal {
  private OpenBlasThreads() {
    put(Loader.addressof("openblas_get_num_threads"));
  }

  static int now() {
    return new OpenBlasThreads().call(0);
  }
}
