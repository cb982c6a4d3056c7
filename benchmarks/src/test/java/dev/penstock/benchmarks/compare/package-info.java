@NullMarked
package dev.penstock.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
