package dev.jacobian.device.cuda;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.MemoryException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Products of matrices by cuBLAS on one device. Each stream has memory of its own for what cuBLAS
 * puts aside, so that it allocates nothing while a graph is captured, and sums in the same order
 * each time.
 */
final class Products {
  /** What NVIDIA recommends: for Hopper and later devices, and for earlier ones. */
  private static final long WORKSPACE = 32 << 20;

  private static final long EARLIER_WORKSPACE = 8 << 20;
  private static final int HOPPER = 90;

  private final Driver driver;
  private final Map<Long, Handle> handles = new ConcurrentHashMap<>();

  /** cuBLAS for one stream; one thread at a time may call it. */
  private static final class Handle {
    final long address;

    Handle(long address) {
      this.address = address;
    }
  }

  /** Makes products of a device. */
  Products(Driver driver) {
    this.driver = driver;
  }

  /** Makes products ready for a stream; what is put there then allocates nothing. */
  void start(long stream) {
    handles.computeIfAbsent(stream, this::create);
  }

  private Handle create(long stream) {
    long bytes = driver.facts().capability() < HOPPER ? EARLIER_WORKSPACE : WORKSPACE;
    long workspace = driver.allocate(bytes);
    long[] made = new long[1];
    int status = LibCuBlas.cublasCreate_v2(made);
    if (status != 0) {
      driver.free(workspace);
    }
    check(status, "cublasCreate");
    check(LibCuBlas.cublasSetStream_v2(made[0], stream), "cublasSetStream");
    check(LibCuBlas.cublasSetWorkspace_v2(made[0], workspace, bytes), "cublasSetWorkspace");
    return new Handle(made[0]);
  }

  private static void check(int status, String call) {
    if (status != 0) {
      String problem =
          call
              + " failed with status "
              + status
              + " ("
              + LibCuBlas.cublasGetStatusString(status)
              + ")";
      throw status == LibCuBlas.ALLOC_FAILED
          ? new MemoryException(problem, null, null, null)
          : new DeviceException(problem, null, null, null);
    }
  }

  /**
   * Puts a product into a stream.
   *
   * @param given memory for the two factors, which are read before this returns
   * @param at where in it
   * @param address of that place
   */
  void multiply(Product product, ByteBuffer given, int at, long address, long stream) {
    boolean isDouble = product.dtype() == DType.FLOAT64;
    if (isDouble) {
      given.putDouble(at, product.alpha()).putDouble(at + Double.BYTES, product.beta());
    } else {
      given.putFloat(at, (float) product.alpha());
      given.putFloat(at + Double.BYTES, (float) product.beta());
    }
    Product.Matrix a = product.a();
    Product.Matrix b = product.b();
    Product.Matrix c = product.c();
    long beta = address + Double.BYTES;
    int type = isDouble ? LibCuBlas.FLOAT64 : LibCuBlas.FLOAT32;
    int compute32 = product.isTf32() ? LibCuBlas.COMPUTE_TF32 : LibCuBlas.COMPUTE_32F;
    int compute = isDouble ? LibCuBlas.COMPUTE_64F : compute32;
    int transposeA = a.isTransposed() ? 1 : 0;
    int transposeB = b.isTransposed() ? 1 : 0;
    Handle handle = handles.computeIfAbsent(stream, this::create);
    int status;
    synchronized (handle) {
      status =
          product.batch() == 1
              ? LibCuBlas.cublasGemmEx_64(
                  handle.address,
                  transposeA,
                  transposeB,
                  product.m(),
                  product.n(),
                  product.k(),
                  address,
                  a.address(),
                  type,
                  a.columnsApart(),
                  b.address(),
                  type,
                  b.columnsApart(),
                  beta,
                  c.address(),
                  type,
                  c.columnsApart(),
                  compute,
                  LibCuBlas.ALGORITHM)
              : LibCuBlas.cublasGemmStridedBatchedEx_64(
                  handle.address,
                  transposeA,
                  transposeB,
                  product.m(),
                  product.n(),
                  product.k(),
                  address,
                  a.address(),
                  type,
                  a.columnsApart(),
                  a.matricesApart(),
                  b.address(),
                  type,
                  b.columnsApart(),
                  b.matricesApart(),
                  beta,
                  c.address(),
                  type,
                  c.columnsApart(),
                  c.matricesApart(),
                  product.batch(),
                  compute,
                  LibCuBlas.ALGORITHM);
    }
    check(status, product.summary());
  }
}
