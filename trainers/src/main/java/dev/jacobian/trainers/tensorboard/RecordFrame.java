package dev.jacobian.trainers.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Frames a TFRecord: length (8 bytes), its checksum (4), the data, its checksum (4), all
 * little-endian. A checksum is CRC-32C, rotated right by 15 bits plus a constant, as in
 * TensorFlow's {@code record_writer.cc}.
 */
final class RecordFrame {
  private static final int MASK_DELTA = 0xa282ead8;

  private RecordFrame() {}

  static byte[] of(byte[] data) {
    ByteBuffer frame =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(data.length);
    frame.putInt(maskedChecksum(frame.array(), Long.BYTES));
    frame.put(data);
    return frame.putInt(maskedChecksum(data, data.length)).array();
  }

  private static int maskedChecksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
  }
}
