package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.MemoryException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arrays for which the Java heap has no room, and files that claim to hold such. */
@Timeout(60)
class LargeArraysTest {
  /** As float64 they take twice what the heap may become. */
  private static final long MANY = Math.min(Runtime.getRuntime().maxMemory() / 4, 2_000_000_000);

  @TempDir Path folder;

  private static byte[] npyHeader(String descr, long size) {
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + size + ",)}";
    ByteBuffer bytes = ByteBuffer.allocate(10 + text.length());
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0});
    return bytes.put(text.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static byte[] idxHeader(int type, long size) {
    return ByteBuffer.allocate(8).putInt(type << 8 | 1).putInt((int) size).array();
  }

  /** Writes a file with a hole behind its header. */
  private Path sparse(String name, byte[] header, long dataBytes) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(header);
      out.setLength(header.length + dataBytes);
    }
    return file;
  }

  private static void requireNoRoom(String start, String type, Runnable read) {
    String message = assertThrows(MemoryException.class, read::run).getMessage();
    assertTrue(
        message.startsWith(start + String.format(": %,d elements of %s take ", MANY, type)),
        message);
    assertTrue(message.contains(", for which the Java heap of "), message);
    assertTrue(message.contains("; fix: give Java more memory, as in -Xmx"), message);
    assertTrue(message.contains("JAVA_OPTS=-Xmx"), message);
  }

  @Test
  void aPlainFileIsRefusedBeforeItIsRead() throws IOException {
    Path npy = sparse("x.npy", npyHeader("<f8", MANY), 8 * MANY);
    requireNoRoom("npy file '" + npy + "'", "float64", () -> NumpyFile.loadNpy(npy));
    Path idx = sparse("x.idx", idxHeader(0x0E, MANY), 8 * MANY);
    requireNoRoom("IDX file '" + idx + "'", "float64", () -> IdxFile.load(idx));
    String header =
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(MANY, 8 * MANY);
    byte[] start =
        ByteBuffer.allocate(8 + header.length())
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII))
            .array();
    Path tensors = sparse("x.safetensors", start, 8 * MANY);
    requireNoRoom(
        "safetensors file '" + tensors + "', tensor 'a'",
        "float64",
        () -> SafeTensors.load(tensors));
  }

  @Test
  void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
    byte[] noise = new byte[(int) (8 * MANY / 1032) + 100_000];
    new Random(1).nextBytes(noise);
    Path idx = folder.resolve("x.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(idx))) {
      out.write(idxHeader(0x0E, MANY));
      out.write(noise);
    }
    requireNoRoom("IDX file '" + idx + "'", "float64", () -> IdxFile.load(idx));
    Path npy = folder.resolve("x.npy.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(npy))) {
      out.write(npyHeader(">f8", MANY));
      out.write(noise);
    }
    requireNoRoom("npy file '" + npy + "'", "float64", () -> NumpyFile.loadNpy(npy));
  }

  @Test
  void aSmallFileThatClaimsMuchIsShort() throws IOException {
    Path idx = folder.resolve("x.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(idx))) {
      out.write(idxHeader(0x0E, MANY));
      out.write(new byte[1000]);
    }
    assertEquals(
        "IDX file '"
            + idx
            + "': the file ends inside its "
            + MANY
            + " elements; expected a whole"
            + " file",
        assertThrows(FileFormatException.class, () -> IdxFile.load(idx)).getMessage());
    Path npy = sparse("x.npy", npyHeader("<f4", MANY), 4 * MANY - 1);
    assertEquals(
        "npy file '"
            + npy
            + "': the file ends inside its "
            + MANY
            + " elements; expected a whole"
            + " file",
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpy(npy)).getMessage());
    Path npz = npz("<f8", MANY, 1000);
    assertEquals(
        "npz file '"
            + npz
            + "', array 'x': the file ends inside its "
            + MANY
            + " elements; expected a whole file",
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(npz)).getMessage());
  }

  private Path npz(String descr, long size, int dataBytes) throws IOException {
    Path file = folder.resolve("x.npz");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("x.npy"));
      out.write(npyHeader(descr, size));
      out.write(new byte[dataBytes]);
      out.closeEntry();
    }
    return file;
  }

  /** Much comes out of these, but the reader stops where the array that they name ends. */
  @Test
  void moreThanTheHeaderSaysIsNotUnpacked() throws IOException {
    Path npz = npz("<f8", 2, 200_000_000);
    assertTrue(Files.size(npz) < 1_000_000);
    long before = System.nanoTime();
    assertEquals(
        "npz file '"
            + npz
            + "', array 'x': bytes follow after the 2 elements; expected the end of the file",
        assertThrows(FileFormatException.class, () -> NumpyFile.loadNpz(npz)).getMessage());
    Path idx = folder.resolve("x.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(idx))) {
      out.write(idxHeader(0x08, 2));
      out.write(new byte[200_000_000]);
    }
    long after = System.nanoTime();
    assertEquals(
        "IDX file '" + idx + "': bytes follow after the 2 elements; expected the end of the file",
        assertThrows(FileFormatException.class, () -> IdxFile.load(idx)).getMessage());
    assertTrue(System.nanoTime() - after < (after - before) / 4, "it was unpacked as a whole");
  }

  @Test
  void anArrayOfAnySizeSaysWhatItNeeds() {
    String message =
        assertThrows(MemoryException.class, () -> JavaArrays.allocate(DType.INT64, 2_000_000_000L))
            .getMessage();
    assertTrue(
        message.startsWith(
            "2,000,000,000 elements of int64 take 14.9 GiB, for which the Java heap"),
        message);
  }
}
