package dev.jacobian.device.host.blas;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/**
 * Keeps BLAS on the threads that call it. BLAS would divide a product over threads of its own, with
 * results that depend on their number, and they keep their processors busy for a while afterwards.
 */
public final class BlasThreads {
  /*
   * OpenBLAS knows one number of threads for the whole process. So the first caller that enters
   * sets it to one, and the last that leaves restores it, for whoever else uses BLAS. MKL has a
   * number for each thread.
   */

  private static final BlasThreads PROCESS = new BlasThreads();

  /** With this number OpenBLAS takes as many threads as it has. */
  private static final int ALL = 0;

  private final @Nullable OpenBlasSetting openBlas;
  private final @Nullable MklSetting mkl;
  private int inside;

  private BlasThreads() {
    ProductLibrary.load();
    Pointer setThreads = Loader.addressof("openblas_set_num_threads");
    Pointer setThreadsHere = Loader.addressof("MKL_Set_Num_Threads_Local");
    this.openBlas = setThreads == null ? null : new OpenBlasSetting(setThreads);
    this.mkl = setThreadsHere == null ? null : new MklSetting(setThreadsHere);
  }

  /** Returns the setting of this process. */
  public static BlasThreads process() {
    return PROCESS;
  }

  /**
   * Makes BLAS compute on the calling thread alone until {@link #leave}.
   *
   * @return what {@link #leave} is to be given
   */
  public int enter() {
    if (openBlas != null) {
      enterOpenBlas(openBlas);
    }
    return mkl == null ? 0 : mkl.call(1);
  }

  private synchronized void enterOpenBlas(OpenBlasSetting setting) {
    if (inside == 0) {
      setting.call(1);
    }
    inside++;
  }

  /** Ends what {@link #enter} began. */
  public void leave(int before) {
    if (mkl != null) {
      mkl.call(before);
    }
    if (openBlas != null) {
      leaveOpenBlas(openBlas);
    }
  }

  private synchronized void leaveOpenBlas(OpenBlasSetting setting) {
    inside--;
    if (inside == 0) {
      // What was last set through JavaCPP, as ND4J does it; -1 if nothing was.
      setting.call(Math.max(ALL, openblas_nolapack.blas_get_num_threads()));
    }
  }

  /** OpenBLAS's function that sets the number of threads of the process. */
  private static final class OpenBlasSetting
      extends org.bytedeco.openblas.presets.openblas_nolapack.SetNumThreads {
    OpenBlasSetting(Pointer function) {
      put(function);
    }
  }

  /** MKL's function that sets the number of threads for the calling thread; 0 is the process's. */
  private static final class MklSetting
      extends org.bytedeco.openblas.presets.openblas_nolapack.MklSetNumThreadsLocal {
    MklSetting(Pointer function) {
      put(function);
    }
  }
}
