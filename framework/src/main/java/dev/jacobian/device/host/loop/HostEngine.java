package dev.jacobian.device.host.loop;

import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.c.CFunction;
import dev.jacobian.kernel.c.CKernels;
import dev.jacobian.kernel.c.LateFunction;
import dev.jacobian.kernel.java.KernelCompiler;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What kernels run on: a pool of threads, and each thread's arrays.
 *
 * @param threads the pool
 * @param frames the arrays of the thread that asks
 * @param compiler kernels in Java
 * @param functions kernels in C, or null if there are none
 */
public record HostEngine(
    WorkerThreads threads,
    ThreadLocal<Frame> frames,
    KernelCompiler compiler,
    @Nullable CKernels functions) {
  public HostEngine(WorkerThreads threads, KernelCompiler compiler, @Nullable CKernels functions) {
    this(threads, ThreadLocal.withInitial(Frame::new), compiler, functions);
  }

  /** Returns what makes passes in C, or null if there are none. */
  @Nullable NativePlanner natives(Shape space, List<Load> loads, List<Expr> values) {
    return functions == null ? null : new NativePlanner(functions, space, loads, values);
  }

  /** Returns what convolutions of so many products are computed by, or null if it is BLAS. */
  public @Nullable CFunction convolution(DType dtype, long products) {
    return functions == null ? null : functions.convolution(dtype, products);
  }

  /**
   * Returns what fills memory with random numbers, which may be compiled later: see {@link
   * CKernels#random}; null if it stays in Java.
   */
  public @Nullable LateFunction random(String number, DType dtype) {
    return functions == null ? null : functions.random(number, dtype);
  }

  /** Returns the arrays of this thread. */
  public Frame frame() {
    return frames.get();
  }
}
