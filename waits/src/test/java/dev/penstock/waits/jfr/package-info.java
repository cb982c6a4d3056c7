/** Tests of the JFR events. */
@NullMarked
package dev.penstock.waits.jfr;

import org.jspecify.annotations.NullMarked;
