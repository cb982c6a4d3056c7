/** Tests of the chaos suite in JUnit. */
@NullMarked
package dev.penstock.chaos.junit;

import org.jspecify.annotations.NullMarked;
