/** A JDBC driver whose calls cost almost nothing, so that a measurement shows the cost of the pool. */
@NullMarked
package dev.penstock.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
