package dev.jacobian.device.cuda;

import dev.jacobian.device.Block;
import dev.jacobian.device.Operand;

/** A range of a device's memory. */
record CudaBlock(Engine engine, long address, long bytes) implements Block {
  @Override
  public void free() {
    engine.free(this);
  }

  /** Returns whether an address lies in it. */
  boolean has(long other) {
    return other >= address && other - address < Math.max(1, bytes);
  }

  /** Returns the address of an operand's first element. */
  static long addressOf(Operand operand) {
    long skipped = operand.offset() * operand.dtype().byteSize();
    return ((CudaBlock) operand.storage().block()).address() + skipped;
  }
}
