package dev.jacobian.device.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Known answers of the Random123 library for philox4x32-10. */
class PhiloxTest {

  private static void assertWords(
      long key, long counterLow, long counterHigh, long firstPair, long secondPair) {
    assertEquals(firstPair, Philox.pair(key, counterLow, counterHigh, 0));
    assertEquals(secondPair, Philox.pair(key, counterLow, counterHigh, 1));
  }

  @Test
  void zeroCounterAndZeroKey() {
    assertWords(0, 0, 0, 0x6627e8d5e169c58dL, 0xbc57ac4c9b00dbd8L);
  }

  @Test
  void counterAndKeyOfOnes() {
    assertWords(-1, -1, -1, 0x408f276d41c83b0eL, 0xa20bc7c66d5451fdL);
  }

  @Test
  void counterAndKeyOfTheDigitsOfPi() {
    assertWords(
        0x299f31d0a4093822L,
        0x85a308d3243f6a88L,
        0x0370734413198a2eL,
        0xd16cfe0994fdccebL,
        0x5001e42024126ea1L);
  }
}
