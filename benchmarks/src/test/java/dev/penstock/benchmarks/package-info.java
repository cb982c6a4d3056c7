@NullMarked
package dev.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
