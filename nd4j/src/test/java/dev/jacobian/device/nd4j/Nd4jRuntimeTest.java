package dev.jacobian.device.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.host.HostBackendProvider;
import dev.jacobian.shape.DeviceException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

final class Nd4jRuntimeTest {
  private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

  @Test
  void onTheCpuTheJvmsOwnAdapterGoesFirst() {
    assertTrue(new HostBackendProvider().priority() > new Nd4jBackendProvider().priority());
  }

  @Test
  void theCpuBackendIsLoadedAndKnown() {
    Nd4jRuntime.load(Device.Kind.CPU);
    assertEquals(Optional.of(Device.Kind.CPU), Nd4jRuntime.loaded());
    assertEquals(Optional.empty(), new Nd4jBackendProvider().problem(Device.cpu()));
    assertTrue(new Nd4jBackendProvider().problem(Device.cuda()).isPresent());
  }

  @Test
  void theOtherBackendCannotBeLoadedAfterwards() {
    Nd4jRuntime.load(Device.Kind.CPU);
    DeviceException e =
        assertThrows(DeviceException.class, () -> Nd4jRuntime.load(Device.Kind.CUDA));
    assertEquals(
        "this process has loaded ND4J's CPU backend and cannot load the one for CUDA; expected one ND4J backend in"
            + " a process; fix: use Jacobian's CUDA device before other code uses ND4J, or start a new process",
        e.getMessage());
  }

  @Test
  void shapeDescriptionsAreCached() {
    Nd4jRuntime.load(Device.Kind.CPU);
    assertInstanceOf(CachingShapeInfoProvider.class, Nd4j.getShapeInfoProvider());
    long[] shape = {3, 5};
    long[] stride = {5, 1};
    assertSame(
        Nd4j.getShapeInfoProvider()
            .createShapeInformation(shape, stride, 1, 'c', DataType.FLOAT, false),
        Nd4j.getShapeInfoProvider()
            .createShapeInformation(shape.clone(), stride.clone(), 1, 'c', DataType.FLOAT, false));
  }

  @Test
  void factsNameVersionBackendAndBlas() {
    Nd4jFacts facts = Nd4jFacts.load(Device.Kind.CPU);
    assertEquals("1.0.0-M2.1", facts.version());
    assertEquals("CpuBackend", facts.backend());
    assertTrue(facts.blasThreads() > 0);
    assertTrue(facts.loopThreads() > 0);
    assertEquals(List.of(), facts.gpus());
    assertTrue(facts.summary().startsWith("ND4J 1.0.0-M2.1 CpuBackend on "), facts.summary());
  }

  @Test
  void theLoaderHidesAllBackendsButOne(@TempDir Path directory) throws Exception {
    Path cpu = service(directory.resolve("cpu"), Nd4jRuntime.CPU_BACKEND);
    Path cuda = service(directory.resolve("cuda"), Nd4jRuntime.CUDA_BACKEND);
    URL[] urls = {cpu.toUri().toURL(), cuda.toUri().toURL()};
    try (URLClassLoader both = new URLClassLoader(urls, null)) {
      assertEquals(2, Collections.list(both.getResources(SERVICE)).size());
      List<URL> seen =
          Collections.list(
              new OneBackendLoader(both, Nd4jRuntime.CUDA_BACKEND).getResources(SERVICE));
      assertEquals(1, seen.size());
      assertTrue(seen.get(0).toString().startsWith(urls[1].toString()), seen.toString());
    }
  }

  private static Path service(Path directory, String backend) throws Exception {
    Path file = directory.resolve(SERVICE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, backend);
    return directory;
  }

  @Test
  void theLoaderGivesTheClassesOfItsSource() throws Exception {
    ClassLoader own = Nd4jRuntimeTest.class.getClassLoader();
    assertSame(
        Nd4j.class,
        new OneBackendLoader(own, Nd4jRuntime.CPU_BACKEND).loadClass(Nd4j.class.getName()));
  }
}
