package dev.jacobian.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.TransferCounter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTableTest {
  private static final ProfileReport.Transfers MOVED =
      new ProfileReport.Transfers(
          Device.cpu(), new TransferCounter.Snapshot(1200, 614400, 1201, 4804));
  private static final ProfileReport REPORT =
      new ProfileReport(
          1_250_000_000L,
          List.of(
              new ProfileReport.Row(ProfilePhase.FORWARD, "reshape", 2, 900, 0),
              new ProfileReport.Row(
                  ProfilePhase.COMPILED,
                  "mul, mul, add, mul, mul, mul, add, sqrt, div, add, div, mul, sub [512, 784]",
                  1200,
                  300_000_000,
                  13_500_000_000L),
              new ProfileReport.Row(
                  ProfilePhase.COMPILED,
                  "matmul [128, 784] x [512, 784]^T",
                  1200,
                  600_000_000,
                  2_723_020_800L),
              new ProfileReport.Row(ProfilePhase.BACKWARD, "sum", 3, 50_250, 66_048),
              new ProfileReport.Row(ProfilePhase.UPDATE, "sub", 1, 999_600, 3_145_728)),
          1,
          310_000_000,
          280_400_000,
          List.of(MOVED),
          4000,
          4000);

  @Test
  void rowsAreAlignedAndThoseThatTookLongestComeFirst() {
    assertEquals(
        """
        phase     op or kernel                                calls    total     mean  share     moved  GB/s
        ----------------------------------------------------------------------------------------------------
        compiled  matmul [128, 784] x [512, 784]^T            1,200   600 ms   500 us  66.6%   2.5 GiB  4.54
        compiled  mul, mul, add, mul, mul, ... [512, 784]     1,200   300 ms   250 us  33.3%  12.6 GiB  45.0
        update    sub                                             1  1.00 ms  1.00 ms   0.1%   3.0 MiB  3.15
        backward  sum                                             3  50.3 us  16.8 us   0.0%  64.5 KiB  1.31
        forward   reshape                                         2   900 ns   450 ns   0.0%
        """,
        REPORT.table().substring(0, REPORT.table().indexOf("\n\n") + 1));
  }

  @Test
  void linesBelowTellOfCompilingAndTransfers() {
    assertEquals(
        """
        ops and kernels  901 ms of 1.25 s (72.1%)
        captures         1 in 310 ms, of which compiling took 280 ms
        transfers cpu    1,200 up (600.0 KiB), 1,201 down (4.7 KiB)
        """,
        REPORT.table().substring(REPORT.table().indexOf("\n\n") + 2));
  }

  @Test
  void rowsBeyondTheMostAreSummedUp() {
    String table = REPORT.table(2);
    assertTrue(table.contains("\nand 3 others, 1.05 ms, 0.1%\n\nops and"), table);
    assertTrue(REPORT.table(4).contains("\nand 1 other, 900 ns, 0.0%\n\nops and"));
  }

  @Test
  void everyLineFitsInto100Columns() {
    List<ProfileReport.Row> rows = new ArrayList<>();
    for (String name :
        List.of(
            "a".repeat(300),
            "exp, ".repeat(50) + "sum [1, 2, 3]",
            "add [" + "1024, ".repeat(30) + "1]",
            "add [1]")) {
      rows.add(
          new ProfileReport.Row(ProfilePhase.COMPILED, name, 123_456_789_012L, 1L << 50, 1L << 58));
    }
    ProfileReport huge = new ProfileReport(1L << 52, rows, 0, 0, 0, List.of(), 4, 4);
    List<String> lines = huge.table().lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= 100), huge.table());
    assertEquals(100, lines.get(0).length());
    assertTrue(huge.table().contains("... [1, 2, 3]  "), huge.table());
  }

  @Test
  void aReportOfNothingHasNoRows() {
    ProfileReport empty = new ProfileReport(1500, List.of(), 0, 0, 0, List.of(), 0, 0);
    assertEquals(2 + 2, empty.table().lines().count(), empty.table());
    assertTrue(empty.table().endsWith("ops and kernels  0 ns of 1.50 us (0.0%)\n"), empty.table());
  }
}
