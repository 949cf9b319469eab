package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveLeasesTest {
  private final MemoryPool pool = new HostBackend(1 << 20, 1).memory();
  private final LiveLeases leases = new LiveLeases();

  private Lease lease(int size, String site) {
    return new Lease(pool, new TensorSpec(Shape.of(size), DType.FLOAT64), () -> {}, size, site);
  }

  @Test
  void theLargestComeFirst() {
    leases.add(lease(2, null));
    leases.add(lease(300, "A.main(A.java:7)"));
    leases.add(lease(10, null));
    assertEquals(
        "3 tensors\n"
            + "  float64[300] 2.3 KiB made at A.main(A.java:7)\n"
            + "  float64[10] 80 B\n"
            + "  float64[2] 16 B",
        leases.describeLargest());
  }

  @Test
  void noneIsAlive() {
    assertEquals("0 tensors", leases.describeLargest());
  }

  @Test
  void leasesLeaveInAnyOrder() {
    List<Lease> all = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      Lease lease = lease(i, null);
      all.add(lease);
      leases.add(lease);
    }
    Collections.shuffle(all, new Random(3));
    long bytes = 8 * 50 * 51 / 2;
    for (int i = 0; i < 50; i++) {
      assertEquals(50 - i, leases.count());
      assertEquals(bytes, leases.bytes());
      leases.remove(all.get(i));
      bytes -= all.get(i).byteCapacity();
    }
    assertEquals("0 tensors", leases.describeLargest());
  }
}
