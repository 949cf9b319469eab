/**
 * A file system that fails on purpose: it passes everything on to the real one and asks {@link
 * dev.jacobian.io.faults.Faults} first. Start with {@link
 * dev.jacobian.io.faults.FaultyFileSystem#over}.
 */
@NullMarked
package dev.jacobian.io.faults;

import org.jspecify.annotations.NullMarked;
