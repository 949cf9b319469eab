package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TransferCounterTest {

  @Test
  void callsAndBytesAreCountedByDirection() {
    TransferCounter counter = new TransferCounter();
    counter.countUpload(10);
    TransferCounter.Snapshot before = counter.snapshot();
    counter.countUpload(5);
    counter.countUpload(7);
    counter.countDownload(3);
    assertEquals(new TransferCounter.Snapshot(3, 22, 1, 3), counter.snapshot());
    assertEquals(new TransferCounter.Snapshot(2, 12, 1, 3), counter.snapshot().since(before));
  }
}
