package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.loop.Division;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.device.host.memory.HostBlock;

/** Moves whole operands: to others, from Java arrays and to them. */
final class HostCopies {
  private HostCopies() {}

  static void copy(HostEngine engine, Operand input, Operand output) {
    if (!input.layout().isContiguous() || !output.layout().isContiguous()) {
      StridedCopy.run(engine, input, output);
      return;
    }
    HostBlock source = HostBlock.of(input);
    HostBlock target = HostBlock.of(output);
    Division.over(
        engine,
        output.shape().size(),
        (from, to) -> {
          for (long at = from; at < to; at += HostBlock.LONGEST_RUN) {
            target.copy(source, at, 1, at, 1, (int) Math.min(HostBlock.LONGEST_RUN, to - at));
          }
        });
  }

  static void upload(Object array, int offset, Operand output) {
    HostBlock target = HostBlock.of(output);
    int count = Math.toIntExact(output.shape().size());
    for (int done = 0; done < count; done += HostBlock.LONGEST_RUN) {
      int run = Math.min(HostBlock.LONGEST_RUN, count - done);
      target.upload(array, offset + done, done, run);
    }
  }

  static void download(Operand input, Object array, int offset) {
    HostBlock source = HostBlock.of(input);
    int count = Math.toIntExact(input.shape().size());
    for (int done = 0; done < count; done += HostBlock.LONGEST_RUN) {
      int run = Math.min(HostBlock.LONGEST_RUN, count - done);
      source.download(done, array, offset + done, run);
    }
  }
}
