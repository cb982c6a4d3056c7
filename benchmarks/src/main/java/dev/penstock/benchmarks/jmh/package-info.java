/** The JMH benchmarks: the cost of one call without contention for slots. */
@NullMarked
package dev.penstock.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
