/** Measurements of the console, which {@code mvn -Pmeasure -pl console -am process-test-classes} runs. */
@NullMarked
package dev.penstock.console.measure;

import org.jspecify.annotations.NullMarked;
