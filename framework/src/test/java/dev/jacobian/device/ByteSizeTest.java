package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.MemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048576, 1.0 MiB",
    "1610612736, 1.5 GiB",
    "9223372036854775807, 8.0 EiB"
  })
  void bytesAreWrittenForPeople(long bytes, String text) {
    assertEquals(text, ByteSize.format(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "123, 123",
    "123b, 123",
    "1k, 1024",
    "512m, 536870912",
    "2G, 2147483648",
    "3 GiB, 3221225472",
    "1KB, 1024",
    "' 1t ', 1099511627776"
  })
  void textIsRead(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "1.5g", "-1", "1x", "1 g b", "12ib", "9999999999999999999"})
  void otherTextIsAnError(String text) {
    MemoryException e = assertThrows(MemoryException.class, () -> ByteSize.parse(text));
    assertEquals(
        "'"
            + text
            + "' is not a number of bytes; expected a whole number with an optional unit, such as"
            + " 512m or 8g",
        e.getMessage());
  }

  @Test
  void moreThanALongIsAnError() {
    MemoryException e = assertThrows(MemoryException.class, () -> ByteSize.parse("9000000t"));
    assertEquals(
        "'9000000t' is more bytes than a 64-bit count holds; expected fewer than 2^63 bytes",
        e.getMessage());
  }

  @Test
  void theLimitComesFromItsProperty() {
    String before = System.getProperty(MemorySettings.LIMIT_PROPERTY);
    try {
      System.clearProperty(MemorySettings.LIMIT_PROPERTY);
      assertEquals(77, MemorySettings.limitOr(77));
      System.setProperty(MemorySettings.LIMIT_PROPERTY, "2k");
      assertEquals(2048, MemorySettings.limitOr(77));
    } finally {
      if (before == null) {
        System.clearProperty(MemorySettings.LIMIT_PROPERTY);
      } else {
        System.setProperty(MemorySettings.LIMIT_PROPERTY, before);
      }
    }
  }
}
