package dev.jacobian.io;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes NumPy's array files: {@code .npy} with one array, {@code .npz} with several by
 * name. NumPy equivalent: {@code numpy.load}, {@code save} and {@code savez}. Pickled objects are
 * never read.
 *
 * <p>Arrays of bool, int32, int64, float32 and float64 become tensors of that dtype; int8, uint8,
 * int16 and uint16 become int32, uint32 and uint64 int64, and float16 float32, none with a loss: a
 * uint64 from 2^63 on is refused. Either byte order and either order of axes is read; each array
 * has at most 2^31 - 9 elements. Files of one array that are compressed by gzip are read whatever
 * their name.
 */
public final class NumpyFile {
  private static final String SUFFIX = ".npy";
  private static final LocalDateTime SAME_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NumpyFile() {}

  /**
   * Reads an {@code .npy} file, as it is or compressed by gzip.
   *
   * @return its array, on the CPU
   * @throws FileFormatException if there is no such file, it cannot be read, or it is not a valid
   *     array
   * @throws dev.jacobian.shape.MemoryException if the Java heap has no room for its values
   */
  public static Tensor loadNpy(Path file) {
    String where = "npy file '" + file + "'";
    try (PlainBytes bytes = PlainBytes.open(file)) {
      return read(where, bytes.in(), bytes.most());
    } catch (IOException e) {
      throw unreadable(where, e);
    }
  }

  /**
   * Reads an {@code .npz} file.
   *
   * @return its arrays by name, on the CPU, in the order of the file
   * @throws FileFormatException if there is no such file, it cannot be read, or an array in it is
   *     not valid
   */
  public static Map<String, Tensor> loadNpz(Path file) {
    String where = "npz file '" + file + "'";
    if (!Files.exists(file)) {
      throw unreadable(where, new NoSuchFileException(file.toString()));
    }
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile());
        MemoryScope scope = MemoryScope.open()) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = name(where, entry);
        String array = where + ", array '" + Brief.of(name) + "'";
        if (arrays.put(name, read(array, zip, entry)) != null) {
          throw new FileFormatException(array + " is there twice", "each name once");
        }
      }
      arrays.values().forEach(scope::keep);
      return arrays;
    } catch (IOException e) {
      throw unreadable(where, e);
    }
  }

  /**
   * Returns the names of the arrays in an {@code .npz} file, in the order of the file; none is
   * read, and what else is in the archive does not count.
   *
   * @throws FileFormatException if there is no such file, or it cannot be read
   */
  public static List<String> namesInNpz(Path file) {
    String where = "npz file '" + file + "'";
    if (!Files.exists(file)) {
      throw unreadable(where, new NoSuchFileException(file.toString()));
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return names(zip);
    } catch (IOException e) {
      throw unreadable(where, e);
    }
  }

  /**
   * Reads one array of an {@code .npz} file.
   *
   * @return the array, on the CPU
   * @throws FileFormatException if there is no such file or array, or it cannot be read
   */
  public static Tensor loadNpz(Path file, String name) {
    String where = "npz file '" + file + "'";
    if (!Files.exists(file)) {
      throw unreadable(where, new NoSuchFileException(file.toString()));
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(name + SUFFIX);
      if (entry == null) {
        throw new FileFormatException(
            where + " has no array '" + Brief.of(name) + "'", "one of " + Brief.of(names(zip)));
      }
      return read(where + ", array '" + Brief.of(name) + "'", zip, entry);
    } catch (IOException e) {
      throw unreadable(where, e);
    }
  }

  private static List<String> names(ZipFile zip) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(SUFFIX))
        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
        .toList();
  }

  private static String name(String where, ZipEntry entry) {
    String name = entry.getName();
    if (!name.endsWith(SUFFIX)) {
      throw new FileFormatException(
          where + " has the member '" + Brief.of(name) + "'", "arrays, named *.npy");
    }
    return name.substring(0, name.length() - SUFFIX.length());
  }

  private static Tensor read(String where, ZipFile zip, ZipEntry entry) throws IOException {
    CheckedInputStream in =
        new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), new CRC32());
    long most = Math.min(entry.getSize(), PlainBytes.mostOf(entry.getCompressedSize()));
    Tensor tensor = read(where, in, most);
    if (in.getChecksum().getValue() != entry.getCrc()) {
      throw new FileFormatException(where + " has another checksum than noted", "a whole file");
    }
    return tensor;
  }

  private static Tensor read(String where, InputStream stream, long mostBytes) throws IOException {
    ArrayStream in = new ArrayStream(where, stream, mostBytes);
    NpyHeader header = NpyHeader.read(in);
    Shape shape = header.shape();
    Object array = in.elements(header.type(), header.order(), (int) shape.size());
    int rank = shape.rank();
    if (!header.isFortran() || rank < 2) {
      return upload(array, shape, header);
    }
    // In reverse, the axes of a column-major array are those of a row-major one.
    long[] reversed = new long[rank];
    int[] axes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      reversed[axis] = shape.dim(rank - 1 - axis);
      axes[axis] = rank - 1 - axis;
    }
    return upload(array, Shape.of(reversed), header).permute(axes);
  }

  private static Tensor upload(Object array, Shape shape, NpyHeader header) {
    TensorSpec spec = new TensorSpec(shape, header.type().dtype());
    return Creation.upload(array, 0, spec, Device.cpu());
  }

  private static FileFormatException unreadable(String where, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new FileFormatException(where + " does not exist", "the path of a file", null, cause);
    }
    return new FileFormatException(
        where + " cannot be read: " + PlainBytes.reason(cause),
        cause instanceof ZipException ? "a zip archive of arrays" : "a readable file",
        null,
        cause);
  }

  /**
   * Writes a tensor of any device as an {@code .npy} file, which is replaced as a whole.
   *
   * @param file in a folder that exists
   * @throws java.io.UncheckedIOException if the file cannot be written; the old one stays
   */
  public static void saveNpy(Path file, Tensor tensor) {
    AtomicFile.replace(file, channel -> write(channel, tensor));
  }

  /**
   * Writes tensors of any device as an {@code .npz} file, which is replaced as a whole. The same
   * tensors in the same order give the same bytes; they are not compressed.
   *
   * @param file in a folder that exists
   * @throws java.io.UncheckedIOException if the file cannot be written; the old one stays
   */
  public static void saveNpz(Path file, Map<String, Tensor> tensors) {
    AtomicFile.replace(
        file,
        channel -> {
          OutputStream out = Channels.newOutputStream(channel);
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(Deflater.NO_COMPRESSION);
          for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            ZipEntry member = new ZipEntry(entry.getKey() + SUFFIX);
            member.setTimeLocal(SAME_TIME);
            zip.putNextEntry(member);
            write(Channels.newChannel(zip), entry.getValue());
            zip.closeEntry();
          }
          // Closing would close the channel, which still has to be forced to the disk.
          zip.finish();
        });
  }

  private static void write(WritableByteChannel channel, Tensor tensor) throws IOException {
    Elements.writeFully(channel, ByteBuffer.wrap(NpyHeader.bytes(tensor.dtype(), tensor.shape())));
    Elements.write(channel, tensor);
  }
}
