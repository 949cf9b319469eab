package dev.jacobian.device.host.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DeviceException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductLibraryTest {
  private static final Processor AVX_512 = new Processor(512, 64, 3000);

  private static ProductLibrary library(String version, String core) {
    return new ProductLibrary(Optional.of(version), Optional.of(core));
  }

  @Test
  void theLibraryOfThisProcessSaysWhatItIs() {
    ProductLibrary library = ProductLibrary.load();
    String version = library.version().orElseThrow();
    String core = library.core().orElseThrow();
    assertTrue(version.matches("\\d+\\.\\d+\\.\\d+"), version);
    assertTrue(core.matches("\\w{2,}"), core);
    assertEquals("OpenBLAS " + version + " with its kernels for " + core, library.summary());
    assertSame(library, ProductLibrary.load());
  }

  @Test
  void theVersionStandsInTheConfiguration() {
    assertEquals(
        "0.3.31",
        ProductLibrary.versionIn("OpenBLAS 0.3.31 DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=64"));
    assertEquals("something else", ProductLibrary.versionIn("something else"));
  }

  @Test
  void anotherBlasIsNotNamedOpenBlas() {
    ProductLibrary other = new ProductLibrary(Optional.empty(), Optional.empty());
    assertEquals("a BLAS other than OpenBLAS", other.summary());
    assertEquals(Optional.empty(), other.remark(AVX_512, null));
    other.requireKnownCore();
  }

  @Test
  void aLibraryThatDoesNotLoadSaysHowToTakeTheOlderOne() {
    LinkageError cause =
        new UnsatisfiedLinkError(
            "libopenblas.so.0: /lib/libc.so.6: version `GLIBC_2.34' not found");
    DeviceException e = ProductLibrary.notLoaded(cause);
    assertSame(cause, e.getCause());
    assertEquals(
        "the BLAS that multiplies matrices does not load: libopenblas.so.0: /lib/libc.so.6: version"
            + " `GLIBC_2.34' not found; expected on Linux a C library (glibc) of 2.34 or newer, and a"
            + " platform that OpenBLAS is built for; fix: take the older OpenBLAS 0.3.19: build with"
            + " mvn -Dopenblas=2022, or start with MAVEN_ARGS=-Dopenblas=2022 ./jacobian",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Unknown", "unknown", "", " "})
  void aProcessorWithoutKernelsIsAnError(String core) {
    DeviceException e =
        assertThrows(DeviceException.class, () -> library("0.3.31", core).requireKnownCore());
    assertEquals(
        "OpenBLAS 0.3.31 with its kernels for "
            + core
            + ": it does not know this processor; expected a processor that it has kernels for; fix:"
            + " name one with the same instructions: OPENBLAS_CORETYPE=Haswell (AVX2) or Nehalem",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zen", "neoversen1", "SomethingNew"})
  void aNamedProcessorIsFine(String core) {
    library("0.3.31", core).requireKnownCore();
  }

  @ParameterizedTest
  @CsvSource({"4, 0.25", "4, NaN", "4, Infinity", "4, 1e-5", "8, 1e-7", "8, NaN"})
  void aWrongProductNamesTheCoreAndTheVariable(int elementBytes, double error) {
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () -> library("0.3.28", "Cooperlake").requireRight(elementBytes, error));
    assertEquals(
        "OpenBLAS 0.3.28 with its kernels for Cooperlake computes wrong products: float"
            + 8 * elementBytes
            + " numbers are off by "
            + error
            + " of their size; expected at most "
            + ProductCheck.allowed(elementBytes)
            + "; fix: choose other kernels: OPENBLAS_CORETYPE=Haswell, or Nehalem for a processor"
            + " without AVX2; please report this one",
        e.getMessage());
  }

  @Test
  void kernelsThatAVariableChoseAreSaid() {
    assertEquals(
        Optional.of(
            "Products of matrices may be slower than they need be: OpenBLAS 0.3.31 with its kernels"
                + " for Haswell computes with vectors of 256 bits, this processor has 512. The"
                + " variable OPENBLAS_CORETYPE=Haswell chooses that; unset it."),
        library("0.3.31", "Haswell").remark(AVX_512, "Haswell"));
  }

  @Test
  void kernelsOfAnOldLibraryAreSaid() {
    assertEquals(
        Optional.of(
            "Products of matrices may be slower than they need be: OpenBLAS 0.3.19 with its kernels"
                + " for Zen computes with vectors of 256 bits, this processor has 512. OpenBLAS"
                + " 0.3.31, the default of a build, has kernels for newer processors."),
        library("0.3.19", "Zen").remark(AVX_512, null));
  }

  @ParameterizedTest
  @CsvSource({
    "SkylakeX, 512",
    "Cooperlake, 512",
    "Zen, 256",
    "HASWELL, 256",
    "Nehalem, 128",
    "SkylakeX, 256",
    "NeoverseN1, 0",
    "SomethingNew, 512"
  })
  void kernelsThatFitTheProcessorAreNoRemark(String core, int bits) {
    ProductLibrary library = library("0.3.31", core);
    assertFalse(library.remark(new Processor(bits, 0, 0), null).isPresent());
  }
}
