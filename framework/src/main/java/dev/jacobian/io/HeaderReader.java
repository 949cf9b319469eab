package dev.jacobian.io;

import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds, reads and checks the header of a safetensors file. Lengths are compared with the file's
 * before anything is allocated, and what the tensors take is compared with what the file has, so
 * nothing a file says makes this allocate more than the file's size.
 */
final class HeaderReader {
  private HeaderReader() {}

  /**
   * A header and its place.
   *
   * @param dataStart position in the file of the first byte behind the header
   */
  record Located(SafeTensorsHeader header, long dataStart) {}

  /**
   * Reads the header.
   *
   * @param where what the file is, with its path, for errors
   */
  static Located read(String where, FileBytes bytes) throws IOException {
    long fileSize = bytes.size();
    if (fileSize < Long.BYTES) {
      throw new FileFormatException(
          where + " has " + fileSize + " bytes", "at least 8, the length of the header");
    }
    long length = Elements.readAt(where, bytes, 0, Long.BYTES).getLong();
    if (length < 0 || length > SafeTensorsHeader.MAX_BYTES) {
      throw new FileFormatException(
          where + ": the header's length is " + Long.toUnsignedString(length),
          "at most " + SafeTensorsHeader.MAX_BYTES + " bytes",
          "check that this is a safetensors file");
    }
    if (length > fileSize - Long.BYTES) {
      throw new FileFormatException(
          where
              + ": the header's length is "
              + length
              + ", but only "
              + (fileSize - Long.BYTES)
              + " bytes follow",
          "the header inside the file",
          "the file was cut off: get it again");
    }
    long dataStart = Long.BYTES + length;
    byte[] json = Elements.readAt(where, bytes, Long.BYTES, (int) length).array();
    SafeTensorsHeader parsed = HeaderParser.parse(where, json);
    List<SafeTensorsHeader.Entry> entries = new ArrayList<>(parsed.entries());
    entries.sort(
        Comparator.comparingLong(SafeTensorsHeader.Entry::begin)
            .thenComparingLong(SafeTensorsHeader.Entry::end));
    requireGapless(where, entries, fileSize - dataStart);
    return new Located(new SafeTensorsHeader(entries, parsed.metadata()), dataStart);
  }

  /** Checks that each byte behind the header belongs to exactly one tensor. */
  private static void requireGapless(
      String where, List<SafeTensorsHeader.Entry> entries, long dataSize) {
    long offset = 0;
    for (SafeTensorsHeader.Entry entry : entries) {
      String tensor = HeaderParser.tensor(where, entry.name());
      if (entry.begin() > offset) {
        throw new FileFormatException(
            tensor
                + " begins at "
                + entry.begin()
                + ", which leaves a hole of "
                + (entry.begin() - offset)
                + " bytes before it",
            "it to begin at " + offset);
      }
      if (entry.begin() < offset) {
        throw new FileFormatException(
            tensor + " begins at " + entry.begin() + ", inside the tensor before it",
            "it to begin at " + offset);
      }
      offset = entry.end();
    }
    if (offset > dataSize) {
      throw new FileFormatException(
          where
              + ": the tensors take "
              + offset
              + " bytes, the file has "
              + dataSize
              + " behind the header",
          "all tensors inside the file",
          "the file was cut off: get it again");
    }
    if (offset < dataSize) {
      throw new FileFormatException(
          where
              + ": the tensors take "
              + offset
              + " bytes, the file has "
              + dataSize
              + " behind the header",
          "the last tensor to end at the end of the file");
    }
  }
}
