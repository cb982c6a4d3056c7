/** The cost of a change of Penstock: two builds of this module, measured alternately in one run. */
@NullMarked
package dev.penstock.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
