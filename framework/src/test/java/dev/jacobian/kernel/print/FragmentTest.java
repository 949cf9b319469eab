package dev.jacobian.kernel.print;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.kernel.print.Fragment.Binding;
import org.junit.jupiter.api.Test;

class FragmentTest {
  private static final Fragment A = Fragment.primary("float", "a");
  private static final Fragment B = Fragment.primary("float", "b");
  private static final Fragment C = Fragment.primary("float", "c");

  private static Fragment plus(Fragment left, Fragment right) {
    return Fragment.infix(left, "+", right, Binding.ADDITIVE);
  }

  private static Fragment times(Fragment left, Fragment right) {
    return Fragment.infix(left, "*", right, Binding.MULTIPLICATIVE);
  }

  @Test
  void parenthesesStandWhereTheTreeNeedsThem() {
    assertEquals("a * b + c", plus(times(A, B), C).text());
    assertEquals("(a + b) * c", times(plus(A, B), C).text());
    assertEquals("c * (a + b)", times(C, plus(A, B)).text());
  }

  @Test
  void orderOfEqualOperatorsStays() {
    assertEquals("a + b + c", plus(plus(A, B), C).text());
    assertEquals("a + (b + c)", plus(A, plus(B, C)).text());
  }

  @Test
  void signsDoNotRunTogether() {
    assertEquals("-a", A.negated().text());
    assertEquals("-(-a)", A.negated().negated().text());
    assertEquals("-(a + b)", plus(A, B).negated().text());
    assertEquals("a + -b", plus(A, B.negated()).text());
    assertEquals("-(-1)", Fragment.primary("int", "-1").negated().text());
  }

  @Test
  void castBindsToItsOperandOnly() {
    assertEquals("(double) a", A.cast("double").text());
    assertEquals("(double) (a + b)", plus(A, B).cast("double").text());
    assertEquals("-(double) a", A.cast("double").negated().text());
    assertEquals("(long) (int) a", A.cast("int").cast("long").text());
    assertSame(A, A.cast("float"));
  }

  @Test
  void choiceOfAComparisonIsTheWeakestBinding() {
    Fragment one = Fragment.primary("int", "1");
    Fragment zero = Fragment.primary("int", "0");
    Fragment choice = Fragment.choice(plus(A, B), "<", C, one, zero);
    assertEquals("a + b < c ? 1 : 0", choice.text());
    assertEquals("int", choice.type());
    assertEquals("-(a + b < c ? 1 : 0)", choice.negated().text());
    assertEquals(
        "1 & (a == c ? 1 : 0)",
        Fragment.infix(one, "&", Fragment.choice(A, "==", C, one, zero), Binding.BIT_AND).text());
  }

  @Test
  void callsAndElementsNeedNoParentheses() {
    assertEquals("f(a + b, c) * a", times(Fragment.call("float", "f", plus(A, B), C), A).text());
    assertEquals("-x[i]", Fragment.element("float", "x", "i").negated().text());
  }

  @Test
  void operandsOfTwoTypesAreAnError() {
    assertThrows(IllegalArgumentException.class, () -> plus(A, Fragment.primary("int", "k")));
  }
}
