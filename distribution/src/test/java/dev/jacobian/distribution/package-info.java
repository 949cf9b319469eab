/**
 * Tests of what others get: the packed folder, and projects that use the published parts. They know
 * of Jacobian only what its users do.
 */
package dev.jacobian.distribution;
