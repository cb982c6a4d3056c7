/** The chaos suite in JUnit: {@code ChaosTests} makes a test of each scenario. */
@NullMarked
package dev.penstock.chaos.junit;

import org.jspecify.annotations.NullMarked;
