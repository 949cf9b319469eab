package dev.jacobian.device.nd4j;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Block;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.DType;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The memory of a backend whose blocks and ND4J's buffers can be the same, as long as the ND4J of
 * this process computes on the backend's device too.
 */
interface ArrayMemory {
  /** Returns the memory of a backend, if it can be shared. */
  static Optional<ArrayMemory> of(Backend backend) {
    if (backend instanceof HostBackend host) {
      return Optional.of(new HostArrays(host));
    }
    return backend instanceof ArrayMemory memory ? Optional.of(memory) : Optional.empty();
  }

  /**
   * Returns a block over a buffer, which it keeps reachable. Freeing it leaves the buffer alone.
   *
   * @param data a buffer of that type, or a part of one
   */
  Block blockOver(DataBuffer data, DType dtype);

  /**
   * Returns a buffer over all of the storage of an operand.
   *
   * @param operand not empty
   * @param type ND4J's name of its type
   */
  Shared bufferOver(Operand operand, DataType type);

  /**
   * A buffer over the memory of a block.
   *
   * @param data the buffer
   * @param isNew whether it was made for this; if so it does not keep the memory from being used
   *     again, else the memory is its own
   */
  record Shared(DataBuffer data, boolean isNew) {}
}
