package dev.jacobian.trainers.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes a broken file of whole ones: flips bits, cuts, doubles, inserts and joins parts, and puts
 * numbers from the ends of their range in the place of bytes or digits. The same random numbers
 * give the same file.
 */
final class Mutator {
  private static final int MOST_BYTES = 1 << 16;
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    Short.MAX_VALUE,
    1 << 16,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 8,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    100_000_000,
  };
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "+1",
          "007",
          "0x7f",
          "1e3",
          "1e999",
          "-1e-999",
          "5e-324",
          "NaN",
          "inf",
          "-Infinity",
          "1.",
          ".5",
          "1_000",
          "2147483647",
          "2147483648",
          "4294967296",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "99999999999999999999",
          "1".repeat(400),
          "0." + "9".repeat(800));
  private static final List<String> TOKENS =
      List.of(
          "\"",
          "'",
          ",",
          ";",
          "\t",
          "\r\n",
          "\n\n",
          "\0",
          ":",
          ": ",
          "- ",
          "#",
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          "&a ",
          "*a",
          "!!",
          "|\n",
          "---\n",
          "<<: ",
          "\\",
          "\\ud800",
          "\ufeff",
          "\u2028",
          "\ud83d\ude00",
          "\u00e9",
          "null",
          "true",
          "False",
          "L",
          "__metadata__",
          "\u001b[2J",
          "%s");

  private final SplittableRandom random;

  Mutator(SplittableRandom random) {
    this.random = random;
  }

  /** Returns a file made of one of the seeds. */
  byte[] mutate(List<byte[]> seeds) {
    byte[] bytes = pick(seeds).clone();
    do {
      bytes = change(bytes, seeds);
    } while (random.nextInt(3) == 0);
    return bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, MOST_BYTES);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private byte[] change(byte[] bytes, List<byte[]> seeds) {
    return switch (random.nextInt(14)) {
      case 0, 1, 9, 10 -> flipped(bytes);
      case 2 -> Arrays.copyOf(bytes, place(bytes));
      case 3 -> without(bytes);
      case 4 -> doubled(bytes);
      case 5 -> inserted(bytes, pick(TOKENS).getBytes(StandardCharsets.UTF_8));
      case 6 -> inserted(bytes, noise());
      case 7 -> joined(bytes, pick(seeds));
      case 8, 11 -> overwritten(bytes);
      default -> renumbered(bytes);
    };
  }

  /** Returns a position from the start to behind the end, headers more often than the rest. */
  private int place(byte[] bytes) {
    int most = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 64);
    return random.nextInt(most + 1);
  }

  private byte[] flipped(byte[] bytes) {
    for (int flips = 1 + random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
      bytes[Math.min(place(bytes), bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] without(byte[] bytes) {
    int from = place(bytes);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
    return join(bytes, 0, from, new byte[0], bytes, to, bytes.length);
  }

  private byte[] doubled(byte[] bytes) {
    int from = place(bytes);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(64));
    byte[] part = Arrays.copyOfRange(bytes, from, to);
    int times = random.nextInt(20) == 0 ? 1 + random.nextInt(2000) : 1 + random.nextInt(3);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < times && many.size() < MOST_BYTES; i++) {
      many.writeBytes(part);
    }
    return inserted(bytes, many.toByteArray());
  }

  private byte[] noise() {
    byte[] noise = new byte[1 + random.nextInt(8)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] inserted(byte[] bytes, byte[] part) {
    int at = place(bytes);
    return join(bytes, 0, at, part, bytes, at, bytes.length);
  }

  private byte[] joined(byte[] bytes, byte[] other) {
    return join(bytes, 0, place(bytes), new byte[0], other, place(other), other.length);
  }

  private static byte[] join(
      byte[] start, int from, int to, byte[] middle, byte[] end, int endFrom, int endTo) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(start, from, to - from);
    out.writeBytes(middle);
    out.write(end, endFrom, endTo - endFrom);
    return out.toByteArray();
  }

  private byte[] overwritten(byte[] bytes) {
    int size = 1 << random.nextInt(4);
    if (bytes.length < size) {
      return bytes;
    }
    int at = Math.min(place(bytes), bytes.length - size);
    long value =
        random.nextInt(4) == 0
            ? bytes.length + random.nextInt(-9, 10)
            : EXTREMES[random.nextInt(EXTREMES.length)];
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    switch (size) {
      case 1 -> buffer.put(at, (byte) value);
      case 2 -> buffer.putShort(at, (short) value);
      case 4 -> buffer.putInt(at, (int) value);
      default -> buffer.putLong(at, value);
    }
    return bytes;
  }

  /** Replaces the digits at a place, or the next ones behind it. */
  private byte[] renumbered(byte[] bytes) {
    int from = place(bytes);
    while (from < bytes.length && !isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && isDigit(bytes[to])) {
      to++;
    }
    byte[] number = pick(NUMBERS).getBytes(StandardCharsets.US_ASCII);
    return join(bytes, 0, from, number, bytes, to, bytes.length);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }
}
