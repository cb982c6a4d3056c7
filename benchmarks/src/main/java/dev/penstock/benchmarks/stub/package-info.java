/** A JDBC driver whose calls cost next to nothing, so that what is measured is the pool. */
@NullMarked
package dev.penstock.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
