package dev.jacobian.device.cuda;

import dev.jacobian.device.Block;
import dev.jacobian.device.Operand;

/** A range of a device's memory. */
record CudaBlock(Engine engine, long address) implements Block {
  @Override
  public void free() {
    engine.free(address);
  }

  /** Returns the address of an operand's first element. */
  static long addressOf(Operand operand) {
    long skipped = operand.offset() * operand.dtype().byteSize();
    return ((CudaBlock) operand.storage().block()).address() + skipped;
  }
}
