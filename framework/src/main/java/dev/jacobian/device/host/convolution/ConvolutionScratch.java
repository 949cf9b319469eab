package dev.jacobian.device.host.convolution;

import dev.jacobian.device.host.blas.Blas;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.HostMemory;
import dev.jacobian.kernel.c.NativeNumbers;
import dev.jacobian.shape.DType;
import org.jspecify.annotations.Nullable;

/** One thread's memory for convolutions, used again by the next one. */
final class ConvolutionScratch {
  private static final ThreadLocal<ConvolutionScratch> MINE =
      ThreadLocal.withInitial(ConvolutionScratch::new);

  private final Buffer columns = new Buffer();
  private final Buffer rows = new Buffer();
  private final Buffer direct = new Buffer();
  private final Blas floats = Blas.of(DType.FLOAT32);
  private final Blas doubles = Blas.of(DType.FLOAT64);
  private @Nullable NativeNumbers numbers;

  /** Returns that of this thread. */
  static ConvolutionScratch mine() {
    return MINE.get();
  }

  /** Returns memory for the elements under the taps of a tile. */
  HostBlock columns(DType dtype, long size) {
    return columns.of(dtype, size);
  }

  /** Returns memory for the output of a tile. */
  HostBlock rows(DType dtype, long size) {
    return rows.of(dtype, size);
  }

  /** Returns two numbers, of which the second is the address of so many bytes. */
  NativeNumbers numbers(long bytes) {
    NativeNumbers known = numbers;
    if (known == null) {
      known = new NativeNumbers(2);
      numbers = known;
    }
    known.put(1, direct.of(DType.FLOAT64, bytes / Double.BYTES + 1).pointer().address());
    return known;
  }

  /** Returns BLAS for this thread. */
  Blas blas(DType dtype) {
    return dtype == DType.FLOAT32 ? floats : doubles;
  }

  /** Memory that grows with what is asked for. */
  private static final class Buffer {
    private HostBlock block = HostBlock.over(DType.FLOAT32, HostMemory.scratch(0));
    private long bytes;

    HostBlock of(DType dtype, long size) {
      long wanted = size * dtype.byteSize();
      if (wanted > bytes || block.dtype() != dtype) {
        bytes = Math.max(bytes, wanted);
        block = HostBlock.over(dtype, HostMemory.scratch(bytes));
      }
      return block;
    }
  }
}
