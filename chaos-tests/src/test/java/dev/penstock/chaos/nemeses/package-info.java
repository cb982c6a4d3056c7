/** Tests of the faults. */
@NullMarked
package dev.penstock.chaos.nemeses;

import org.jspecify.annotations.NullMarked;
