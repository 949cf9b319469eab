package dev.jacobian.data.csv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file as it lies. Threads read it without waiting for each other. */
final class CsvChannelBytes implements CsvBytes {
  private final FileChannel channel;
  private final long size;

  CsvChannelBytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  @Override
  public void read(ByteBuffer target, long position) throws IOException {
    long offset = position - target.position();
    while (target.hasRemaining() && channel.read(target, offset + target.position()) >= 0) {
      // A read may return less than there is.
    }
  }

  @Override
  public long upTo(long position) {
    return Math.min(position, size);
  }

  @Override
  public void release(long position) {}

  @Override
  public double share(long position) {
    return (double) position / size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
