package dev.jacobian.data.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java's own parsers are the oracle: every value must be theirs bit for bit. */
class DecimalReaderTest {
  private static final long SEED = 20_240_607;
  private static final int RANDOM_TEXTS = 400_000;

  private final DecimalReader doubles = new DecimalReader(DType.FLOAT64);
  private final DecimalReader floats = new DecimalReader(DType.FLOAT32);
  private int compared;

  private void compare(String text) {
    byte[] bytes = (text + ",").getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(text.length(), doubles.read(bytes, 0), text);
    assertEquals(
        Double.doubleToRawLongBits(Double.parseDouble(text)),
        Double.doubleToRawLongBits(doubles.value()),
        text);
    assertEquals(text.length(), floats.read(bytes, 0), text);
    assertEquals(
        Float.floatToRawIntBits(Float.parseFloat(text)),
        Float.floatToRawIntBits((float) floats.value()),
        text);
    compared++;
  }

  @Test
  void shortestTextsOfRandomDoublesAndFloatsAreReadBack() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      double any = Double.longBitsToDouble(random.nextLong());
      float anyFloat = Float.intBitsToFloat(random.nextInt());
      if (Double.isFinite(any)) {
        compare(Double.toString(any));
      }
      if (Float.isFinite(anyFloat)) {
        compare(Float.toString(anyFloat));
      }
      compare(Double.toString(random.nextDouble() * 2 - 1));
      compare(Double.toString(random.nextDouble() * 1e6));
    }
    assertTrue(compared > 3 * RANDOM_TEXTS, compared + " compared");
  }

  @Test
  void randomDigitsWithRandomPointsAndExponentsAreReadAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
      int digits = 1 + random.nextInt(21);
      int point = random.nextInt(digits + 2);
      for (int at = 0; at < digits; at++) {
        text.append(at == point ? "." : "").append((char) ('0' + random.nextInt(10)));
      }
      if (random.nextInt(4) == 0) {
        text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(-60, 60));
      }
      compare(text.toString());
    }
    assertEquals(RANDOM_TEXTS, compared);
  }

  @Test
  void middlesOfNeighboursAndTextsNextToThemAreRoundedAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < RANDOM_TEXTS / 10; i++) {
      double low = random.nextDouble(1e-3, 1e9);
      compareAround(new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(TWO));
      float lowFloat = (float) random.nextDouble(1e-3, 1e9);
      compareAround(
          new BigDecimal(lowFloat).add(new BigDecimal(Math.nextUp(lowFloat))).divide(TWO));
    }
    assertTrue(compared > RANDOM_TEXTS / 2, compared + " compared");
  }

  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /** Compares the exact middle and what few digits leave of it, to both sides. */
  private void compareAround(BigDecimal middle) {
    compare(middle.toPlainString());
    for (int digits = 15; digits <= 19; digits++) {
      java.math.MathContext context = new java.math.MathContext(digits);
      BigDecimal near = middle.round(context);
      compare(near.toPlainString());
      compare(near.add(near.ulp()).toPlainString());
      compare(near.subtract(near.ulp()).toPlainString());
    }
  }

  @Test
  void quotientsAtPowersOfTwoAndTiesAreRoundedAsJavaDoes() {
    for (int power = -40; power <= 59; power++) {
      BigDecimal exact =
          power >= 0
              ? new BigDecimal(BigInteger.TWO.pow(power))
              : BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow(-power)));
      for (int digits = 1; digits <= 18; digits++) {
        BigDecimal near = exact.round(new java.math.MathContext(digits));
        for (int step = -3; step <= 3; step++) {
          compare(near.add(near.ulp().multiply(BigDecimal.valueOf(step))).toPlainString());
        }
      }
    }
    // 2^53 + 1 and its like lie in the middle of two doubles; with a point they are quotients.
    for (long odd = (1L << 53) + 1; odd < (1L << 53) + 4001; odd += 2) {
      compare(odd + "");
      compare(BigDecimal.valueOf(odd * 10, 1).toPlainString());
      compare(BigDecimal.valueOf(odd * 25, 2).toPlainString());
      compare(BigDecimal.valueOf(odd * 5, 1).toPlainString());
    }
    assertTrue(compared > 20_000, compared + " compared");
  }

  @Test
  void commonFormsAreReadAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (int i = 0; i < RANDOM_TEXTS / 10; i++) {
      double value = random.nextDouble(-100, 100);
      compare(String.format(Locale.ROOT, "%.6f", value));
      compare(String.format(Locale.ROOT, "%.12e", value));
      compare(String.format(Locale.ROOT, "%.2f", value * 1e6));
      compare(Long.toString(random.nextLong()));
    }
    assertEquals(RANDOM_TEXTS / 10 * 4, compared);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+0",
        "0.0",
        "-0.0e5",
        "00000000000000000000001.5",
        "0.000000000000000000001",
        "1.",
        ".5",
        "-.5e-3",
        "+7",
        "1e0",
        "1E+2",
        "1e-0005",
        "1e99999",
        "1e-99999",
        "0e99999",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999",
        "999999999999999999",
        "0.999999999999999999",
        "123456789012345678e-18",
        "1e22",
        "1e23",
        "8.5e-18",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "3.4028235e38",
        "3.4028236e38",
        "340282356779733661637539395458142568448",
        "1.17549435e-38",
        "1.1754943e-38",
        "1.4e-45",
        "7.006492321624085e-46",
        "16777217",
        "16777217.0",
        "16777219",
        "16777216.99999999999",
        "16777217.00000000001",
        "0.1",
        "0.3",
        "7.2057594037927933e16",
        "9007199791611905",
        "9214843084008499",
        "30078505129381147446200",
        "6929495644600919.5",
        "0.500000000000000166533453693773481063544750213623046875",
        "3.518437208883201171875e13",
        "1448997445238699",
        "1.00000017881393432617187499"
      })
  void hardCasesAreReadAsJavaDoes(String text) {
    compare(text);
    compare("-" + text.replaceFirst("^[+-]", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "+", ".", "-.", "e5", "1e", "1e+", "1.5e-", "x", "--1", ",1"})
  void whatDoesNotStartWithANumberIsNone(String text) {
    byte[] bytes = (text + ",").getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(DecimalReader.NONE, doubles.read(bytes, 0));
  }

  @Test
  void readingEndsAfterTheLongestNumber() {
    byte[] bytes = "12 1.5.2 3f 4d 5-6 ".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(2, doubles.read(bytes, 0));
    assertEquals(6, doubles.read(bytes, 3));
    assertEquals(1.5, doubles.value());
    assertEquals(10, doubles.read(bytes, 9));
    assertEquals(13, doubles.read(bytes, 12));
    assertEquals(16, doubles.read(bytes, 15));
  }
}
