package dev.jacobian.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases whose blocks are not given back, as a doubly linked list. Callers hold the pool's
 * lock.
 */
final class LiveLeases {
  private static final int LISTED = 10;

  private @Nullable Lease first;
  private long count;
  private long bytes;

  void add(Lease lease) {
    lease.next = first;
    if (first != null) {
      first.previous = lease;
    }
    first = lease;
    count++;
    bytes += lease.byteCapacity();
  }

  void remove(Lease lease) {
    if (lease.previous == null) {
      first = lease.next;
    } else {
      lease.previous.next = lease.next;
    }
    if (lease.next != null) {
      lease.next.previous = lease.previous;
    }
    lease.previous = null;
    lease.next = null;
    count--;
    bytes -= lease.byteCapacity();
  }

  long count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  /** Returns the number of live tensors and the largest of them with their place of creation. */
  String describeLargest() {
    List<Lease> leases = new ArrayList<>();
    for (Lease lease = first; lease != null; lease = lease.next) {
      leases.add(lease);
    }
    leases.sort(Comparator.comparingLong(Lease::byteCapacity).reversed());
    StringBuilder text = new StringBuilder().append(count).append(" tensors");
    for (Lease lease : leases.subList(0, Math.min(LISTED, leases.size()))) {
      text.append("\n  ")
          .append(lease.spec())
          .append(' ')
          .append(ByteSize.format(lease.byteCapacity()));
      if (lease.site() != null) {
        text.append(" made at ").append(lease.site());
      }
      if (lease.isReleased()) {
        text.append(", released while another thread computes with it");
      }
    }
    return leases.size() > LISTED
        ? text.append("\n  and ").append(leases.size() - LISTED).append(" more").toString()
        : text.toString();
  }
}
