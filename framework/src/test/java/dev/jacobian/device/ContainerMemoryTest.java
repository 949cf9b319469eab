package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerMemoryTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  @TempDir private Path folder;

  private OptionalLong limit(String groups) throws IOException {
    return ContainerMemory.limit(
        Files.writeString(folder.resolve("groups"), groups), folder.resolve("root"));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve("root").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void theSmallestLimitOfAGroupAndThoseAroundItCounts() throws IOException {
    write("memory.max", "max\n");
    write("a.slice/memory.max", "2147483648\n");
    write("a.slice/b.scope/memory.max", "4294967296\n");
    assertEquals(OptionalLong.of(1L << 31), limit("0::/a.slice/b.scope\n"));
    assertEquals(OptionalLong.of(1L << 31), limit("0::/a.slice\n"));
    assertEquals(NONE, limit("0::/\n"));
  }

  @Test
  void aContainerThatSeesOnlyItsOwnGroupIsReadAtTheRoot() throws IOException {
    write("memory.max", "536870912\n");
    assertEquals(OptionalLong.of(1L << 29), limit("0::/\n"));
    assertEquals(OptionalLong.of(1L << 29), limit("0::/docker/0123abcd\n"));
    assertEquals(OptionalLong.of(1L << 29), limit("0::/../outside\n"));
  }

  @Test
  void versionOneHasAFolderForItsController() throws IOException {
    write("memory/memory.limit_in_bytes", "9223372036854771712\n");
    write("memory/docker/x/memory.limit_in_bytes", "1073741824\n");
    write("memory.max", "1\n");
    String groups = "9:name=systemd:/\n8:pids:/docker/x\n3:cpu,memory:/docker/x\n";
    assertEquals(OptionalLong.of(1L << 30), limit(groups));
  }

  @Test
  void whatCannotBeReadIsNoLimit() throws IOException {
    write("memory.max", "99999999999999999999\n");
    assertEquals(NONE, limit("0::/\n"));
    assertEquals(NONE, limit("nonsense\n\n"));
    assertEquals(NONE, ContainerMemory.limit(folder.resolve("missing"), folder.resolve("root")));
  }
}
