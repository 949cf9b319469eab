package dev.jacobian.device;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a thread {@link Hold holds}, written down only where assertions are on: so every test fails
 * whose kernel works on memory that it does not hold, whatever other threads do at that moment.
 */
public final class HoldLedger {
  private static final ThreadLocal<HoldLedger> MINE = ThreadLocal.withInitial(HoldLedger::new);

  private @Nullable Lease[] held = new Lease[16];
  private int count;

  /** Of the thread that this one works for. */
  private @Nullable HoldLedger employer;

  private HoldLedger() {}

  /** Returns this thread's ledger, for {@link #workFor} in another one. */
  public static HoldLedger mine() {
    return MINE.get();
  }

  /**
   * Says that this thread does a part of another one's kernel, until it does one of a third's.
   *
   * @param ledger the other one's; null if assertions are off
   * @return true
   */
  public static boolean workFor(@Nullable HoldLedger ledger) {
    mine().employer = ledger;
    return true;
  }

  /** Writes down that this thread holds a lease; returns true. */
  static boolean add(Lease lease) {
    HoldLedger mine = mine();
    if (mine.count == mine.held.length) {
      mine.held = Arrays.copyOf(mine.held, 2 * mine.count);
    }
    mine.held[mine.count++] = lease;
    return true;
  }

  /** Takes back what {@link #add} wrote; returns whether it had. */
  static boolean remove(Lease lease) {
    HoldLedger mine = mine();
    for (int i = mine.count - 1; i >= 0; i--) {
      if (mine.held[i] == lease) {
        mine.held[i] = mine.held[--mine.count];
        mine.held[mine.count] = null;
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether this thread, or the one that it works for, holds a lease or need not, because
   * it is borrowed from one that is held.
   */
  static boolean isHeld(Lease lease) {
    HoldLedger mine = mine();
    HoldLedger employer = mine.employer;
    return lease.isBorrowed() || mine.has(lease) || (employer != null && employer.has(lease));
  }

  private boolean has(Lease lease) {
    for (Lease each : held) {
      if (each == lease) {
        return true;
      }
    }
    return false;
  }
}
