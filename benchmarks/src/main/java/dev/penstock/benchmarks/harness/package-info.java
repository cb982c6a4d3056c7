/** Harnesses for effects that JMH's averages hide: waiting, starvation, scale, start and memory. */
@NullMarked
package dev.penstock.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
