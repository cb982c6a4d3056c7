/** What JMH measures: the cost of one call where nothing waits. */
@NullMarked
package dev.penstock.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
