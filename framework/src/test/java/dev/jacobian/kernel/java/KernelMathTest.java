package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelMathTest {
  private static final int CASES = 10_000;
  private final Random random = new Random(4);

  @Test
  void selectKeepsEveryBit() {
    for (int i = 0; i < CASES; i++) {
      int a = random.nextInt();
      int b = random.nextInt();
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      assertEquals(a, Float.floatToRawIntBits(KernelMath.select(-1, x, y)));
      assertEquals(b, Float.floatToRawIntBits(KernelMath.select(0, x, y)));
      long c = random.nextLong();
      long d = random.nextLong();
      double z = Double.longBitsToDouble(c);
      double w = Double.longBitsToDouble(d);
      assertEquals(c, Double.doubleToRawLongBits(KernelMath.select(-1, z, w)));
      assertEquals(d, Double.doubleToRawLongBits(KernelMath.select(0, z, w)));
      assertEquals(c, KernelMath.select(-1, c, d));
      assertEquals(d, KernelMath.select(0, c, d));
      assertEquals(a, KernelMath.select(-1, a, b));
      assertEquals(b, KernelMath.select(0, a, b));
    }
  }
}
