package dev.jacobian.io;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Reads and writes IDX files, the format of the MNIST images and labels. Files that are compressed
 * by gzip are read whatever their name; those whose name ends with {@code .gz} are written so.
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
 *
 * <p>Bytes and shorts become int32 tensors, other types those of their dtype.
 */
public final class IdxFile {
  private static final Map<Integer, StoredNumber> TYPES =
      Map.of(
          0x08, StoredNumber.UINT8,
          0x09, StoredNumber.INT8,
          0x0B, StoredNumber.INT16,
          0x0C, StoredNumber.INT32,
          0x0D, StoredNumber.FLOAT32,
          0x0E, StoredNumber.FLOAT64);
  private static final int HIGHEST_BYTE = 255;

  private IdxFile() {}

  /** Returns whether a file starts as these do, compressed by gzip or not. */
  public static boolean isIdx(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (PlainBytes bytes = PlainBytes.open(file)) {
      byte[] start = bytes.in().readNBytes(Integer.BYTES);
      return start.length == Integer.BYTES
          && start[0] == 0
          && start[1] == 0
          && TYPES.containsKey(start[2] & 0xFF);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a file.
   *
   * @return its array, on the CPU
   * @throws FileFormatException if there is no such file, it cannot be read, or it is not a valid
   *     IDX file
   * @throws dev.jacobian.shape.MemoryException if the Java heap has no room for its values
   */
  public static Tensor load(Path file) {
    String where = "IDX file '" + file + "'";
    try (PlainBytes bytes = PlainBytes.open(file)) {
      return read(new ArrayStream(where, bytes.in(), bytes.most()));
    } catch (NoSuchFileException e) {
      throw new FileFormatException(where + " does not exist", "the path of a file", null, e);
    } catch (IOException e) {
      throw new FileFormatException(
          where + " cannot be read: " + PlainBytes.reason(e),
          "a whole file, as it is or compressed by gzip",
          null,
          e);
    }
  }

  private static boolean isCompressed(Path file) {
    return file.toString().endsWith(".gz");
  }

  private static Tensor read(ArrayStream in) throws IOException {
    byte[] start = in.header(Integer.BYTES);
    StoredNumber type = TYPES.get(start[2] & 0xFF);
    if (start[0] != 0 || start[1] != 0 || type == null) {
      throw in.bad(
          String.format(
              "the file starts with %02x %02x %02x %02x", start[0], start[1], start[2], start[3]),
          "two zero bytes, and a type of 08, 09, 0b, 0c, 0d or 0e");
    }
    int rank = start[3] & 0xFF;
    ByteBuffer sizes = ByteBuffer.wrap(in.header(rank * Integer.BYTES));
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = Integer.toUnsignedLong(sizes.getInt());
    }
    Shape shape = in.shape(dims);
    Object array = in.elements(type, ByteOrder.BIG_ENDIAN, (int) shape.size());
    return Creation.upload(array, 0, new TensorSpec(shape, type.dtype()), Device.cpu());
  }

  /**
   * Writes a tensor of any device, which replaces the file as a whole. Int32 values are written as
   * bytes if all are from 0 to 255, as images and labels are.
   *
   * @param file in a folder that exists
   * @throws DTypeException if the tensor is int64 or bool, which the format does not have
   * @throws java.io.UncheckedIOException if the file cannot be written; the old one stays
   */
  public static void save(Path file, Tensor tensor) {
    Object array = Elements.of(tensor);
    StoredNumber type = type(tensor.dtype(), array);
    ByteBuffer start = ByteBuffer.allocate(Integer.BYTES * (1 + tensor.shape().rank()));
    int code =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == type)
            .findFirst()
            .orElseThrow()
            .getKey();
    start.putInt(code << 8 | tensor.shape().rank());
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      start.putInt((int) tensor.size(axis));
    }
    AtomicFile.replace(
        file,
        channel -> {
          OutputStream plain = Channels.newOutputStream(channel);
          OutputStream out = isCompressed(file) ? new GZIPOutputStream(plain) : plain;
          out.write(start.array());
          write(out, array, type, (int) tensor.size());
          // Closing would close the channel, which still has to be forced to the disk.
          if (out instanceof GZIPOutputStream compressed) {
            compressed.finish();
          }
        });
  }

  private static StoredNumber type(DType dtype, Object array) {
    if (array instanceof int[] values) {
      for (int value : values) {
        if (value < 0 || value > HIGHEST_BYTE) {
          return StoredNumber.INT32;
        }
      }
      return StoredNumber.UINT8;
    }
    if (dtype.isFloating()) {
      return dtype == DType.FLOAT32 ? StoredNumber.FLOAT32 : StoredNumber.FLOAT64;
    }
    throw new DTypeException(
        "IDX: a tensor of " + dtype, "int32, float32 or float64", "convert it: x.to(DType.INT32)");
  }

  private static void write(OutputStream out, Object array, StoredNumber type, int size)
      throws IOException {
    int step = 1 << 15;
    ByteBuffer buffer = ByteBuffer.allocate(step * type.byteSize());
    for (long at = 0; at < size; at += step) {
      buffer.clear();
      for (int i = (int) at; i < Math.min(size, at + step); i++) {
        switch (type) {
          case UINT8 -> buffer.put((byte) ((int[]) array)[i]);
          case INT32 -> buffer.putInt(((int[]) array)[i]);
          case FLOAT32 -> buffer.putFloat(((float[]) array)[i]);
          default -> buffer.putDouble(((double[]) array)[i]);
        }
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }
}
