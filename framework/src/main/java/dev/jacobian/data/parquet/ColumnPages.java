package dev.jacobian.data.parquet;

import dev.jacobian.io.Codec;
import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import dev.jacobian.io.UnsupportedFileException;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of a column in a group of rows, a page at a time. The heap holds a page and the
 * dictionary.
 */
final class ColumnPages {
  private static final int FIRST_HEADER_BYTES = 1 << 9;
  private static final int MOST_HEADER_BYTES = 1 << 24;
  private static final int RLE = 3;

  private final OpenFile file;
  private final ParquetColumn column;
  private final boolean isText;
  private final Codec codec;
  private final long end;
  private long at;
  private long valuesLeft;
  private @Nullable Dictionary dictionary;
  private int pageLeft;
  private PageValues values;
  private @Nullable RunLengths levels;
  private int[] present = {};
  private double[] numbers = {};
  private @Nullable String[] texts = {};

  ColumnPages(OpenFile file, ParquetColumn column, ColumnChunk chunk, boolean isText) {
    this.file = file;
    this.column = column;
    this.isText = isText;
    this.codec = codec(chunk.codec());
    this.at = chunk.start();
    this.end = chunk.start() + chunk.length();
    this.valuesLeft = chunk.values();
    this.values = new PlainValues(column, new byte[0], 0);
  }

  private static Codec codec(int number) {
    return switch (number) {
      case 0 -> Codec.NONE;
      case 1 -> Codec.SNAPPY;
      case 2 -> Codec.GZIP;
      case 5 -> Codec.LZ4_HADOOP;
      case 6 -> Codec.ZSTD;
      case 7 -> Codec.LZ4;
      default ->
          throw new UnsupportedFileException(
              "it is compressed with "
                  + (number == 3 ? "lzo" : number == 4 ? "brotli" : "number " + number),
              "snappy, zstd, gzip, lz4 or none",
              "write it with compression='zstd'");
    };
  }

  /** Reads the next numbers, NaN for those that are missing. */
  void numbers(double[] to, int count) {
    for (int done = 0; done < count; ) {
      int taken = open(count - done);
      int held = presentOf(taken);
      if (numbers.length < held) {
        numbers = new double[held];
      }
      values.numbers(numbers, held);
      for (int i = 0, from = 0; i < taken; i++) {
        to[done + i] = isPresent(i) ? numbers[from++] : Double.NaN;
      }
      done += taken;
    }
  }

  /** Reads the next texts, null for those that are missing. */
  void texts(@Nullable String[] to, int count) {
    for (int done = 0; done < count; ) {
      int taken = open(count - done);
      int held = presentOf(taken);
      if (texts.length < held) {
        texts = new String[held];
      }
      values.texts(texts, held);
      for (int i = 0, from = 0; i < taken; i++) {
        to[done + i] = isPresent(i) ? texts[from++] : null;
      }
      done += taken;
    }
  }

  /** Opens the next page with values if the last is used up; returns how many to take of it. */
  private int open(int wanted) {
    while (pageLeft == 0) {
      nextPage();
    }
    int taken = Math.min(wanted, pageLeft);
    pageLeft -= taken;
    return taken;
  }

  private boolean isPresent(int i) {
    return levels == null || present[i] != 0;
  }

  /** Reads which of the next values are there; returns how many are. */
  private int presentOf(int count) {
    if (levels == null) {
      return count;
    }
    if (present.length < count) {
      present = new int[count];
    }
    levels.read(present, count);
    int held = 0;
    for (int i = 0; i < count; i++) {
      held += present[i];
    }
    return held;
  }

  private void nextPage() {
    if (at >= end) {
      throw new DamagedFileException("its pages have " + valuesLeft + " values too few");
    }
    PageHeader header = header();
    if (header.packed() < 0 || header.packed() > end - at || header.unpacked() < 0) {
      throw new DamagedFileException("a page has " + header.packed() + " bytes");
    }
    file.requireRoom("a page", header.unpacked());
    byte[] bytes = file.read("a page", at, header.packed());
    at += header.packed();
    requireWhole(header, bytes);
    switch (header.type()) {
      case PageHeader.DATA -> open(header, bytes);
      case PageHeader.DATA_V2 -> openV2(header, bytes);
      case PageHeader.DICTIONARY ->
          dictionary =
              Dictionary.read(
                  column, codec.unpack(bytes, 0, header.unpacked()), header.values(), isText);
      default -> {}
    }
  }

  /** Reads the header of the page here, with few bytes at first: it does not say how many. */
  private PageHeader header() {
    for (long size = FIRST_HEADER_BYTES; ; size *= 8) {
      long length = Math.min(size, end - at);
      byte[] bytes = file.read("the header of a page", at, length);
      CompactReader in = new CompactReader(bytes, 0, bytes.length);
      try {
        PageHeader header = PageHeader.read(in);
        at += in.position();
        return header;
      } catch (CompactReader.EndException e) {
        if (length == end - at || size > MOST_HEADER_BYTES) {
          throw new DamagedFileException(CompactReader.EndException.MESSAGE);
        }
      }
    }
  }

  private static void requireWhole(PageHeader header, byte[] bytes) {
    if (header.hasCrc()) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if ((int) crc.getValue() != header.crc()) {
        throw new DamagedFileException("the checksum of a page is wrong");
      }
    }
  }

  private void count(PageHeader header) {
    if (header.values() < 0 || header.values() > valuesLeft) {
      throw new DamagedFileException(
          "a page has " + header.values() + " values, where " + valuesLeft + " are left");
    }
    pageLeft = header.values();
    valuesLeft -= pageLeft;
  }

  private void open(PageHeader header, byte[] packed) {
    count(header);
    byte[] bytes = codec.unpack(packed, 0, header.unpacked());
    int from = 0;
    levels = null;
    if (column.isOptional()) {
      if (header.levelEncoding() != RLE) {
        throw new UnsupportedFileException(
            "a page marks missing values with the encoding " + header.levelEncoding(),
            "runs (rle), as writers have done since 2014",
            "write the file again");
      }
      int length = bytes.length < Integer.BYTES ? -1 : LittleEndian.intAt(bytes, 0);
      from = Integer.BYTES + length;
      if (length < 0 || length > bytes.length - Integer.BYTES) {
        throw new DamagedFileException("the marks of missing values end too early");
      }
      levels = new RunLengths(bytes, Integer.BYTES, from, 1);
    }
    values = PageValues.of(column, header.encoding(), bytes, from, dictionary);
  }

  private void openV2(PageHeader header, byte[] packed) {
    count(header);
    int lists = header.levelBytes()[0];
    int marks = header.levelBytes()[1];
    if (lists < 0
        || marks < 0
        || marks > packed.length - lists
        || header.unpacked() - lists < marks) {
      throw new DamagedFileException("the marks of missing values end too early");
    }
    levels = column.isOptional() ? new RunLengths(packed, lists, lists + marks, 1) : null;
    int from = lists + marks;
    boolean isPacked = header.isCompressed() && packed.length > from;
    byte[] bytes = isPacked ? codec.unpack(packed, from, header.unpacked() - from) : packed;
    values = PageValues.of(column, header.encoding(), bytes, isPacked ? 0 : from, dictionary);
  }
}
