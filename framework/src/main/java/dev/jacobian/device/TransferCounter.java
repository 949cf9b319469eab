package dev.jacobian.device;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts calls and bytes moved between Java arrays or other devices and one device. Safe for use by
 * threads.
 */
public final class TransferCounter {
  private final AtomicLong uploads = new AtomicLong();
  private final AtomicLong uploadedBytes = new AtomicLong();
  private final AtomicLong downloads = new AtomicLong();
  private final AtomicLong downloadedBytes = new AtomicLong();

  /**
   * The counts at one moment.
   *
   * @param uploads calls that moved data to the device
   * @param uploadedBytes bytes moved to the device
   * @param downloads calls that moved data from the device
   * @param downloadedBytes bytes moved from the device
   */
  public record Snapshot(long uploads, long uploadedBytes, long downloads, long downloadedBytes) {
    /** Returns what was counted between {@code earlier} and this moment. */
    public Snapshot since(Snapshot earlier) {
      return new Snapshot(
          uploads - earlier.uploads,
          uploadedBytes - earlier.uploadedBytes,
          downloads - earlier.downloads,
          downloadedBytes - earlier.downloadedBytes);
    }
  }

  /** Counts one move to the device. */
  public void countUpload(long bytes) {
    uploads.incrementAndGet();
    uploadedBytes.addAndGet(bytes);
  }

  /** Counts one move from the device. */
  public void countDownload(long bytes) {
    downloads.incrementAndGet();
    downloadedBytes.addAndGet(bytes);
  }

  /** Returns the counts so far. */
  public Snapshot snapshot() {
    return new Snapshot(uploads.get(), uploadedBytes.get(), downloads.get(), downloadedBytes.get());
  }
}
