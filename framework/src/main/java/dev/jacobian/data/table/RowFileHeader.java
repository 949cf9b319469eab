package dev.jacobian.data.table;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What a file of rows says of its rows. A file is: a start of 64 bytes; the rows, each its features
 * and then its targets as little-endian numbers of one type, a missing feature as NaN, a category
 * or class by its place in the order in which they were first seen; and a description, which is
 * known only after the last row.
 *
 * <p>The start is the magic bytes, the description's position and length, and a CRC-32 of all that
 * and the description.
 *
 * @param source what the rows were made of
 * @param options how they were read, as text
 * @param dtype float32 or float64
 * @param rows their number
 * @param dropped rows that were left out
 * @param schema of the features, a number each
 * @param targetNames a number each
 * @param hasClasses whether the only target is of classes
 * @param classNames labels in the order of their indices; empty if the target is not of classes
 * @param numbers for columns of which the rows have places, by their index in a row, the raw number
 *     of each place
 */
record RowFileHeader(
    SourceFingerprint source,
    String options,
    DType dtype,
    long rows,
    DroppedRows dropped,
    TableSchema schema,
    List<String> targetNames,
    boolean hasClasses,
    List<String> classNames,
    Map<Integer, List<Long>> numbers) {
  static final int START_BYTES = 64;
  private static final byte[] MAGIC = "JACROWS3".getBytes(StandardCharsets.US_ASCII);

  /** What every version's magic bytes start with; the last is the version. */
  private static final int MAGIC_NAME_BYTES = MAGIC.length - 1;

  private static final int MOST_DESCRIPTION_BYTES = 1 << 28;
  private static final int CHECKED_BYTES = MAGIC.length + Long.BYTES + Integer.BYTES;

  /** Returns the bytes of a row. */
  int rowBytes() {
    return Math.multiplyExact(Math.addExact(schema.size(), targetNames.size()), dtype.byteSize());
  }

  private interface Write<T> {
    void to(DataOutputStream out, T value) throws IOException;
  }

  private interface Read<T> {
    T from(DataInputStream in) throws IOException;
  }

  private byte[] description() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(source.size());
    out.writeLong(source.modifiedMillis());
    writeText(out, source.ends());
    writeText(out, source.content());
    writeText(out, options);
    writeText(out, dtype.toString());
    out.writeLong(rows);
    writeList(out, List.copyOf(dropped.byColumn().keySet()), RowFileHeader::writeText);
    writeList(out, List.copyOf(dropped.byColumn().values()), DataOutputStream::writeLong);
    writeList(out, schema.features(), RowFileHeader::writeFeature);
    writeList(out, targetNames, RowFileHeader::writeText);
    out.writeBoolean(hasClasses);
    writeList(out, classNames, RowFileHeader::writeText);
    writeList(out, List.copyOf(numbers.keySet()), DataOutputStream::writeInt);
    for (List<Long> of : numbers.values()) {
      writeList(out, of, DataOutputStream::writeLong);
    }
    return bytes.toByteArray();
  }

  private static void writeFeature(DataOutputStream out, Feature feature) throws IOException {
    writeText(out, feature.name());
    writeText(out, feature.type().name());
    if (feature.type() instanceof CategoryType categories) {
      writeList(out, categories.names(), RowFileHeader::writeText);
      writeText(out, categories.unseen().name());
    }
  }

  private static Feature readFeature(DataInputStream in) throws IOException {
    String name = readText(in);
    return new Feature(name, readType(in));
  }

  private static ColumnType readType(DataInputStream in) throws IOException {
    String name = readText(in);
    return switch (name) {
      case "number" -> ColumnType.number();
      case "boolean" -> ColumnType.bool();
      case "date" -> ColumnType.date();
      case "category" ->
          new CategoryType(
              readList(in, RowFileHeader::readText), CategoryType.Unseen.valueOf(readText(in)));
      default ->
          throw new DataException(
              "there are columns of type '" + name + "'", "number, boolean, date or category");
    };
  }

  private static Map<Integer, List<Long>> readNumbers(DataInputStream in) throws IOException {
    Map<Integer, List<Long>> numbers = new LinkedHashMap<>();
    for (int slot : readList(in, DataInputStream::readInt)) {
      numbers.put(slot, readList(in, DataInputStream::readLong));
    }
    return numbers;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static <T> void writeList(DataOutputStream out, List<T> list, Write<? super T> write)
      throws IOException {
    out.writeInt(list.size());
    for (T value : list) {
      write.to(out, value);
    }
  }

  /** Writes start and description around the rows that are there. */
  void write(FileChannel channel) throws IOException {
    long position = START_BYTES + rows * rowBytes();
    ByteBuffer description = ByteBuffer.wrap(description());
    ByteBuffer start = ByteBuffer.allocate(START_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).putLong(position).putInt(description.remaining());
    start.putInt(checksum(start, description)).clear();
    writeAt(channel, description, position);
    writeAt(channel, start, 0);
  }

  private static void writeAt(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, position + bytes.position());
    }
  }

  private static int checksum(ByteBuffer start, ByteBuffer description) {
    CRC32 crc = new CRC32();
    crc.update(start.duplicate().position(0).limit(CHECKED_BYTES));
    crc.update(description.duplicate());
    return (int) crc.getValue();
  }

  /** Returns whether a file starts as files of rows do, of this version or another. */
  static boolean isRowFile(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(MAGIC_NAME_BYTES);
    readAt(channel, start, 0);
    return startsWithMagic(start.array(), MAGIC_NAME_BYTES);
  }

  private static boolean startsWithMagic(byte[] bytes, int length) {
    return Arrays.equals(bytes, 0, length, MAGIC, 0, length);
  }

  /**
   * Reads and checks what a file says.
   *
   * @param file for errors
   * @throws FileFormatException if it is not a whole file of rows
   */
  static RowFileHeader read(String file, FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(START_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (readAt(channel, start, 0) < START_BYTES || !startsWithMagic(start.array(), MAGIC.length)) {
      throw bad(file, "it does not start as a row cache does");
    }
    long position = start.getLong(MAGIC.length);
    int length = start.getInt(MAGIC.length + Long.BYTES);
    if (position < START_BYTES
        || length < 0
        || length > MOST_DESCRIPTION_BYTES
        || position > channel.size()
        || position + length != channel.size()) {
      throw bad(
          file,
          "it has " + channel.size() + " bytes, its description " + length + " from " + position);
    }
    ByteBuffer description = ByteBuffer.allocate(length);
    readAt(channel, description, position);
    description.flip();
    if (checksum(start, description) != start.getInt(CHECKED_BYTES)) {
      throw bad(file, "its checksum is wrong");
    }
    RowFileHeader header = parse(file, description.array());
    if (header.rows < 1
        || header.rows != (position - START_BYTES) / Math.max(1, header.rowBytes())
        || (position - START_BYTES) % header.rowBytes() != 0) {
      throw bad(file, "it has " + header.rows + " rows in " + (position - START_BYTES) + " bytes");
    }
    return header;
  }

  private static FileFormatException bad(String file, String why) {
    return new FileFormatException(
        file + ": the file is no valid row cache: " + why,
        "a file that MappedDataset wrote",
        "delete it, so that it is made again");
  }

  private static long readAt(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
      // A read may return less than there is.
    }
    return bytes.position();
  }

  private static RowFileHeader parse(String file, byte[] description) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(description));
      RowFileHeader header =
          new RowFileHeader(
              new SourceFingerprint(in.readLong(), in.readLong(), readText(in), readText(in)),
              readText(in),
              DType.parse(readText(in)),
              in.readLong(),
              readDropped(in),
              new TableSchema(readList(in, RowFileHeader::readFeature)),
              readList(in, RowFileHeader::readText),
              in.readBoolean(),
              readList(in, RowFileHeader::readText),
              readNumbers(in));
      int width = header.schema.size() + header.targetNames.size();
      if (in.available() > 0
          || header.schema.size() == 0
          || !header.dtype.isFloating()
          || (header.hasClasses && header.targetNames.size() != 1)
          || header.numbers.keySet().stream().anyMatch(slot -> slot < 0 || slot >= width)) {
        throw bad(file, "its description does not fit together");
      }
      return header;
    } catch (DTypeException | DataException e) {
      throw bad(file, e.problem());
    } catch (IllegalArgumentException e) {
      throw bad(file, "its description does not fit together");
    } catch (EOFException | UTFDataFormatException e) {
      throw bad(file, "its description is too short");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DroppedRows readDropped(DataInputStream in) throws IOException {
    List<String> columns = readList(in, RowFileHeader::readText);
    List<Long> counts = readList(in, DataInputStream::readLong);
    if (columns.size() != counts.size()) {
      throw new EOFException();
    }
    Map<String, Long> byColumn = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      byColumn.put(columns.get(i), counts.get(i));
    }
    return new DroppedRows(byColumn);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[readLength(in)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static <T> List<T> readList(DataInputStream in, Read<T> read) throws IOException {
    int length = readLength(in);
    List<T> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      list.add(read.from(in));
    }
    return List.copyOf(list);
  }

  private static int readLength(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new EOFException();
    }
    return length;
  }
}
