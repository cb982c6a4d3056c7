/** Two builds of this module, measured alternately in one run: what a change of Penstock costs. */
@NullMarked
package dev.penstock.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
