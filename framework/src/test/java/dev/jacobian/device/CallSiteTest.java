package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallSiteTest {

  @Test
  void itIsTheLineThatCalled() {
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    String site = CallSite.outsideFramework();
    assertEquals(
        "dev.jacobian.device.CallSiteTest.itIsTheLineThatCalled(CallSiteTest.java:" + line + ")",
        site);
  }

  @Test
  void framesOfTheJdkAreSkipped() {
    List<String> sites = List.of(1).stream().map(i -> CallSite.outsideFramework()).toList();
    assertTrue(
        sites
            .get(0)
            .matches("dev\\.jacobian\\.device\\.CallSiteTest\\..*\\(CallSiteTest\\.java:\\d+\\)"),
        sites.get(0));
  }

  @Test
  void framesOfTheFrameworkAreSkipped() {
    String site = FrameworkCode.callSite();
    assertTrue(
        site.startsWith("dev.jacobian.device.CallSiteTest.framesOfTheFrameworkAreSkipped("), site);
  }
}

/** Stands for the framework: in one of its packages, and no test by its name. */
final class FrameworkCode {
  private FrameworkCode() {}

  static String callSite() {
    return CallSite.outsideFramework();
  }
}
